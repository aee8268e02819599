"""The errors that the SDK raises itself; those of the service are made from the spec.

Tc3Error
  ConfigurationError   the client was set up wrongly
    CredentialError    no credential could be had, or it expired and was not renewed
  ValidationError      a request breaks the spec; nothing was sent
  TransportError       no response came back
    ConnectError       no connection could be made
    CallTimeout        too slow
  ResponseError        what came back is not a response of the service
  ApiError             the service answered with an error code
  PartialFailure       a call succeeded, but the service refused some of its items
  WaitError            what was waited for did not come
    WaitFailed         and cannot come any more
    WaitTimeout        in time
  EventError           what was posted to a webhook is no event
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ClassVar, Literal, TypeVar, cast

from .attempt import Attempt

C = TypeVar("C", bound=Callable[..., Any])

Retry = Literal["never", "repeatable", "always"]


class Tc3Error(Exception):
    """Any error of this SDK."""

    sent: bool = False
    """The service may have received the request, and carried it out.

    It is false only if that is certain: no byte of any attempt left, or the service answered
    that it did nothing. It speaks of the whole call, not of its last attempt."""

    attempt_log: tuple[Attempt, ...] = ()
    """The attempts of the call, each with what is known of how far it came."""

    attempts: int = 0
    """Times that the request was sent, or was tried to be sent."""

    retry_after: float | None = None
    """Seconds that the response's Retry-After header asks to wait."""

    trace_id: str | None = None
    """The response's X-TC-TraceId header: what the provider's support asks for where there
    is no request id."""

    server_time: float | None = None
    """The service's time in seconds since 1970, if a signature was refused for its time."""


class ConfigurationError(Tc3Error):
    """The client was set up wrongly: a credential, an endpoint, a region, an option."""

    def __str__(self) -> str:
        earlier = " (an earlier attempt may have reached the service)"
        return super().__str__() + (earlier if self.sent else "")


def hide_arguments(function: C) -> C:
    """Decorate what takes secrets: its refusal of arguments begins where it was called.

    Tools that show the variables of a traceback would find a key with one character too many
    in the frames of the very check that refuses it, and one that no parameter takes in ours.
    """

    @wraps(function)
    def call(*args: Any, **options: Any) -> Any:
        try:
            return function(*args, **options)
        except (ConfigurationError, TypeError) as error:
            trace = error.__traceback__
            if isinstance(error, TypeError) and (trace is None or trace.tb_next):
                raise  # it is not of the call itself
            refused = error.with_traceback(None)
        del args, options
        raise refused from None

    return cast(C, call)


class CredentialError(ConfigurationError):
    """No credential could be had, or the last one has expired and was not renewed.

    Its `__cause__` is the failure of what was asked, if anything was.
    """


class ValidationError(Tc3Error):
    """A request breaks the spec. Raised before anything is sent.

    `field` is the path of the member at fault, as `attachments[2].file_name`.
    """

    def __init__(self, field: str, reason: str, action: str | None = None) -> None:
        super().__init__(field, reason, action)
        self.field = field
        self.reason = reason
        self.action = action

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.action, self.field) if part)
        return f"{where}: {self.reason}" if where else self.reason


class TransportError(Tc3Error):
    """No response came back. `sent` tells if the service may have received the request."""

    def __init__(self, reason: str, *, sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent

    def __str__(self) -> str:
        known = "may have received it" if self.sent else "did not receive it"
        tries = f" after {self.attempts} attempts" if self.attempts > 1 else ""
        return f"{self.reason}{tries} (the service {known})"


class ConnectError(TransportError):
    """No connection could be made; `sent` is true only if an earlier attempt had one."""

    def __init__(self, reason: str, *, sent: bool = False) -> None:
        super().__init__(reason, sent=sent)


class CallTimeout(TransportError):
    """A time-out ran out: that of connecting, of reading, or of the whole call."""


class ResponseError(Tc3Error):
    """The reply is not a response of the service, such as a proxy's error page.

    `status` is the HTTP status, 0 where there was no HTTP; `body` is the beginning of the
    body.
    """

    def __init__(
        self,
        reason: str,
        *,
        status: int = 0,
        request_id: str | None = None,
        body: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.request_id = request_id
        self.body = body

    def __str__(self) -> str:
        about = [f"HTTP {self.status}"] if self.status else []
        if self.request_id:
            about.append(f"request {self.request_id}")
        if self.trace_id:
            about.append(f"trace {self.trace_id}")
        if self.attempts > 1:
            about.append(f"{self.attempts} attempts")
        where = f" ({', '.join(about)})" if about else ""
        body = f": {self.body!r}" if self.body else ""
        return f"{self.reason}{where}{body}"


class ApiError(Tc3Error):
    """The service answered with an error code.

    The class is named after the code without its dots; a code that has no class of its own
    raises the nearest one.
    """

    code: str = ""
    """The code, as `OperationDenied.ReceiverNotExist`."""

    retry: Retry = "never"
    """Which actions may be sent again after it: none, repeatable ones, every one."""

    own_code: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.own_code = cls.__dict__.get("code", "")
        # Not inherited: a category's retry rule says nothing about its other codes.
        cls.retry = cls.__dict__.get("retry", "never")

    def __init__(
        self,
        code: str,
        message: str = "",
        *,
        request_id: str | None = None,
        action: str | None = None,
        status: int = 200,
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
        self.request_id = request_id
        self.action = action
        self.status = status
        if code != self.own_code:
            self.retry = "never"

    def __str__(self) -> str:
        about = [self.action] if self.action else []
        if self.request_id:
            about.append(f"request {self.request_id}")
        if self.attempts > 1:
            about.append(f"{self.attempts} attempts")
        tail = f" ({', '.join(about)})" if about else ""
        return f"{self.code}: {self.message}{tail}"


class WaitError(Tc3Error):
    """A wait ended without success: `WaitFailed` or `WaitTimeout`.

    `state` is the last one that was seen, `last` the response, or the item of it, that tells
    it; both are None where there was none yet.
    """

    def __init__(self, waiter: str, state: Any = None, last: Any = None) -> None:
        super().__init__(waiter, state, last)
        self.waiter = waiter
        self.state = state
        self.last = last

    def __str__(self) -> str:
        # A member of an enum goes by its name, as the spec and the documents write it.
        state = getattr(self.state, "name", None) or repr(self.state)
        seen = "nothing was found" if self.last is None else f"the state is {state}"
        return f"{self.waiter}: {self._reason}, {seen}"

    _reason = "waiting ended"


class WaitFailed(WaitError):
    """A wait failed: the state tells that success cannot come any more."""

    _reason = "waiting ended"


class WaitTimeout(WaitError):
    """A wait did not succeed in time.

    Its `__cause__` is the error of the last call, if that had one.
    """

    _reason = "time is up"


class EventError(Tc3Error):
    """The body that was posted to a webhook is not an event of the service."""


def nearest_class(code: str, classes: Mapping[str, type[ApiError]]) -> type[ApiError]:
    """The class of a code, or of the longest part of it (cut at dots) that has one."""
    while code:
        found = classes.get(code)
        if found is not None:
            return found
        code = code.rpartition(".")[0]
    return ApiError


def by_code(namespace: Mapping[str, object]) -> dict[str, type[ApiError]]:
    """The error classes among the values of a module, by their codes."""
    return {
        value.own_code: value
        for value in namespace.values()
        if isinstance(value, type) and issubclass(value, ApiError) and value.own_code
    }
