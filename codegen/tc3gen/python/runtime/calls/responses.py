"""From the answer of a service to a model or an error, without input or output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from . import clock, jsontext
from .decode import reader
from .deprecation import warn_deprecated
from .errors import ApiError, ResponseError, nearest_class
from .http import HttpAnswer, is_event_stream
from .model import Response
from .retry import http_date, retry_after
from .shapes import members

if TYPE_CHECKING:
    from .call import Call, Settings

R = TypeVar("R", bound=Response)

_EXPIRED = "AuthFailure.SignatureExpire"
_SECRET = re.compile("secret|token|password", re.IGNORECASE)
"""In a body that is shown: it may hold a key."""


def read(settings: Settings, call: Call[R], answer: HttpAnswer) -> R:
    """The answer as a model. Raises `ApiError` or `ResponseError`."""
    if answer.rest is not None:
        from .event_reader import EventReader

        reader: Any = EventReader(settings, call, answer)
        opened: R = reader
        return opened
    content = _content(answer)
    if isinstance(content, str):
        raise no_answer(content, answer)
    return read_content(settings, call, content, answer)


def read_content(
    settings: Settings, call: Call[R], content: dict[str, Any], answer: HttpAnswer
) -> R:
    """The same for what is under `Response`, or in an event."""
    error = content.get("Error")
    request_id = content.get("RequestId")
    if type(request_id) is not str:
        request_id = answer.headers.get("X-TC-RequestId")
    if isinstance(error, dict) and isinstance(error.get("Code"), str):
        raise _api_error(settings, call, error, request_id, answer)
    if answer.status != 200:
        raise no_answer("the status is not 200", answer, request_id)
    if error is not None and not has_member(call.answer, "Error"):
        raise no_answer("the error has no code", answer, request_id)
    try:
        cls: Any = call.answer
        made: R = reader(cls, settings.site)(content)
    except RecursionError:
        raise no_answer("the answer is nested too deep", answer) from None
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


def no_answer(
    reason: str, answer: HttpAnswer, request_id: str | None = None
) -> ResponseError:
    """The error for what is no answer of the service."""
    header = answer.headers.get("X-TC-RequestId")
    body = answer.body[:200].decode(errors="replace")
    error = ResponseError(
        reason,
        status=answer.status,
        request_id=request_id or header,
        body="" if _SECRET.search(body) else body,
    )
    error.retry_after = _retry_after(answer)
    return error


def has_member(cls: type, wire: str) -> bool:
    return any(member.info.wire == wire for member in members(cls))


def _content(answer: HttpAnswer) -> dict[str, Any] | str:
    """What stands under `Response`, or why nothing does.

    Nothing is raised in here: the body may hold a key, and tools show the variables of
    where an error was raised.
    """
    try:
        document = jsontext.loads(answer.body)
    except (ValueError, RecursionError):
        if is_event_stream(answer.headers):
            from .event_reader import error_of_stream

            failure = error_of_stream(answer.body)
            return failure or "the answer is a stream of events, which `stream` reads"
        return "the body is no JSON"
    if not isinstance(document, dict):
        return "the body is no JSON object"
    content = document.get("Response")
    if isinstance(content, dict):
        return content
    if document.get("code"):
        return old_error(document)
    return "the body has no Response object"


def _api_error(
    settings: Settings,
    call: Call[Any],
    said: Mapping[str, Any],
    request_id: str | None,
    answer: HttpAnswer,
) -> ApiError:
    code: str = said["Code"]
    error = nearest_class(code, settings.error_classes())(
        code,
        _text(said.get("Message")),
        request_id=request_id,
        action=call.action,
        status=answer.status,
    )
    error.retry_after = _retry_after(answer)
    if code == _EXPIRED:
        error.server_time = http_date(answer.headers.get("Date"))
    return error


def _text(value: Any) -> str:
    """What should be text, but comes from elsewhere."""
    try:
        return str(value or "")
    except RecursionError:
        return "(nested too deep)"


def _retry_after(answer: HttpAnswer) -> float | None:
    return retry_after(answer.headers.get("Retry-After"), clock.time())
