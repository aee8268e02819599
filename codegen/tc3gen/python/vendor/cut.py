"""Taking statements out of Python, and the imports that nothing needs any more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from tc3gen.python.text import import_from
from tc3gen.python.vendor.names_used import is_for_types, is_text, used

_BARE_QUOTE = re.compile(r'(?<!\\)(\\\\)*"$')
_OPENS = re.compile(r":\s*(#.*)?$")
_BLANKS = re.compile(r"\n{4,}")


def cut(source: str, tree: ast.Module, dropped: Iterable[ast.stmt]) -> str:
    """A module without some statements; the layout of the others stays."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for node in dropped:
        _erase(lines, node)
        after = _text_after(tree, node)
        if after is not None:
            _erase(lines, after)
    rest = _joined(lines)
    # Twice: the imports for types may have been the last use of `TYPE_CHECKING`.
    return _without_imports(_without_imports(rest))


def without_texts(source: str) -> str:
    """A module without its docstrings; that of the module itself stays."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for owner in ast.walk(ast.parse(source)):
        body = _body(owner)
        for statement in body[isinstance(owner, ast.Module) :]:
            if is_text(statement) and len(body) == 1:
                _shorten(lines, statement)
            elif is_text(statement):
                _erase(lines, statement)
                _close_up(lines, statement)
    return _joined(lines)


def first_paragraphs(source: str) -> str:
    """A module whose docstrings have only their first paragraphs."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for owner in ast.walk(ast.parse(source)):
        for statement in _body(owner):
            if is_text(statement):
                _shorten(lines, statement)
    return _joined(lines)


def _shorten(lines: list[str | None], statement: ast.stmt) -> None:
    assert statement.end_lineno is not None
    span = range(statement.lineno - 1, statement.end_lineno)
    blank = next((number for number in span if lines[number] == "\n"), None)
    if blank is None:
        return
    last = lines[blank - 1]
    assert last is not None
    last = last.rstrip()
    if _BARE_QUOTE.search(last):
        last = f'{last[:-1]}\\"'  # or it would be part of the delimiter
    lines[blank - 1] = f'{last}"""\n'
    for number in range(blank, span.stop):
        lines[number] = None


def _close_up(lines: list[str | None], statement: ast.stmt) -> None:
    """Takes the blank line after a docstring with it."""
    end = statement.end_lineno
    assert end is not None
    before = next((x for x in reversed(lines[: statement.lineno - 1]) if x), "")
    if end < len(lines) and lines[end] == "\n" and _OPENS.search(before):
        lines[end] = None


def _erase(lines: list[str | None], node: ast.stmt) -> None:
    """A statement, its decorators, and the comments and blank lines above it."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(d.lineno for d in decorators)]) - 1
    assert node.end_lineno is not None
    while first and (lines[first - 1] or "").lstrip().startswith("#"):
        first -= 1
    while first and lines[first - 1] == "\n":
        first -= 1
    for number in range(first, node.end_lineno):
        lines[number] = None


def _text_after(tree: ast.Module, node: ast.stmt) -> ast.stmt | None:
    """What documents a constant stands below it."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)):
        return None
    for owner in ast.walk(tree):
        body = _body(owner)
        if node in body:
            following = body[body.index(node) + 1 : body.index(node) + 2]
            return following[0] if following and is_text(following[0]) else None
    return None


def _without_imports(source: str) -> str:
    tree = ast.parse(source)
    lines: list[str | None] = list(source.splitlines(keepends=True))
    others = [s for s in tree.body if not isinstance(s, (ast.Import, ast.ImportFrom))]
    for statement in tree.body:
        if is_for_types(statement):
            assert isinstance(statement, ast.If)
            others.remove(statement)
            others += [*statement.body, *statement.orelse, ast.Expr(statement.test)]
            inner = [s for s in statement.body if not isinstance(s, ast.ImportFrom)]
            mentioned = used(*[o for o in others if not isinstance(o, ast.ImportFrom)])
            left = _trim(lines, statement.body, mentioned)
            if not left and not inner:
                _erase(lines, statement)
                others.pop()
    mentioned = used(
        *[o for o in others if not isinstance(o, (ast.Import, ast.ImportFrom))]
    )
    _trim(lines, tree.body, mentioned)
    return _joined(lines)


def _trim(
    lines: list[str | None], body: Sequence[ast.stmt], mentioned: set[str]
) -> bool:
    """Takes imports out that nothing mentions; whether any is left."""
    left = False
    for statement in body:
        if not isinstance(statement, (ast.Import, ast.ImportFrom)):
            continue
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            left = True
            continue
        names = [a for a in statement.names if _bound(a) in mentioned]
        left = left or bool(names)
        if len(names) == len(statement.names):
            continue
        assert statement.end_lineno is not None
        first = statement.lineno - 1
        for number in range(first, statement.end_lineno):
            lines[number] = None
        if names and isinstance(statement, ast.ImportFrom):
            module = "." * statement.level + (statement.module or "")
            margin = " " * statement.col_offset
            text = import_from(module, [_written(a) for a in names], len(margin))
            lines[first] = f"{margin}{text}\n"
        elif names:
            margin = " " * statement.col_offset
            lines[first] = f"{margin}import {', '.join(map(_written, names))}\n"
    return left


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _written(alias: ast.alias) -> str:
    return f"{alias.name} as {alias.asname}" if alias.asname else alias.name


def _body(owner: ast.AST) -> list[ast.stmt]:
    body = getattr(owner, "body", None)  # that of a lambda is no list
    return body if isinstance(body, list) else []


def _joined(lines: Iterable[str | None]) -> str:
    text = "".join(line for line in lines if line is not None)
    return _BLANKS.sub("\n\n\n", text).strip("\n") + "\n"
