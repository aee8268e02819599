"""Which names a piece of Python mentions, and which it defines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tc3gen.python.statements import body_of, is_text

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LONGEST = 100
"""Characters of a text that may be an annotation or the name of an attribute."""


def used(*nodes: ast.AST) -> set[str]:
    """The names and attributes that are mentioned, also in short texts."""
    found: set[str] = set()
    documentation: set[int] = set()
    for node in nodes:
        for inner in ast.walk(node):  # from the outside inwards
            documentation.update(
                id(text.value)
                for text in body_of(inner)
                if isinstance(text, ast.Expr) and is_text(text)
            )
            if isinstance(inner, ast.Name):
                found.add(inner.id)
            elif isinstance(inner, ast.Attribute):
                found.add(inner.attr)
            elif isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                if len(inner.value) <= _LONGEST and id(inner) not in documentation:
                    found.update(_WORD.findall(inner.value))
            elif isinstance(inner, ast.ImportFrom):
                found.update(alias.name for alias in inner.names)
    return found


def siblings(node: ast.AST) -> Iterator[str]:
    """The modules of the same package that are imported anywhere inside."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.ImportFrom) and inner.level == 1:
            if inner.module:
                yield inner.module
            else:
                yield from (alias.name for alias in inner.names)


def defined(statement: ast.stmt) -> list[str]:
    """The names that a simple statement at the top of a module defines."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return [statement.name]
    if isinstance(statement, ast.Assign):
        names = [t.id for t in statement.targets if isinstance(t, ast.Name)]
        return names if len(names) == len(statement.targets) else []
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return [statement.target.id]
    return []


def is_for_types(statement: ast.stmt) -> bool:
    """Whether it is `if TYPE_CHECKING:`."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id == "TYPE_CHECKING"
    )
