"""Walking over pages: their items or the pages, and the look-ahead."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import Any

import pytest

from tc3 import (
    AsyncInterceptor,
    AttemptContext,
    CallContext,
    Interceptor,
    RetryPolicy,
    errors,
)
from tc3.ses import AsyncSesClient, SesClient, models

from ..support.driver import KEY, Driver, Either
from ..support.servers import Play, Received, Server, fails, late, ok, silence
from .test_pages import ids, receivers


async def numbers(client: Either, pager: Any, most: int) -> list[int | None]:
    return [item.receiver_id for item in await client.taken(pager, most)]


async def test_pages_of_a_walk(driver: Driver, server: Server) -> None:
    server.plays(receivers(5))
    async with driver.client(server.url) as client:
        pages = client.client.iter_list_receivers(limit=2).pages()
        found = await client.taken(pages)
    assert [[item.receiver_id for item in page] for page in found] == [
        [0, 1],
        [2, 3],
        [4],
    ]


async def test_items_then_pages(driver: Driver, server: Server) -> None:
    """The pages go on after the one that was begun."""
    server.plays(receivers(6))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2)
        assert await numbers(client, pager, 1) == [0]
        (page,) = await client.taken(pager.pages(), 1)
        assert [item.receiver_id for item in page] == [2, 3]


# Look-ahead


@pytest.mark.parametrize("total", [0, 1, 4, 5])
async def test_the_same_requests(driver: Driver, server: Server, total: int) -> None:
    """A look-ahead asks for nothing that is not there."""
    found = []
    for prefetch in (False, True):
        server.plays(receivers(total))
        server.requests.clear()
        async with driver.client(server.url) as client:
            found.append(await ids(client, limit=2, prefetch=prefetch))
        found.append([request.params for request in server.requests])
    assert found[:2] == found[2:]
    assert found[0] == list(range(total))


async def test_one_page_ahead(driver: Driver, server: Server) -> None:
    """While a page is used the next one is fetched, and no more than that."""
    server.plays(receivers(100))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=10, prefetch=True)
        assert server.requests == []
        for most, asked in ((1, 2), (9, 2), (1, 3)):
            await client.taken(pager, most)
            await server.got(asked)
            await asyncio.sleep(0.05)  # for one too many
            assert len(server.requests) == asked
        assert await numbers(client, pager, 1) == [11]


async def test_errors_come_in_their_turn(driver: Driver, server: Server) -> None:
    server.plays(receivers(9), fails("FailedOperation"))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=3, prefetch=True)
        assert await numbers(client, pager, 2) == [0, 1]
        await server.got(2)
        assert await numbers(client, pager, 1) == [2]
        with pytest.raises(errors.FailedOperation):
            await client.taken(pager, 1)


request_id: ContextVar[str] = ContextVar("request_id", default="none")


async def test_context_variables(driver: Driver, server: Server) -> None:
    """What is fetched ahead belongs to who walks: traces need it."""
    seen: list[str] = []

    class Noting(Interceptor):
        @contextmanager
        def around_call(self, call: CallContext) -> Iterator[None]:
            seen.append(request_id.get())
            yield

    server.plays(receivers(4))
    request_id.set("mine")
    async with driver.client(server.url, interceptors=[Noting()]) as client:
        await ids(client, limit=2, prefetch=True)
    assert seen == ["mine", "mine"]


# Leaving early


def second_page(play: Play) -> Play:
    async def run(writer: asyncio.StreamWriter, request: Received) -> bool:
        if request.params["Offset"]:
            return await play(writer, request)
        return await receivers(9)(writer, request)

    return run


class Cancelled(AsyncInterceptor):
    """Counts the attempts that are cancelled."""

    def __init__(self) -> None:
        self.count = 0

    @asynccontextmanager
    async def around_attempt(self, attempt: AttemptContext) -> AsyncIterator[None]:
        try:
            yield
        except asyncio.CancelledError:
            self.count += 1
            raise


def _of_server(task: asyncio.Task[object]) -> bool:
    """Whether it is one of the test's own server, which may still be ending."""
    return any(name in str(task) for name in ("serve", "second_page"))


@pytest.mark.parametrize("how", ["aclose", "break", "cancel", "raise"])
async def test_leaving_early(server: Server, how: str) -> None:
    """The task is cancelled, and waited for."""
    server.plays(second_page(silence))
    cancelled = Cancelled()
    before = asyncio.all_tasks()
    async with AsyncSesClient(
        KEY, endpoint=server.url, interceptors=[cancelled]
    ) as client:

        async def walk(most: int) -> None:
            pager = client.iter_list_receivers(limit=3, prefetch=True)
            count = 0
            async for _ in pager:
                count += 1
                if count == most:
                    await server.got(2)
                    if how == "raise":
                        raise ZeroDivisionError
                    break
            if how == "aclose":
                await pager.aclose()
                assert cancelled.count == 1

        if how == "cancel":
            task = asyncio.create_task(walk(9))
            await server.got(2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        elif how == "raise":
            with pytest.raises(ZeroDivisionError):
                await walk(2)
        else:
            await walk(2)
        gc.collect()
        await asyncio.sleep(0.05)
        assert cancelled.count == 1
        assert {t for t in asyncio.all_tasks() - before if not _of_server(t)} == set()
    assert len(server.requests) == 2


async def test_a_failure_that_nobody_asks_for(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """asyncio has nothing to complain about."""
    server.plays(second_page(fails("FailedOperation")))
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        pager = client.iter_list_receivers(limit=3, prefetch=True)
        await pager.__anext__()
        await server.got(2)
        await pager.aclose()
        del pager
        gc.collect()
    assert len(server.requests) == 2
    assert caplog.messages == []


async def test_leaving_early_without_async(server: Server) -> None:
    """Nobody waits for the thread, which ends with its call."""
    server.plays(second_page(late(0.3, ok())))
    before = set(threading.enumerate())

    def walk() -> set[threading.Thread]:
        with SesClient(KEY, endpoint=server.url, retry=RetryPolicy(1)) as client:
            for _ in client.iter_list_receivers(limit=3, prefetch=True):
                break
            return set(threading.enumerate()) - before

    begun = await asyncio.to_thread(walk)
    ahead = [thread for thread in begun if thread.daemon]
    assert len(ahead) == 1
    await asyncio.to_thread(ahead[0].join, 5)
    assert not ahead[0].is_alive()


def test_a_request_that_has_no_pages() -> None:
    with (
        SesClient(KEY) as client,
        pytest.raises(errors.ConfigurationError, match="has no pages"),
    ):
        next(client.paginate(models.GetEmailIdentityRequest(email_identity="a.com")))
