"""Parameters that travel as files: the parts of a multipart body, or a body of bytes."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.query_params import scalar_of
from tc3gen.cloud.protocol.request import Part, ReceivedRequest
from tc3gen.cloud.protocol.strict_json import read_json
from tc3gen.spec.model import Action, Field


def from_parts(request: ReceivedRequest, action: Action) -> dict[str, Any]:
    """The parameters of a multipart body: one part each, bytes as base64 text."""
    if request.parts.problem:
        raise _wrong(request.parts.problem)
    params: dict[str, Any] = {}
    for part in request.parts.parts:
        if part.name in params:
            raise ApiErrorResponse("InvalidParameter", f"`{part.name}` is given twice.")
        params[part.name] = _value(part, action.params.get(part.name))
    return params


def from_bytes(request: ReceivedRequest, action: Action) -> dict[str, Any]:
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


def _value(part: Part, field: Field | None) -> Any:
    """The value of a part, in the type of the spec where it fits."""
    if field is not None and str(field.type) == "bytes":
        return b64encode(part.content).decode()
    try:
        if part.content_type == "application/json":
            return read_json(part.content)
        text = part.content.decode()
    except ValueError:
        raise _wrong("a part is not UTF-8, or not JSON as it says") from None
    return text if field is None else scalar_of(text, str(field.type))


def _wrong(reason: str) -> ApiErrorResponse:
    return ApiErrorResponse("InvalidParameter", f"The body is not multipart: {reason}.")
