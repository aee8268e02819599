"""Keeps the credential of an asynchronous client fresh: a task renews it, others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar

from ..credentials import Credential, TemporaryCredential
from ..deadline import Deadline
from ..endpoints import Site
from ..errors import ConfigurationError
from ..transport.base import AsyncTransport, TransportOptions
from .refresh import (
    FetchOutcome,
    Refresh,
    call_user_function,
    check_in_time,
    late,
    mark_asking,
    refuse_asking,
    was_cancelled,
)
from .source import (
    Asker,
    CachedCredential,
    CallFunction,
    SendRequest,
    Sleep,
    Source,
    Step,
    Steps,
)

if TYPE_CHECKING:
    from ..calls.attempts import SharedState

T = TypeVar("T")


class AsyncKeeper:
    """Gives the credential of a source to the tasks of an event loop."""

    def __init__(
        self,
        source: Source,
        site: Site,
        transport: AsyncTransport,
        learned: SharedState,
    ) -> None:
        self._source = source
        self._transport = transport
        self._refresh = Refresh(source, Asker(site, learned))
        self._task: asyncio.Task[FetchOutcome] | None = None

    async def get(self, deadline: Deadline) -> Credential:
        """Give the credential for a request; wait for it until the deadline at most."""
        if self._source.shared:
            kept, need = self._refresh.look()
            if kept is not None and need == "use":
                return kept.lease.credential
            if need == "wait":
                refuse_asking(self._source)
            task, mine = self._join(kept)
            if kept is not None and need == "renew":
                return kept.lease.credential
            outcome = await _within(deadline, task)
            if mine or self._source.shared:
                return check_in_time(self._refresh.credential(outcome), deadline)
        refuse_asking(self._source)
        alone = asyncio.create_task(self._run())
        try:
            lease = await _within(deadline, alone)
        finally:
            alone.cancel()
        return check_in_time(self._refresh.done(lease).credential, deadline)

    def reject(self, credential: Credential) -> bool:
        """Drop a credential that the service refuses; tell whether another may come."""
        return self._refresh.reject(credential)

    async def close(self) -> None:
        """End a renewal that is under way."""
        if (
            self._task is not None
            and self._task.get_loop() is asyncio.get_running_loop()
        ):
            self._task.cancel()
            await asyncio.wait({self._task})

    def _join(
        self, kept: CachedCredential | None
    ) -> tuple[asyncio.Task[FetchOutcome], bool]:
        """The renewal that is under way, and whether it was begun here."""
        if self._task is None or self._task.done() or self._task.get_loop().is_closed():
            self._task = asyncio.create_task(self._renew(kept))
            return self._task, True
        if self._task.get_loop() is not asyncio.get_running_loop():
            raise ConfigurationError(
                "this client belongs to another event loop; make one client per loop"
            )
        return self._task, False

    async def _renew(self, kept: CachedCredential | None) -> FetchOutcome:
        try:
            return self._refresh.done(await self._run())
        except Exception as error:  # noqa: BLE001
            return self._refresh.failed(kept, error)

    async def _run(self) -> TemporaryCredential:
        with mark_asking(self._source):
            steps: Steps[TemporaryCredential] = self._refresh.fetch()
            result: Any = None
            error: Exception | None = None
            while True:
                try:
                    step = steps.send(result) if error is None else steps.throw(error)
                except StopIteration as end:
                    lease: TemporaryCredential = end.value
                    return lease
                result = error = None
                try:
                    result = await self._take(step)
                except Exception as caught:  # noqa: BLE001
                    error = caught

    async def _take(self, step: Step) -> Any:
        if isinstance(step, SendRequest):
            if not step.direct:
                return await self._transport.exchange(step.request, step.attempt)
            from ..transport.asynchronous.transport import AiohttpTransport

            direct = AiohttpTransport(TransportOptions(trust_env=False))
            try:
                return await direct.exchange(step.request, step.attempt)
            finally:
                await direct.close()
        if isinstance(step, Sleep):
            return await asyncio.sleep(step.seconds)
        return await _done(step)


async def _done(step: CallFunction) -> Any:
    with mark_asking(step.function):
        if iscoroutinefunction(step.function):
            return await _await_result(step.function())
        result = await asyncio.to_thread(call_user_function, step.function)
        return await _await_result(result) if hasattr(result, "__await__") else result


async def _await_result(made: Awaitable[T]) -> T:
    """Wait for what a function of the user's gives.

    It runs in a task of its own: so a cancellation that comes out of it is told from one
    of who waits for it.
    """
    task = asyncio.ensure_future(made)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not complain
        raise
    if task.cancelled():
        raise was_cancelled()
    return task.result()


async def _within(deadline: Deadline, task: asyncio.Task[T]) -> T:
    """Wait for a task; it goes on when time is up, or when who waits is cancelled."""
    await asyncio.wait({task}, timeout=max(0.0, deadline.left()))
    if not task.done():
        raise late()
    if task.cancelled():
        raise ConfigurationError("the client is closed")
    return task.result()
