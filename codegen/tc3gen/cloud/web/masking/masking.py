"""A call as it may be shown: without signatures, tokens and passwords."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.cloud.web.masking.secrets import (
    HIDDEN,
    is_secret,
    mask_pairs,
    mask_text,
    mask_value,
)
from tc3gen.python.runtime.signing.tc3 import ALGORITHM, SKIP

_SIGNATURE = re.compile(r"(Signature\s*=\s*)[^,\s]+", re.I)
_FORM = "application/x-www-form-urlencoded"
_BOUNDARY = re.compile(r"""boundary\s*=\s*"?([^";\s]+)""", re.I)
_LINE_END = re.compile(rb"\r?\n")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PART_NAME = re.compile(rb"""\bname\*?\s*=\s*"?([^";\r\n]*)""", re.I)


def headers(request: ReceivedRequest) -> Iterator[tuple[str, str]]:
    """Names and values, in the order in which they were sent."""
    for name, value in request.headers.items():
        if name == "authorization":
            yield name, _authorization(value)
        else:
            yield name, HIDDEN if is_secret(name) else mask_text(value)


def query(text: str) -> list[tuple[str, str]]:
    """The parameters of a query or a form."""
    return mask_pairs(parse_qsl(text, keep_blank_values=True, errors="replace"))


def body(content: bytes, content_type: str, *, cut: bool) -> str:
    """A body to read: JSON laid out, forms a line each, other text as it is."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind.startswith("multipart/"):
        return _multipart(content, content_type)
    try:
        text = content.decode("utf-8", "ignore" if cut else "strict")
    except UnicodeDecodeError:
        return _no_text(content)
    if kind == _FORM:
        return "\n".join(f"{name} = {value}" for name, value in query(text))
    try:
        value = mask_value(json.loads(text))
        return json.dumps(value, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return mask_text(text)


def _authorization(value: str) -> str:
    scheme, blank, _ = value.partition(" ")
    if scheme == ALGORITHM:
        return _SIGNATURE.sub(rf"\1{HIDDEN}", value)
    if value == SKIP:
        return value
    return f"{scheme} {HIDDEN}" if blank else HIDDEN


def _multipart(content: bytes, content_type: str) -> str:
    """The parts of a body, which may be cut or malformed, as far as each is text."""
    found = _BOUNDARY.search(content_type)
    mark = b"--" + found[1].encode() if found else _LINE_END.split(content, 1)[0]
    if len(mark) <= len(b"--"):
        return mask_text(content.decode("utf-8", "replace"))
    # A mark within a line is part of a value.
    pieces = re.split(rb"(?:^|(?<=\n))" + re.escape(mark), content)
    return mark.decode("utf-8", "replace").join(map(_part, pieces))


def _part(piece: bytes) -> str:
    found = _BLANK_LINE.search(piece)
    head = piece[: found.start()] if found else piece
    shown = mask_text(head.decode("utf-8", "replace"))
    if not found:
        return shown
    name, value = _PART_NAME.search(head), piece[found.end() :]
    if name is not None and is_secret(name[1].decode("utf-8", "replace")):
        return f"{shown}\r\n\r\n{HIDDEN}\r\n"
    try:
        return f"{shown}\r\n\r\n{mask_text(value.decode())}"
    except UnicodeDecodeError:
        return f"{shown}\r\n\r\n{_no_text(value)}\r\n"


def _no_text(content: bytes) -> str:
    return f"{len(content):,} bytes that are not text."
