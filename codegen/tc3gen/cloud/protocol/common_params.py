"""The common parameters of a request: in headers or, with an older signature, in fields."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from attrs import field, frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.python.runtime.signing.common_parameters import COMMON_PARAMETERS

QUERY_LIMIT = 32 * 1024
"""Bytes of a query that any product takes."""

OLDER_LIMIT = 1024 * 1024
"""Bytes of a body that any product takes with an older signature."""

FIELDS_TYPE = "application/x-www-form-urlencoded"

COMMON_FIELDS = frozenset(COMMON_PARAMETERS)
"""Fields of an older request that are not parameters of its action."""

_HEADERS = {name: f"x-tc-{name.lower()}" for name in COMMON_PARAMETERS}

Fields = tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class Envelope:
    """A request, and the common parameters wherever they travel; empty where not given."""

    request: ReceivedRequest
    fields: Fields | None = None
    """All fields in their order; None where the common parameters are headers."""
    _common: Mapping[str, str] = field(default={}, alias="common", repr=False)

    def common(self, name: str) -> str:
        """A common parameter by its name, such as `Region`."""
        if self.fields is None:
            return self.request.header(_HEADERS[name])
        return self._common.get(name, "")

    def required(self, name: str) -> str:
        """A common parameter that must be given."""
        value = self.common(name)
        if not value:
            raise ApiErrorResponse(
                "MissingParameter", f"{self.named(name)} is missing."
            )
        return value

    def named(self, name: str) -> str:
        """Name a common parameter as this request does, for messages."""
        if self.fields is None:
            return f"The header `X-TC-{name}`"
        return f"The parameter `{name}`"


def open_envelope(request: ReceivedRequest) -> Envelope:
    """Find the common parameters. Raises `ApiErrorResponse` where fields cannot be read."""
    _check_query(request)
    text = _text_of_fields(request)
    # A request by an older signature is known by its field `Action`.
    if text is None or "Action=" not in text:
        return Envelope(request=request)
    fields = read_fields(text)
    common: dict[str, str] = {}
    for name, value in fields:
        if name in common:
            raise ApiErrorResponse("InvalidParameter", f"`{name}` is given twice.")
        if name in COMMON_FIELDS:
            common[name] = value
    if "Action" not in common:
        return Envelope(request=request)
    return Envelope(request=request, fields=fields, common=common)


def read_fields(text: str) -> Fields:
    """The fields of a query or of a form."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        message = "Fields must be `name=value` pairs joined by `&`."
        raise ApiErrorResponse("InvalidParameter", message) from None
    return tuple(pairs)


def _check_query(request: ReceivedRequest) -> None:
    if len(request.query) > QUERY_LIMIT:
        message = f"The query is longer than {QUERY_LIMIT:,} bytes."
        raise ApiErrorResponse("RequestSizeLimitExceeded", message)


def _text_of_fields(request: ReceivedRequest) -> str | None:
    """The text in which the fields of an older request would be; None if it cannot be one."""
    if request.header("authorization") or request.header("x-tc-action"):
        return None
    if request.method == "GET":
        return request.query
    if request.content_type != FIELDS_TYPE:
        return None
    if len(request.body) > OLDER_LIMIT:
        message = f"The body is larger than {OLDER_LIMIT:,} bytes."
        raise ApiErrorResponse("RequestSizeLimitExceeded", message)
    return request.body.decode("utf-8", "replace")
