"""Marks in the runtime for what belongs to a feature, which a package may do without.

Where a line ends with `# with NAME`, the statement, parameter, argument or item that begins
on it is there only with that feature; with `# without NAME`, only where that is left out. On
a line of its own, the mark is for what begins on the next one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection

from tc3gen.python.source.statements import (
    close_up,
    erase,
    first_line,
    join_lines,
    text_after,
)

_MARK = re.compile(
    r"^(?P<alone> *)# (?P<how>with|without) (?P<name>\w+)\n"
    r"|  # (?P<how_>with|without) (?P<name_>\w+)$",
    re.MULTILINE,
)


def apply_marks(source: str, missing: Collection[str] = ()) -> str:
    """A module without what belongs to the missing features, and without the marks."""
    dropped = set()
    for mark in _MARK.finditer(source):
        how, name = mark["how"] or mark["how_"], mark["name"] or mark["name_"]
        if (name in missing) == (how == "with"):
            line = source.count("\n", 0, mark.start()) + 1
            dropped.add(line if mark["alone"] is None else line + 1)
    return _MARK.sub("", _without(source, dropped) if dropped else source)


def _without(source: str, numbers: set[int]) -> str:
    """A module without what begins on the lines with these numbers."""
    tree = ast.parse(source)
    lines: list[str | None] = list(source.splitlines(keepends=True))
    last = {number: number for number in numbers}
    for node in ast.walk(tree):
        statement = node if isinstance(node, ast.stmt) else None
        begin = first_line(statement) if statement else getattr(node, "lineno", 0)
        if begin not in numbers:
            continue
        if statement is not None:
            erase(lines, statement)
            close_up(lines, statement)
            text = text_after(tree, statement)
            if text is not None:
                erase(lines, text)
        last[begin] = max(last[begin], getattr(node, "end_lineno", None) or begin)
    for number, end in last.items():
        lines[number - 1 : end] = [None] * (end - number + 1)
    return join_lines(lines)
