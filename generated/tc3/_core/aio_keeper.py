"""Keeps the credential of an asynchronous client fresh: a task renews it, others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from .clock import monotonic
from .credentials import Credential, Lease
from .errors import ConfigurationError
from .http import AsyncTransport, TransportOptions
from .refresh import Kept, Outcome, Refresh, late
from .sites import Site
from .sources import Ask, Do, Pause, Source, Step, Steps

T = TypeVar("T")


class AsyncKeeper:
    """Gives the credential of a source to the tasks of an event loop."""

    def __init__(self, source: Source, site: Site, transport: AsyncTransport) -> None:
        self._source = source
        self._site: Site = site
        self._transport = transport
        self._refresh = Refresh(source)
        self._task: asyncio.Task[Outcome] | None = None

    async def get(self, seconds: float) -> Credential:
        """The credential for a request; waits for it so long at most."""
        end = monotonic() + seconds
        if self._source.shared:
            kept, need = self._refresh.look()
            if kept is not None and need == "use":
                return kept.lease.credential
            task, mine = self._join(kept)
            if kept is not None and need == "renew":
                return kept.lease.credential
            outcome = await _within(seconds, task)
            if mine or self._source.shared:
                return self._refresh.credential(outcome)
        alone = asyncio.create_task(self._run())
        try:
            lease = await _within(end - monotonic(), alone)
        finally:
            alone.cancel()
        return self._refresh.done(lease).credential

    async def close(self) -> None:
        """Ends a renewal that is under way."""
        if (
            self._task is not None
            and self._task.get_loop() is asyncio.get_running_loop()
        ):
            self._task.cancel()
            await asyncio.wait({self._task})

    def _join(self, kept: Kept | None) -> tuple[asyncio.Task[Outcome], bool]:
        """The renewal that is under way, and whether it was begun here."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._renew(kept))
            return self._task, True
        if self._task.get_loop() is not asyncio.get_running_loop():
            raise ConfigurationError(
                "this client belongs to another event loop; make one client per loop"
            )
        return self._task, False

    async def _renew(self, kept: Kept | None) -> Outcome:
        try:
            return self._refresh.done(await self._run())
        except Exception as error:
            return self._refresh.failed(kept, error)

    async def _run(self) -> Lease:
        steps: Steps[Lease] = self._source.fetch(self._site)
        result: Any = None
        error: Exception | None = None
        while True:
            try:
                step = steps.send(result) if error is None else steps.throw(error)
            except StopIteration as end:
                lease: Lease = end.value
                return lease
            result = error = None
            try:
                result = await self._take(step)
            except Exception as caught:
                error = caught

    async def _take(self, step: Step) -> Any:
        if isinstance(step, Ask):
            if not step.direct:
                return await self._transport.exchange(step.request, step.timeout)
            from .aio_transport import AiohttpTransport

            direct = AiohttpTransport(TransportOptions(trust_env=False))
            try:
                return await direct.exchange(step.request, step.timeout)
            finally:
                await direct.close()
        if isinstance(step, Pause):
            return await asyncio.sleep(step.seconds)
        return await _called(step)


async def _called(step: Do) -> Any:
    if iscoroutinefunction(step.function):
        return await step.function()
    result = await asyncio.to_thread(_in_thread, step.function)
    return await result if hasattr(result, "__await__") else result


def _in_thread(function: Callable[[], Any]) -> Any:
    try:
        return function()
    except StopIteration as error:
        # It would never arrive: a future takes any error but this one.
        raise RuntimeError("the function raised StopIteration") from error


async def _within(seconds: float, task: asyncio.Task[T]) -> T:
    """What a task gives; it goes on when time is up, or when who waits is cancelled."""
    await asyncio.wait({task}, timeout=max(0.0, seconds))
    if not task.done():
        raise late()
    if task.cancelled():
        raise ConfigurationError("the client is closed")
    return task.result()
