"""The session of a user, whose connections are used: what is taken of it."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from yarl import URL

from .errors import ConfigurationError
from .http import OTHER_LOOP


def checked(session: object) -> aiohttp.ClientSession:
    if not isinstance(session, aiohttp.ClientSession):
        raise ConfigurationError(
            f"session must be an aiohttp.ClientSession, not {type(session).__name__}"
        )
    return session


def options_of(
    session: aiohttp.ClientSession, loop: asyncio.AbstractEventLoop
) -> dict[str, Any]:
    """What is taken from a user's session."""
    if getattr(session, "_loop", loop) is not loop:  # `loop` itself is deprecated
        raise ConfigurationError(OTHER_LOOP)
    return {
        "connector": session.connector,
        "connector_owner": False,
        "trace_configs": session.trace_configs,
    }


def proxy_of(session: aiohttp.ClientSession) -> str | None:
    """The proxy that a session was made with; aiohttp has no public name for it."""
    url = getattr(session, "_default_proxy", None)
    if url is None:
        return None
    auth = getattr(session, "_default_proxy_auth", None)
    if auth is not None:
        url = URL(url).with_user(auth.login).with_password(auth.password)
    return str(url)
