"""The event loop of asynchronous clients and limiters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio

_NO_LOOP = (
    "an asynchronous client needs the event loop of asyncio, not of another library"
)


def running_loop() -> asyncio.AbstractEventLoop:
    """Give the event loop that runs here.

    Raises:
        ConfigurationError: None of asyncio does.
    """
    import asyncio

    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise ConfigurationError(_NO_LOOP) from None
