"""Error codes from the `errorcodes.py` of the official SDK, read as text, never run."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tc3gen.sources.tccli.reading.html import plain_text
from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems, value_text
from tc3gen.util.safe_files import read_regular

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of the largest file of error codes, which is parsed as Python."""

_CODE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*")


def read_error_codes(path: Path, problems: Problems) -> dict[str, str]:
    """The codes of a version with their descriptions, by code.

    Every constant of the module is one; the comment above it describes it. A dot at the end,
    which two published codes have, is left out.
    """
    text = _text(path, problems)
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", None) or 1
        problems.add(Position(str(path), line, 1), "this is no Python")
        return {}
    lines = text.split("\n")
    codes: dict[str, str] = {}
    for statement in module.body:
        if not isinstance(statement, ast.Assign):
            continue
        value = statement.value
        code = value.value if isinstance(value, ast.Constant) else None
        if isinstance(code, str) and _CODE.fullmatch(code := code.removesuffix(".")):
            codes.setdefault(code, _comment_above(lines, statement.lineno - 1))
        else:
            at = Position(str(path), statement.lineno, statement.col_offset + 1)
            problems.add(at, f"{value_text(code)} is no error code")
    return dict(sorted(codes.items()))


def _text(path: Path, problems: Problems) -> str:
    reason = ""
    try:
        content = read_regular(path, MAX_BYTES)
        if len(content) <= MAX_BYTES:
            return content.decode("utf-8-sig").replace("\r\n", "\n")
        reason = f"larger than {MAX_BYTES // 1024**2} MB"
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        reason = "the file is not UTF-8 text"
    problems.add(Position(str(path), 1, 1), reason)
    return ""


def _comment_above(lines: list[str], index: int) -> str:
    """The comment that ends in the line before."""
    start = index
    while start and lines[start - 1].startswith("#"):
        start -= 1
    return plain_text(
        "\n".join(line.lstrip("#").strip() for line in lines[start:index])
    )
