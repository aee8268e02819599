"""Waiting for somebody to stop a server in the foreground."""

from __future__ import annotations

import asyncio
import signal


async def stop_signal() -> None:
    """Wait for Ctrl-C or SIGTERM, in the event loop of the main thread."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows
            break
    await stopped.wait()
