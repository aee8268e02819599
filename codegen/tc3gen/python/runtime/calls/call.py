"""One call, and its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from ..model import Request, Response
from ..transport.base import HttpRequest, HttpResponse
from .settings import ClientSettings, HttpMethod

if TYPE_CHECKING:
    from ..endpoints import Endpoint
    from .attempts import Attempts
    from .once import OnceCall

R = TypeVar("R", bound=Response)


class HttpForm(NamedTuple):
    """The form of a request that is not just JSON, posted."""

    method: HttpMethod = "POST"
    query: str = ""
    headers: Mapping[str, str] = {}
    """Beside those of every call, or instead of them."""
    fields: tuple[tuple[str, str], ...] | None = None
    """The parameters one by one, for an older signature: it is among them."""
    streams: bool = False

    def carry(self, request: HttpRequest) -> HttpRequest:
        """A request that travels so."""
        return HttpRequest(
            self.method,
            request.url,
            {**request.headers, **self.headers},
            request.body,
            self.query,
            self.streams,
        )


class PreparedCall(Generic[R]):
    """One call, ready to be signed."""

    __slots__ = (
        "action",
        "asked",
        "attempts_of_stream",
        "backup",
        "body",
        "form",
        "once",
        "open_stream",
        "own_endpoint",
        "rate_limit",
        "repeatable",
        "response",
        "unsigned",
    )

    def __init__(
        self,
        action: str,
        body: bytes,
        response: type[R],
        repeatable: bool,
        unsigned: bool,
        rate_limit: int | None = None,
        asked: Request[Any] | Mapping[str, Any] | None = None,
        form: HttpForm | None = None,
        open_stream: StreamOpener | None = None,
    ) -> None:
        self.action = action
        self.body = body
        self.response = response
        self.repeatable = repeatable
        self.unsigned = unsigned
        self.rate_limit = rate_limit
        self.asked = asked
        """The request as the caller gave it, for interceptors."""
        self.form = form
        self.open_stream = open_stream
        """Makes what the call gives where the response is a stream of events."""
        self.own_endpoint: Endpoint | None = None
        """The action's own; that of the client if None."""
        self.backup: Endpoint | None = None
        """The second endpoint, while it is tried instead of the first."""
        self.once: OnceCall[R] | None = None
        """The state of a call that must not happen twice."""
        self.attempts_of_stream: Attempts | None = None
        """Of a call for a stream: what an error in the middle needs to know."""

    def __repr__(self) -> str:
        return f"<PreparedCall {self.action}>"

    def forget(self) -> None:
        """Let go of what was sent, when the call has failed: its error may be kept."""
        self.body = b""
        self.asked = None
        self.form = None


StreamOpener = Callable[[ClientSettings, PreparedCall[Any], HttpResponse], Any]
