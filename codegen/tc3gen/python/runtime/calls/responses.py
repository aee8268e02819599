"""From the response of a service to a model or an error, without input or output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from .. import clock
from ..deprecation import warn_deprecated
from ..errors import ApiError, ResponseError, TransportError, nearest_class
from ..model import Response
from ..narrowing import is_object
from ..retry import http_date, retry_after
from ..serialization import json_codec as jsontext
from ..serialization.hooks import structure
from ..serialization.shapes import members
from ..transport.base import CUT_SHORT, HttpResponse, is_event_stream

if TYPE_CHECKING:
    from .call import PreparedCall
    from .settings import ClientSettings

R = TypeVar("R", bound=Response)

_EXPIRED = "AuthFailure.SignatureExpire"
_SECRET = re.compile("secret|token|password", re.IGNORECASE)
"""In a body that is shown: it may hold a key."""

_MAX_TRACE_ID = 64
"""Characters of a trace id that are shown; those of the provider have 32."""


def read_response(
    settings: ClientSettings, call: PreparedCall[R], response: HttpResponse
) -> R:
    """The response as a model. Raises `ApiError` or `ResponseError`."""
    if response.stream_rest is not None:
        assert call.open_stream is not None  # or the transport would have read it all
        opened: R = call.open_stream(settings, call, response)
        return opened
    content = _content(response)
    if isinstance(content, str):
        if _may_be_cut(response):
            raise TransportError(CUT_SHORT)
        raise response_error(content, response)
    return read_content(settings, call, content, response)


def _may_be_cut(response: HttpResponse) -> bool:
    """True for the beginning of a response of which only the connection tells the end."""
    begins = response.body.lstrip()[:1] in (b"{", b"")
    return not response.framed and response.status == 200 and begins


def read_content(
    settings: ClientSettings,
    call: PreparedCall[R],
    content: dict[str, Any],
    response: HttpResponse,
) -> R:
    """Read the content of `Response`, or of an event. Raises as `read` does."""
    error = content.get("Error")
    request_id = content.get("RequestId")
    if type(request_id) is not str:
        request_id = response.headers.get("X-TC-RequestId")
    if is_object(error) and isinstance(error.get("Code"), str):
        raise _api_error(settings, call, error, request_id, response)
    if response.status != 200:
        raise response_error("the status is not 200", response, request_id)
    if error is not None and not has_member(call.response, "Error"):
        raise response_error("the error has no code", response, request_id)
    try:
        made: R = structure(call.response, content, settings.site)
    except RecursionError:
        raise response_error("the response is nested too deep", response) from None
    made.request_id = request_id or ""
    if isinstance(content.get("DeprecatedWarning"), str):
        warn_deprecated(f"{call.action}: {content['DeprecatedWarning']}")
    return made


def old_error(document: Mapping[str, Any]) -> dict[str, Any]:
    """An error of the oldest API: {"code": 4000, "message": ..., "codeDesc": ...}."""
    return {
        "Error": {
            "Code": _text(document.get("codeDesc") or document["code"]),
            "Message": document.get("message"),
        }
    }


def response_error(
    reason: str, response: HttpResponse, request_id: str | None = None
) -> ResponseError:
    """The error for what is not a response of the service."""
    header = response.headers.get("X-TC-RequestId")
    body = response.body[:200].decode(errors="replace")
    error = ResponseError(
        reason,
        status=response.status,
        request_id=request_id or header,
        body="" if _SECRET.search(body) else body,
    )
    _note_headers(error, response)
    return error


def has_member(cls: type, wire: str) -> bool:
    return any(member.info.wire == wire for member in members(cls))


def _content(response: HttpResponse) -> dict[str, Any] | str:
    """Take the content of `Response`, or the reason why there is none.

    Nothing is raised in here: the body may hold a key, and tools show the variables of
    where an error was raised.
    """
    try:
        document = jsontext.loads(response.body)
    except (ValueError, RecursionError):
        if is_event_stream(response.headers):
            failure = find_stream_error(response.body)
            return (
                failure
                or "the response is a stream of events, which `stream_...` reads"
            )
        return "the body is no JSON"
    if not is_object(document):
        return "the body is no JSON object"
    content = document.get("Response")
    if is_object(content):
        return content
    if document.get("code"):
        return old_error(document)
    return "the body has no Response object"


def unwrap_event(content: dict[str, Any], response: type[Response]) -> dict[str, Any]:
    """Take an event that is dressed as a whole response out of that."""
    inner = content.get("Response")
    if is_object(inner) and not has_member(response, "Response"):
        return inner
    if "codeDesc" in content and not has_member(response, "codeDesc"):
        return old_error({"code": "", **content})
    return content


def find_stream_error(body: bytes) -> dict[str, Any] | None:
    """Find the error in the events of a body that should not be a stream, if one is there."""
    from ..serialization.sse import EventParser
    from .event_errors import as_error

    parser = EventParser()
    try:
        for event in [*parser.feed(body), *parser.end()]:
            content = jsontext.loads(event.data.encode())
            if is_object(content):
                content = as_error(unwrap_event(content, Response))
                if is_object(content.get("Error")):
                    return content
    except (ValueError, RecursionError):
        pass
    return None


def _api_error(
    settings: ClientSettings,
    call: PreparedCall[Any],
    said: Mapping[str, Any],
    request_id: str | None,
    response: HttpResponse,
) -> ApiError:
    code: str = said["Code"]
    error = nearest_class(code, settings.error_classes())(
        code,
        _text(said.get("Message")),
        request_id=request_id,
        action=call.action,
        status=response.status,
    )
    _note_headers(error, response)
    if code == _EXPIRED:
        error.server_time = http_date(response.headers.get("Date"))
    return error


def _text(value: Any) -> str:
    """Make text of a value that comes from elsewhere."""
    try:
        return str(value or "")
    except RecursionError:
        return "(nested too deep)"


def _note_headers(error: ApiError | ResponseError, response: HttpResponse) -> None:
    """Note what the headers of a response tell about its error."""
    headers = response.headers
    error.trace_id = (headers.get("X-TC-TraceId") or "")[:_MAX_TRACE_ID] or None
    error.retry_after = retry_after(headers.get("Retry-After"), clock.time())
