"""The log `tc3`: each attempt and each call at DEBUG, each retry at INFO.

What is shown is chosen by what is known to be harmless. Of a request or a response that is
members of the spec; not those that are sensitive there or have the name of a secret, and
of what the spec does not know the name and the type only. Of an error its code, not the
message, in which a service may quote what it was sent. All text that comes from elsewhere
is shown in ASCII without control characters, so that nobody can forge a line.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date
from enum import Enum
from typing import Any

import attrs

from ..errors import ApiError, CallTimeout, ConnectError, Tc3Error
from ..model import Response
from ..narrowing import is_list, is_mapping, is_number
from ..serialization.shapes import ModelMember, members
from .interceptors import AttemptContext, CallContext, Interceptor
from .observer import hooks_of

LOG = logging.getLogger("tc3")

_SECRET = re.compile("secret|token|passw|credential|signature|assertion", re.IGNORECASE)
_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,80}\Z")
_LONGEST = 100
_MOST_ITEMS = 5
_DEEPEST = 4


class Logging(Interceptor):
    """Writes the log; the innermost interceptor wherever that is switched on."""

    @contextmanager
    def around_call(self, call: CallContext) -> Generator[None, None, None]:
        try:
            yield
        finally:
            LOG.debug(
                "%s.%s %s after %d attempt%s, %.1f ms: %s -> %s",
                call.service,
                call.action,
                "failed" if call.error else "done",
                call.attempts,
                "" if call.attempts == 1 else "s",
                call.duration * 1000,
                _request_text(call.request),
                _error(call.error) if call.error else _response_text(call.response),
            )

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Generator[None, None, None]:
        try:
            yield
        finally:
            LOG.debug(
                "%s.%s attempt %d: %s, %.1f ms, HTTP %s, %d bytes sent, %s received, "
                "request %s",
                attempt.call.service,
                attempt.call.action,
                attempt.number,
                _error(attempt.error) if attempt.error else "ok",
                attempt.duration * 1000,
                attempt.status or "-",
                attempt.size,
                "-" if attempt.response_size is None else attempt.response_size,
                _name(attempt.request_id or "-"),
            )


LOGGED = hooks_of([Logging()])


def log_retry(service: str, action: str, error: Tc3Error, wait: float) -> None:
    """Log that a call is attempted again, in `wait` seconds."""
    if LOG.isEnabledFor(logging.INFO):
        LOG.info(
            "%s.%s attempt %d failed, trying again in %.3f s: %s, request %s",
            service,
            action,
            error.attempts,
            wait,
            _error(error),
            _name(getattr(error, "request_id", None) or "-"),
        )


def _error(error: BaseException) -> str:
    if isinstance(error, ApiError):
        return _name(error.code)
    name = type(error).__name__
    if isinstance(error, (ConnectError, CallTimeout)):
        return f"{name} ({_text(error.reason)})"
    return name


def _request_text(request: Any) -> str:
    """A request: what its model knows; of one without a model, names and types."""
    if is_mapping(request):
        return _braces(f"{_name(key)}: {_kind(request[key])}" for key in request)
    return _model(request, 0)


def _response_text(response: object) -> str:
    if response is None:
        return "-"
    if not isinstance(response, Response):
        return "a stream"
    known = {member.info.wire for member in _known_members(response)} | {"RequestId"}
    unknown = (
        f"{_name(key)}: {_kind(value)}"
        for key, value in response.raw.items()
        if key not in known
    )
    return _braces([*_members(response, 0), *unknown])


def _model(model: Any, depth: int) -> str:
    return "{...}" if depth > _DEEPEST else _braces(_members(model, depth))


def _members(model: Any, depth: int) -> Iterator[str]:
    for member in _known_members(model):
        value = getattr(model, member.name)
        if value is not None and value != []:
            yield f"{member.info.wire}: {_member(member, value, depth)}"


def _known_members(model: Any) -> tuple[ModelMember, ...]:
    cls = model.__class__
    return members(cls)


def _member(member: ModelMember, value: Any, depth: int) -> str:
    if member.info.sensitive or _SECRET.search(member.info.wire):
        return "***"
    if member.shape.kind in ("json", "bytes"):
        return _kind(value)
    return _value(value, depth)


def _value(value: Any, depth: int) -> str:
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, str):
        return _text(value)
    if is_number(value):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_list(value) and depth <= _DEEPEST:
        shown = [_value(item, depth + 1) for item in value[:_MOST_ITEMS]]
        more = len(value) - len(shown)
        return f"[{', '.join([*shown, f'{more} more'] if more else shown)}]"
    if attrs.has(value.__class__):
        return _model(value, depth + 1)
    return _kind(value)


def _kind(value: Any) -> str:
    """Describe a value without its content."""
    has_size = issubclass(value.__class__, (str, bytes, list, dict))
    size = f" of {len(value)}" if has_size else ""
    return f"<{value.__class__.__name__}{size}>"


def _braces(parts: Any) -> str:
    return f"{{{', '.join(parts)}}}"


def _text(text: str) -> str:
    more = len(text) - _LONGEST
    return json.dumps(text[:_LONGEST]) + (f"... and {more} more" if more > 0 else "")


def _name(name: object) -> str:
    """A name that comes from elsewhere; in quotes unless it looks like one."""
    text = str(name)
    return text if _PLAIN.match(text) else _text(text)
