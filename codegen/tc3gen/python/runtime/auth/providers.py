"""Where credentials come from. A source says what is to be done, and does none of it.

Its `fetch` is a generator: it yields steps, is sent their results, and returns a `Lease`.
So the synchronous and the asynchronous client share every source.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from .credentials import Credential, CredentialProvider, Lease
from .errors import ConfigurationError, CredentialError
from .http import HttpRequest, Timeout

if TYPE_CHECKING:
    from .refresh import Kept
    from .sites import Site

T = TypeVar("T")

HOW_TO_GIVE_ONE = (
    "Pass Credential(secret_id, secret_key), or set TENCENTCLOUD_SECRET_ID and "
    "TENCENTCLOUD_SECRET_KEY"
)


class Ask(NamedTuple):
    """Send a request; its answer comes back, or the error of the transport."""

    request: HttpRequest
    timeout: Timeout
    direct: bool = False
    """Through no proxy."""


class Pause(NamedTuple):
    """Wait."""

    seconds: float


class Do(NamedTuple):
    """Call a function that may block or be asynchronous; its result comes back."""

    function: Callable[[], Any]


Step = Ask | Pause | Do
Steps = Generator[Step, Any, T]


class NotHere(CredentialError):
    """A source does not apply: nothing is set up, and nothing is broken."""


class Source:
    """Gives credentials. What it gave last is kept here, so that clients share it."""

    kept: Kept | None = None  # with credentials

    @property
    def shared(self) -> bool:
        """Whether what it gives may serve any request of its clients, not just one."""
        return True

    def fetch(self, site: Site) -> Steps[Lease]:
        """The steps to a credential, for a client of a site."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"

    def __reduce__(self) -> Any:
        raise TypeError(
            "a source of credentials is not pickled, lest a secret be written down"
        )


class Fixed(Source):
    """A credential that is known already."""

    def __init__(self, credential: Credential, expires: float | None = None) -> None:
        self._lease = Lease(credential, expires)

    def fetch(self, site: Site) -> Steps[Lease]:
        yield from ()
        return self._lease


class EnvironmentCredential(Source):
    """`TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, for temporary credentials,
    `TENCENTCLOUD_TOKEN`. They are read once, when the first request is signed."""

    def fetch(self, site: Site) -> Steps[Lease]:
        yield from ()
        found = from_environment()
        if found is None:
            raise NotHere("TENCENTCLOUD_SECRET_ID and _KEY are not set")
        return Lease(found)


class Chain(Source):
    """The first source that applies; from then on, that one only.

    A source that is set up but broken ends the search with its error: another identity
    than the one that was meant must not step in.
    """

    def __init__(self, *sources: Credential | Source | CredentialProvider) -> None:
        if not sources:
            raise ConfigurationError("a chain needs a source")
        self._sources = [as_source(source) for source in sources]
        self._chosen: Source | None = None

    @property
    def shared(self) -> bool:
        return self._chosen is None or self._chosen.shared

    def fetch(self, site: Site) -> Steps[Lease]:
        if self._chosen is not None:
            return (yield from self._chosen.fetch(site))
        tried = []
        for source in self._sources:
            try:
                lease = yield from source.fetch(site)
            except NotHere as error:
                tried.append(f"{type(source).__name__}: {error}")
            else:
                self._chosen = source
                return lease
        raise NotHere(f"no credential: {'; '.join(tried)}")

    def __repr__(self) -> str:
        return f"<Chain {' '.join(map(repr, self._sources))}>"


class Function(Source):
    """A function of the user's. Only a `Lease` that it gives is kept: a plain credential
    may be meant for the request at hand alone, such as that of a tenant."""

    def __init__(self, function: CredentialProvider) -> None:
        self.function = function
        self._shared = True

    @property
    def shared(self) -> bool:
        return self._shared

    def fetch(self, site: Site) -> Steps[Lease]:
        try:
            found = yield Do(self.function)
        except BaseException:
            self._shared = self.kept is not None
            raise
        self._shared = isinstance(found, Lease)
        lease = found if isinstance(found, Lease) else Lease(found)
        if not isinstance(lease.credential, Credential):
            raise ConfigurationError(
                "the credential provider must return a Credential or a Lease"
            )
        return lease


def as_source(credential: Credential | Source | CredentialProvider) -> Source:
    """The source that an option means."""
    if isinstance(credential, Source):
        return credential
    if isinstance(credential, Credential):
        return Fixed(credential)
    if isinstance(credential, type) or not callable(credential):
        raise ConfigurationError(
            "credential must be a Credential, a source of one such as InstanceRole(), or "
            "a function that returns one"
        )
    return Function(credential)


# without credentials
def no_credential() -> CredentialError:
    return CredentialError(f"no credential. {HOW_TO_GIVE_ONE}")


def from_environment() -> Credential | None:
    """The credential of the environment; half of one is an error."""
    secret_id = os.environ.get("TENCENTCLOUD_SECRET_ID")
    secret_key = os.environ.get("TENCENTCLOUD_SECRET_KEY")
    if not secret_id and not secret_key:
        return None
    if not secret_id or not secret_key:
        missing = "KEY" if secret_id else "ID"
        raise CredentialError(f"TENCENTCLOUD_SECRET_{missing} is not set")
    return Credential(
        secret_id, secret_key, os.environ.get("TENCENTCLOUD_TOKEN") or None
    )


def default_source() -> Source:
    """Environment, profile files, instance role, in that order."""
    from .metadata import InstanceRole
    from .profiles import ProfileCredential

    return Default(EnvironmentCredential(), ProfileCredential(), InstanceRole())


class Default(Chain):
    """The chain of a client that was given no credential."""

    def fetch(self, site: Site) -> Steps[Lease]:
        try:
            return (yield from super().fetch(site))
        except NotHere as error:
            reason = str(error)
        raise NotHere(f"{reason}. {HOW_TO_GIVE_ONE}")
