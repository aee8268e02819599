"""Requests as commands of a POSIX shell."""

from __future__ import annotations

import shlex
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tc3gen.python.naming import names
from tc3gen.samples.json_text import compact
from tc3gen.samples.model import SampleRequest, SignedRequest
from tc3gen.spec.model import Field

_WIDTH = 80
_SENT_BY_CURL = ("host", "user-agent", "accept-encoding", "content-length")


def quote_word(text: str) -> str:
    """A text as one word. The only way for a value to become part of a command."""
    return shlex.quote(text)


def command(words: Iterable[str]) -> str:
    """Options on one line if they fit, else one a line."""
    words = list(words)
    line = " ".join(words)
    return line if len(line) <= _WIDTH else " \\\n  ".join(words)


def tc3_options(request: SampleRequest) -> Iterator[str]:
    """The parameters of a request as options of `tc3`."""
    for name, field in request.action.params.items():
        if name in request.values:
            snake = names.member(name, field.python_name).rstrip("_")
            option = f"--{snake.replace('_', '-')}"
            for value in _tc3_values(field, request.values[name]):
                yield f"{option} {quote_word(value)}"
    for name, value in request.values.items():
        if name not in request.action.params:
            yield f"{quote_word(f'--{name}')} {quote_word(_text(value))}"


def _tc3_values(field: Field, value: Any) -> Iterator[str]:
    """A list of texts by repeating the option, what is nested as JSON."""
    repeated = (
        field.type.is_scalar
        and field.type.depth == 1
        and isinstance(value, list)
        and value
        and all(isinstance(each, (str, int, float)) for each in value)
    )
    for each in value if repeated else [value]:
        text = _text(each)
        yield f"@{text}" if text.startswith("@") else text


def tccli_options(request: SampleRequest) -> Iterator[str]:
    """The parameters of a request as options of `tccli`."""
    for name, value in request.values.items():
        yield f"{quote_word(f'--{name}')} {quote_word(_text(value))}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else compact(value)


def curl_options(signed: SignedRequest) -> Iterator[str]:
    """The options of curl that send a signed request as it is."""
    url = f"{signed.url}?{signed.query}" if signed.query else signed.url
    yield quote_word(url)
    for name, value in _headers(signed.headers):
        if name.lower() == "x-tc-token":
            yield f'-H "{name}: $TENCENTCLOUD_TOKEN"'
        else:
            yield f"-H {quote_word(f'{name}: {value}')}"
    if signed.method != "GET":
        yield f"--data-binary {_data(signed.body)}"


def _headers(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        if name.lower() not in _SENT_BY_CURL:
            yield name, value


def _data(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text and not text.startswith("@"):
        return quote_word(text)
    return f"@<(base64 -d <<< {quote_word(b64encode(body).decode())})"
