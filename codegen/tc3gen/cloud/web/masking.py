"""A call as it may be shown: without signatures, tokens and passwords."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from tc3gen.cloud.requests import Request

HIDDEN = "(hidden)"

_SECRET = re.compile(
    r"(?:password|passwd|secret_?key|secret|signature|session_?token|security_?token"
    r"|web_?identity_?token|saml_?assertion|authorization|x-tc-token)$|^token$",
    re.I,
)
_SIGNATURE = re.compile(r"(Signature\s*=\s*)[^,\s]+", re.I)
_IN_TEXT = re.compile(
    r'("(?:[^"\\]|\\.)*(?:password|secret_?key|token|signature|assertion)"\s*:\s*)'
    r'"(?:[^"\\]|\\.)*"?',
    re.I,
)
_FORM = "application/x-www-form-urlencoded"


def headers(request: Request) -> Iterator[tuple[str, str]]:
    """Names and values, in the order in which they were sent."""
    for name, value in request.headers.items():
        if name == "authorization":
            yield name, _SIGNATURE.sub(rf"\1{HIDDEN}", value)
        else:
            yield name, HIDDEN if _SECRET.search(name) else value


def query(text: str) -> list[tuple[str, str]]:
    """The parameters of a query or a form."""
    pairs = parse_qsl(text, keep_blank_values=True, errors="replace")
    return [(name, HIDDEN if _SECRET.search(name) else value) for name, value in pairs]


def body(content: bytes, content_type: str, *, cut: bool) -> str:
    """A body to read: JSON laid out, forms a line each, other text as it is."""
    try:
        text = content.decode("utf-8", "ignore" if cut else "strict")
    except UnicodeDecodeError:
        return f"{len(content):,} bytes that are no text."
    if content_type.partition(";")[0].strip().lower() == _FORM:
        return "\n".join(f"{name} = {value}" for name, value in query(text))
    try:
        value = json.loads(text)
        return json.dumps(_masked(value), ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return _IN_TEXT.sub(rf'\1"{HIDDEN}"', text)


def _masked(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: HIDDEN
            if _SECRET.search(name) and isinstance(each, str)
            else _masked(each)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_masked(each) for each in value]
    return value
