"""Values and requests that come from files and from standard input."""

from __future__ import annotations

import os
import sys
from typing import Any

from ...narrowing import is_object
from ..exits import Problem, WrongUse
from .documents import parse_document
from .scalars import Unreadable

MAX_BYTES = 64 * 1024 * 1024
"""Bytes that are read of a file; no request may have more than 10 MB."""


def content_of(word: str) -> str | bytes:
    """The value of bytes: what a file holds for `@FILE`, else the text."""
    if not word.startswith("@"):
        return word
    return word[1:] if word.startswith("@@") else _read_file(word[1:])


def text_of(word: str) -> str:
    """The value of a text: what a file holds for `@FILE`, else the text itself."""
    found = content_of(word)
    if isinstance(found, str):
        return found
    try:
        return found.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{word[1:]} is not UTF-8 text") from None


def _read_file(name: str) -> bytes:
    if not name:
        raise Unreadable(
            "needs a file behind the @, or @@ for a value that begins with @"
        )
    try:
        if name == "-":
            return standard_input()
        with open(os.path.expanduser(name), "rb") as file:
            found = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{name} cannot be read: {error.strerror}") from None
    if len(found) > MAX_BYTES:
        raise Unreadable(f"{name} has more than {MAX_BYTES // 1024 // 1024} MB")
    return found


_taken = False


def reset_stdin() -> None:
    """A command begins: nobody has read standard input."""
    global _taken
    _taken = False


def standard_input() -> bytes:
    """All of standard input, which can be read once."""
    global _taken
    if _taken:
        raise Unreadable("standard input is used twice")
    if sys.stdin is None:
        raise Unreadable("standard input is closed")
    _taken = True
    found = sys.stdin.buffer.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise Unreadable(f"standard input has more than {MAX_BYTES // 1024 // 1024} MB")
    return found


def request_in(name: str, option: str = "--input") -> dict[str, Any]:
    """The request in a file, as JSON or YAML; `-` is standard input.

    Raises:
        WrongUse: It cannot be read, or is not an object.
    """
    name = name.removeprefix("file://")
    if name.lstrip()[:1] in ("{", "["):  # which may hold a secret: it is not shown
        reason = "must be the name of a file, or - for standard input, not JSON itself"
        raise WrongUse(Problem(option, reason))
    try:
        content = _read_file(name)
        text = content.decode("utf-8-sig")
    except Unreadable as error:
        raise WrongUse(Problem(option, str(error))) from None
    except UnicodeDecodeError:
        raise WrongUse(Problem(option, f"{name} is not UTF-8 text")) from None
    try:
        found = parse_document(text)
    except Unreadable as error:
        raise WrongUse(Problem(option, f"{name} {error}")) from None
    if found is None:
        return {}
    if not is_object(found):
        raise WrongUse(Problem(option, f"{name} must hold an object"))
    return found
