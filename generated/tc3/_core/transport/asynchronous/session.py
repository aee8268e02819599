"""The aiohttp session of a client: its own, or that of the user."""

from __future__ import annotations

import aiohttp

from ...errors import ConfigurationError
from ..base import OTHER_LOOP

OLDEST = (3, 13, 3)


def check_version() -> None:
    """Refuse an aiohttp on which what is known of it was not tried."""
    numbers = aiohttp.__version__.partition("+")[0].split(".")
    version = tuple(int(n) if n.isdecimal() else 0 for n in numbers[:3])
    if not OLDEST <= version < (4,):
        oldest = ".".join(map(str, OLDEST))
        raise ConfigurationError(
            f"aiohttp {aiohttp.__version__} is not supported: install aiohttp>={oldest},<4"
        )


def check_session(session: object) -> aiohttp.ClientSession:
    """The session that a user gave. Raises `ConfigurationError` if it is not one."""
    if not isinstance(session, aiohttp.ClientSession):
        raise ConfigurationError(
            f"session must be an aiohttp.ClientSession, not {type(session).__name__}"
        )
    if session.auth is not None:
        raise ConfigurationError(
            "session has auth=, which would take the place of the signature; make one "
            "without it"
        )
    return session


def check_loop(session: aiohttp.ClientSession) -> None:
    """Refuse a session of another event loop."""
    import asyncio
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # it has no other name
        loop = session.loop
    if loop is not asyncio.get_running_loop():
        raise ConfigurationError(OTHER_LOOP)
