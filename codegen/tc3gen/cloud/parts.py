"""Parameters that travel as files: the parts of a multipart body, or a body of bytes."""

from __future__ import annotations

from base64 import b64encode
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.flattened import scalar_of
from tc3gen.cloud.requests import Request
from tc3gen.cloud.strict_json import read_json
from tc3gen.spec.vocabulary import Action, Field

MOST_PARTS = 1000

_PARSER = BytesHeaderParser()


def from_parts(request: Request, action: Action) -> dict[str, Any]:
    """The parameters of a multipart body: one part each, bytes as base64 text."""
    params: dict[str, Any] = {}
    for head, content in _parts(request):
        name = head.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise _wrong("a part has no name")
        if name in params:
            raise ApiFault("InvalidParameter", f"`{name}` is given twice.")
        params[name] = _value(head, content, action.params.get(name))
    return params


def from_bytes(request: Request, action: Action) -> dict[str, Any]:
    """The parameters of a body of bytes, whose others travel in headers."""
    params: dict[str, Any] = {}
    for name, field in action.params.items():
        if field.header is not None:
            header = field.header.lower()
            if header in request.headers:
                params[name] = scalar_of(request.header(header), field.type.name)
        elif field.type.name == "bytes" and request.body:
            params[name] = b64encode(request.body).decode()
    return params


def _parts(request: Request) -> list[tuple[Message, bytes]]:
    kind = Message()
    kind["content-type"] = request.header("content-type")
    boundary = kind.get_boundary("")
    if not boundary or not boundary.isascii():
        raise _wrong("its content type names no boundary")
    mark = b"\r\n--" + boundary.encode()
    # The end of each part's line may have blanks; what stands before the first is nothing.
    _, *pieces = (b"\r\n" + request.body).split(mark, MOST_PARTS + 1)
    if len(pieces) > MOST_PARTS:
        raise _wrong(f"it has more than {MOST_PARTS:,} parts")
    if not pieces or not pieces[-1].startswith(b"--"):
        raise _wrong("its end is missing")
    return [_part(piece) for piece in pieces[:-1]]


def _part(piece: bytes) -> tuple[Message, bytes]:
    head, blank_line, content = piece.partition(b"\r\n\r\n")
    if not blank_line:
        raise _wrong("a part has no blank line after its headers")
    return _PARSER.parsebytes(head.strip()), content


def _value(head: Message, content: bytes, field: Field | None) -> Any:
    """What a part says, in the type of the spec where it fits."""
    if field is not None and str(field.type) == "bytes":
        return b64encode(content).decode()
    try:
        if head.get_content_type() == "application/json":
            return read_json(content)
        text = content.decode()
    except ValueError:
        raise _wrong("a part is no UTF-8, or no JSON as it says") from None
    return text if field is None else scalar_of(text, str(field.type))


def _wrong(reason: str) -> ApiFault:
    return ApiFault("InvalidParameter", f"The body is not multipart: {reason}.")
