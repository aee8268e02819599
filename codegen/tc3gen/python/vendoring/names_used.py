"""Which names a piece of Python mentions, and which it defines."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator

from attrs import define, field

from tc3gen.python.source.statements import body_of, is_text

Function = (ast.FunctionDef, ast.AsyncFunctionDef)

_LONGEST = 100
"""Characters of a text that may be an annotation or the name of an attribute."""


@define
class Mentions:
    """The names that are read, and the attributes: those behind a dot, or in a text."""

    names: set[str] = field(factory=set)
    attributes: set[str] = field(factory=set)

    def __ior__(self, other: Mentions) -> Mentions:
        self.names |= other.names
        self.attributes |= other.attributes
        return self


def mentions(*nodes: ast.AST) -> Mentions:
    """The names and attributes that are mentioned, also in annotations that are texts."""
    found = Mentions()
    documentation: set[int] = set()
    for node in nodes:
        for inner in ast.walk(node):  # from the outside inwards
            documentation.update(
                id(text.value)
                for text in body_of(inner)
                if isinstance(text, ast.Expr) and is_text(text)
            )
            if isinstance(inner, ast.Name):
                found.names.add(inner.id)
            elif isinstance(inner, ast.Attribute):
                found.attributes.add(inner.attr)
            elif isinstance(inner, ast.Constant) and id(inner) not in documentation:
                in_text = _in_text(inner.value)
                found |= in_text
                found.attributes |= in_text.names
    return found


def _in_text(text: object) -> Mentions:
    """The names in a text that is an expression, such as an annotation; none in prose."""
    if not isinstance(text, str) or len(text) > _LONGEST or not text.isprintable():
        return Mentions()
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError):
        return Mentions()
    found = Mentions()
    for inner in ast.walk(tree):
        if isinstance(inner, ast.Name):
            found.names.add(inner.id)
        elif isinstance(inner, ast.Attribute):
            found.attributes.add(inner.attr)
    return found


def imported_modules(home: str, node: ast.AST) -> Iterator[tuple[str, ast.alias]]:
    """The modules of the same package that a piece of a module imports from, and what."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.ImportFrom) and inner.level:
            for alias in inner.names:
                yield imported_from(home, inner), alias


def imported_from(home: str, statement: ast.ImportFrom) -> str:
    """The dotted name that a relative import in a module leads to; empty for the root."""
    parts = home.split(".")[: -statement.level]
    return ".".join([*parts, statement.module] if statement.module else parts)


def module_of(source: str, name: str, modules: Collection[str]) -> str:
    """The module that an import of a name loads: it may be one itself, in a folder."""
    inside = f"{source}.{name}" if source else name
    return inside if inside in modules else source


def defined_names(statement: ast.stmt) -> list[str]:
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
    """Tell if it is `if TYPE_CHECKING:`."""
    return (
        isinstance(statement, ast.If)
        and isinstance(statement.test, ast.Name)
        and statement.test.id == "TYPE_CHECKING"
    )
