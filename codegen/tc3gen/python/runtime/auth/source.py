"""The protocol of a source of credentials."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from .. import clock
from ..credentials import TemporaryCredential
from ..errors import CredentialError
from ..narrowing import is_number
from ..not_copied import NotCopied
from ..retry import http_date
from ..transport.base import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from ..attempt import Attempt
    from ..calls.attempts import SharedState
    from ..endpoints import Site

Result = TypeVar("Result")

AHEAD = 300.0
"""Seconds before its end that a credential is renewed, if it lives long."""

_CLOCK_TOLERANCE = 30.0
"""Seconds by which clocks may differ: the service refuses no signature for less."""

Need = Literal["use", "renew", "wait"]
"""Use the lease; use it while it is being renewed; there is none that could be used."""


class CachedCredential(NamedTuple):
    """A lease and when to renew it. Replaced as a whole, so that nobody sees half of it."""

    lease: TemporaryCredential
    renew_at: float

    @classmethod
    def new(cls, lease: TemporaryCredential, now: float) -> CachedCredential:
        """Raises CredentialError for one that cannot be kept."""
        expires = lease.expires
        if expires is None:
            return cls(lease, math.inf)
        if not is_number(expires) or math.isnan(expires):
            raise CredentialError("a lease expires at a number of seconds since 1970")
        left = expires - now
        if left <= 0:
            raise CredentialError("the credential that came had expired already")
        return cls(lease, expires - min(AHEAD, left / 5))

    def need(self, now: float) -> Need:
        if self.lease.expires is not None and now >= self.lease.expires:
            return "wait"
        return "renew" if now >= self.renew_at else "use"


class SendRequest(NamedTuple):
    """Send a request; its response comes back, or the error of the transport."""

    request: HttpRequest
    attempt: Attempt
    direct: bool = False
    """Through no proxy."""


class Sleep(NamedTuple):
    """Wait."""

    seconds: float


class CallFunction(NamedTuple):
    """Call a function that may block or be asynchronous; its result comes back."""

    function: Callable[[], Any]


Step = SendRequest | Sleep | CallFunction
Steps = Generator[Step, Any, Result]


class Asker:
    """For whom a source is asked: the site of a client, and what it learned of the time."""

    __slots__ = ("learned", "site")

    def __init__(self, site: Site, learned: SharedState) -> None:
        self.site: Site = site
        self.learned = learned

    def now(self) -> float:
        """The time by the service's clock, as far as it is known."""
        return self.learned.now()

    def hear(self, response: HttpResponse) -> None:
        """Corrects the clock by a response that says when it was made.

        A key says when it expires by the clock of who made it: where this machine's is
        wrong, a key may look expired on arrival, or as if it lived much longer.
        """
        made = http_date(response.headers.get("Date"))
        if made is not None and abs(made - self.now()) > _CLOCK_TOLERANCE:
            self.learned.skew = made - clock.time()


class SourceUnavailable(CredentialError):
    """A source does not apply: nothing is set up, and nothing is broken."""


class Source(NotCopied):
    """Says how to get a credential, and does none of it.

    Its `fetch` is a generator: it yields steps, is sent their results, and returns a
    `TemporaryCredential`. So the synchronous and the asynchronous client share every
    source. What it gave last is kept here, so that clients share that as well.
    """

    _instead = "a secret would be written down: make one in each process"

    kept: CachedCredential | None = None

    @property
    def shared(self) -> bool:
        """True where what it gives may serve any request of its clients, not just one."""
        return True

    @property
    def renewable(self) -> bool:
        """True where another credential may come after one that the service refuses."""
        return True

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        """The steps to a credential."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
