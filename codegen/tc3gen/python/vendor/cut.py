"""Taking statements out of Python, and the imports that nothing needs any more."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from tc3gen.python.statements import (
    body_of,
    close_up,
    erase,
    is_text,
    joined,
    text_after,
)
from tc3gen.python.text import import_from
from tc3gen.python.vendor.names_used import is_for_types, used

_BARE_QUOTE = re.compile(r'(?<!\\)(\\\\)*"$')


def cut(source: str, tree: ast.Module, dropped: Iterable[ast.stmt]) -> str:
    """A module without some statements; the layout of the others stays."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for node in dropped:
        erase(lines, node)
        after = text_after(tree, node)
        if after is not None:
            erase(lines, after)
    rest = joined(lines)
    # Twice: the imports for types may have been the last use of `TYPE_CHECKING`.
    return _without_imports(_without_imports(rest))


def without_texts(source: str) -> str:
    """A module without its docstrings; that of the module itself stays."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for owner in ast.walk(ast.parse(source)):
        body = body_of(owner)
        for statement in body[isinstance(owner, ast.Module) :]:
            if is_text(statement) and len(body) == 1:
                _shorten(lines, statement)
            elif is_text(statement):
                erase(lines, statement)
                close_up(lines, statement)
    return joined(lines)


def first_paragraphs(source: str) -> str:
    """A module whose docstrings have only their first paragraphs."""
    lines: list[str | None] = list(source.splitlines(keepends=True))
    for owner in ast.walk(ast.parse(source)):
        for statement in body_of(owner):
            if is_text(statement):
                _shorten(lines, statement)
    return joined(lines)


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
                erase(lines, statement)
                others.pop()
    mentioned = used(
        *[o for o in others if not isinstance(o, (ast.Import, ast.ImportFrom))]
    )
    _trim(lines, tree.body, mentioned)
    return joined(lines)


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
