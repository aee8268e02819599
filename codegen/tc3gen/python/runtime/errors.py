"""The errors that the SDK raises itself; those of the service are made from the spec.

Tc3Error
  ConfigurationError   the client was set up wrongly; nothing was sent
    CredentialError    no credential could be had, or it expired and was not renewed
  InvalidRequest       a request breaks the spec; nothing was sent
  TransportError       no answer came back
    ConnectError       no connection; nothing was sent
    CallTimeout        too slow
  ResponseError        what came back is no answer of the service
  ApiError             the service answered with an error code
  WaitError            what was waited for did not come
    WaitFailed         and cannot come any more
    WaitTimeout        in time
  BulkError            a bulk call stopped half-way
    InvalidRow         at a row that breaks the spec (which is an InvalidRequest, too)
  EventError           what was posted to a webhook is no event
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal

if TYPE_CHECKING:
    from .bulk_run import BulkProgress

Retry = Literal["never", "repeatable", "always"]


class Tc3Error(Exception):
    """Any error of this SDK."""

    attempts: int = 0
    """How many times the request was sent, or was tried to be sent."""

    retry_after: float | None = None
    """Seconds that the answer's Retry-After header asks to wait."""

    server_time: float | None = None
    """Where a signature was refused for its time: the service's, in seconds since 1970."""


class ConfigurationError(Tc3Error):
    """The client was set up wrongly: a credential, an endpoint, a region, an option."""


class CredentialError(ConfigurationError):
    """No credential could be had, or the last one has expired and was not renewed.

    Its `__cause__` is the failure of what was asked, if anything was.
    """


class InvalidRequest(Tc3Error):
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
    """No answer came back. `sent` tells whether the service may have seen the request."""

    def __init__(self, reason: str, *, sent: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.sent = sent

    def __str__(self) -> str:
        known = "may have received it" if self.sent else "did not receive it"
        tries = f" after {self.attempts} attempts" if self.attempts > 1 else ""
        return f"{self.reason}{tries} (the service {known})"


class ConnectError(TransportError):
    """No connection could be made. The service has not seen the request."""

    def __init__(self, reason: str, *, sent: bool = False) -> None:
        super().__init__(reason, sent=sent)


class CallTimeout(TransportError):
    """A time-out ran out: that of connecting, of reading, or of the whole call."""


class ResponseError(Tc3Error):
    """What came back is not an answer of the service, such as a proxy's error page.

    `status` is the HTTP status, `body` the beginning of the body.
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
        parts = [f"{self.reason} (HTTP {self.status}"]
        if self.request_id:
            parts.append(f", request {self.request_id}")
        if self.attempts > 1:
            parts.append(f", {self.attempts} attempts")
        parts.append(")")
        if self.body:
            parts.append(f": {self.body!r}")
        return "".join(parts)


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
    """What was waited for did not come: `WaitFailed` or `WaitTimeout`.

    `state` is the last one that was seen, `last` the answer, or the item of it, that tells
    it; both are None where there was none yet.
    """

    def __init__(self, waiter: str, state: Any = None, last: Any = None) -> None:
        super().__init__(waiter, state, last)
        self.waiter = waiter
        self.state = state
        self.last = last

    def __str__(self) -> str:
        seen = "nothing was found" if self.last is None else f"it is {self.state!r}"
        return f"{self.waiter}: {self._reason}, {seen}"

    _reason = "waiting ended"


class WaitFailed(WaitError):
    """What is waited for cannot come any more, as its state tells."""

    _reason = "waiting ended"


class WaitTimeout(WaitError):
    """What is waited for did not come in time.

    Its `__cause__` is the error of the last call, if that had one.
    """

    _reason = "time is up"


class BulkError(Tc3Error):
    """A call for many rows stopped half-way. Its `__cause__` tells why.

    `progress` is how far it came. `unknown` are the numbers of the rows that were under
    way: they may or may not have arrived. All rows before them have, and none behind.
    """

    def __init__(
        self,
        bulk: str,
        progress: BulkProgress[Any],
        reason: str,
        unknown: range = range(0),
    ) -> None:
        Tc3Error.__init__(self, bulk, progress, reason, unknown)
        self.bulk = bulk
        self.progress = progress
        self.reason = reason
        self.unknown = unknown

    @property
    def position(self) -> int:
        """The first row that is not known to have arrived; `start` to go on from there."""
        return self.progress.position

    def __str__(self) -> str:
        text = f"{self.bulk} stopped, {self.position} rows are done"
        if self.unknown:
            text += (
                f", rows {self.unknown.start} to {self.unknown[-1]} may have arrived"
            )
        return f"{text}: {self.reason}"


class InvalidRow(BulkError, InvalidRequest):
    """A row breaks the spec. It was not sent, nor were those before it from `position` on.

    `index` is the number of the row, from 0; `field` is the path of the member at fault, as
    `rows[1204].template_data`.
    """

    def __init__(
        self,
        bulk: str,
        progress: BulkProgress[Any],
        index: int,
        member: str,
        reason: str,
        action: str | None = None,
    ) -> None:
        BulkError.__init__(self, bulk, progress, reason)
        self.args = (bulk, progress, index, member, reason, action)
        self.index = index
        self.field = ".".join(part for part in (f"rows[{index}]", member) if part)
        self.action = action

    def __str__(self) -> str:
        done = f"{self.bulk} stopped, {self.position} rows are done"
        return f"{done}: {self.field}: {self.reason}"


class EventError(Tc3Error):
    """What was posted to a webhook is no event of the service."""


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
