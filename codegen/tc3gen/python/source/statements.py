"""The statements of a piece of Python as lines, to take some out and keep the layout."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

_OPENS = re.compile(r":\s*(#.*)?$")
_BLANKS = re.compile(r"\n{4,}")


def first_line(node: ast.stmt) -> int:
    """The number of the line where a statement begins, with its decorators."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def erase(lines: list[str | None], node: ast.stmt) -> None:
    """A statement, its decorators, and the comments and blank lines above it.

    Above an import that begins a group the blank line stays, for the one that follows.
    """
    first = first_line(node) - 1
    assert node.end_lineno is not None
    while first and (lines[first - 1] or "").lstrip().startswith("#"):
        first -= 1
    while first and lines[first - 1] == "\n" and not _begins_group(lines, node):
        first -= 1
    for number in range(first, node.end_lineno):
        lines[number] = None


def _begins_group(lines: list[str | None], node: ast.stmt) -> bool:
    """True for an import with another one right below it."""
    assert node.end_lineno is not None
    below = lines[node.end_lineno] if node.end_lineno < len(lines) else None
    is_import = isinstance(node, (ast.Import, ast.ImportFrom))
    return is_import and (below or "").lstrip().startswith(("from ", "import "))


def close_up(lines: list[str | None], statement: ast.stmt) -> None:
    """Takes the blank line after the first statement of a block with it."""
    end = statement.end_lineno
    assert end is not None
    before = next((x for x in reversed(lines[: statement.lineno - 1]) if x), "")
    if end < len(lines) and lines[end] == "\n" and _OPENS.search(before):
        lines[end] = None


def text_after(tree: ast.Module, node: ast.stmt) -> ast.stmt | None:
    """The text below a constant, which documents it."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return None
    for owner in ast.walk(tree):
        body = body_of(owner)
        if node in body:
            following = body[body.index(node) + 1 : body.index(node) + 2]
            return following[0] if following and is_text(following[0]) else None
    return None


def body_of(owner: ast.AST) -> list[ast.stmt]:
    """The statements inside, if there are any."""
    body = getattr(owner, "body", None)  # that of a lambda is no list
    return body if isinstance(body, list) else []


def join_lines(lines: Iterable[str | None]) -> str:
    """The lines that are left, as text."""
    text = "".join(line for line in lines if line is not None)
    return _BLANKS.sub("\n\n\n", text).strip("\n") + "\n"


def is_text(statement: ast.AST) -> bool:
    """True for a text that stands alone: documentation."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )
