"""Errors on standard error: for people, or as one JSON object for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from .. import terminal
from ..exits import WRONG_USE, Problem
from ..masking import mask_secrets
from . import stderr

format = "text"
"""`text` or `json`; set when the options are known."""

_INDENT = 11
_REFUSED = ("Item", "Code", "Message")


def show_wrong_use(problems: Sequence[Problem], hint: str = "") -> None:
    """Show all that is wrong with a command."""
    if format == "json":
        _json(
            {
                "code": "WrongUse",
                "message": "; ".join(str(problem) for problem in problems),
                "problems": [
                    {"where": problem.where, "message": problem.reason}
                    for problem in problems
                ],
                "may_be_done": False,
                "exit_code": WRONG_USE,
            }
        )
        return
    for problem in problems:
        _head(str(problem))
    if hint:
        stderr.write_line(terminal.harmless(hint))


def show_failure(details: Mapping[str, Any]) -> None:
    """Show an error of a call: all that is known of it."""
    if format == "json":
        _json({name: value for name, value in details.items() if value is not None})
        return
    message = str(details.get("message") or "")
    _head(f"{details['code']}: {message}" if message else str(details["code"]))
    _line("Meaning", details.get("meaning"))
    _line("To do", details.get("remedy"))
    _line("Effect", details.get("effect"))
    _line("Call", _call(details))


def show_refused(details: Mapping[str, Any]) -> None:
    """Show what the service refused in a call that succeeded: a table, or one JSON object."""
    if format == "json":
        _json({name: value for name, value in details.items() if value is not None})
        return
    from .table import table_text

    _head(str(details["message"]))
    rows = [
        [mask_secrets(str(row.get(name.lower()) or "")) for name in _REFUSED]
        for row in details["refused"]
    ]
    table = table_text(sys.stderr, list(_REFUSED), rows)
    stderr.write_line(table.rstrip("\n"))
    more = details["count"] - sum(row["count"] for row in details["refused"])
    if more > 0:
        stderr.write_line(f"and {more:,} more")


def show_error(message: str, code: str, exit_code: int) -> None:
    """Show an error that has nothing to do with a service."""
    if format == "json":
        _json({"code": code, "message": message, "exit_code": exit_code})
    else:
        _head(message)


def _call(details: Mapping[str, Any]) -> str:
    parts: list[str] = []
    if details.get("action"):
        parts.append(str(details["action"]))
    if details.get("request_id"):
        parts.append(f"request {details['request_id']}")
    attempts = details.get("attempts") or 0
    if attempts:
        parts.append(f"{attempts} attempt{'' if attempts == 1 else 's'}")
    return ", ".join(parts)


def _head(text: str) -> None:
    head = terminal.style_text("Error:", "red", sys.stderr)
    columns = terminal.width(sys.stderr) - 7
    lines = mask_secrets(text).split("\n")
    shown = "\n".join(terminal.fill_text(line, 0, columns) for line in lines)
    stderr.write_line(f"{head} " + shown.replace("\n", "\n" + " " * 7))


def _line(name: str, text: Any) -> None:
    if text:
        columns = terminal.width(sys.stderr)
        shown = terminal.fill_text(mask_secrets(str(text)), _INDENT, columns).lstrip()
        label = terminal.style_text(name, "dim", sys.stderr)
        stderr.write_line(f"  {label}{' ' * (_INDENT - 2 - len(name))}{shown}")


def _json(values: Mapping[str, Any]) -> None:
    text = mask_secrets(json.dumps(values, ensure_ascii=False))
    if not terminal.encodes(sys.stderr, text):
        text = json.dumps(json.loads(text))
    stderr.write_line(text)
