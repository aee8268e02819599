"""Walks that fail half-way, are gone on with another time, or would never end."""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3._core.paging.walk import PageWalk
from tc3.ses import AsyncSesClient, models

from ..support.driver import KEY, Driver, Either
from ..support.servers import Play, Received, Server, fails, late, ok, silence
from .test_pages import answering, positions, receivers

LOOK_AHEAD = pytest.mark.parametrize("prefetch", [False, True])


def failing(good: Play, *at: int) -> Play:
    """Fails at these requests, counted from 0."""
    count = -1

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        nonlocal count
        count += 1
        broken = fails("FailedOperation") if count in at else good
        return await broken(writer, request)

    return play


async def persistent(client: Either, iterator: Any) -> list[Any]:
    """All that an iterator gives, asked again after each error."""
    found: list[Any] = []
    for _ in range(100):
        try:
            taken = await client.taken(iterator, 1)
        except errors.Tc3Error as error:
            found.append(type(error).__name__)
        else:
            if not taken:
                return found
            found += taken
    raise AssertionError("it does not end")


def number(item: Any) -> Any:
    return getattr(item, "receiver_id", item)


# Errors


@LOOK_AHEAD
async def test_asked_again_after_errors(
    driver: Driver, server: Server, prefetch: bool
) -> None:
    """It goes on with the page that failed: nothing is lost, nothing comes twice."""
    server.plays(failing(receivers(7), 0, 2, 3, 5))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=3, prefetch=prefetch)
        found = [number(item) for item in await persistent(client, pager)]
        assert await client.taken(pager) == []
    error = "FailedOperation"
    assert found == [error, 0, 1, 2, error, error, 3, 4, 5, error, 6]
    assert positions(server) == [(n, 3) for n in (0, 0, 3, 3, 3, 6, 6)]


@LOOK_AHEAD
async def test_pages_asked_again_after_errors(
    driver: Driver, server: Server, prefetch: bool
) -> None:
    server.plays(failing(receivers(5), 1, 2))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2, prefetch=prefetch)
        assert [number(item) for item in await client.taken(pager, 1)] == [0]
        pages = await persistent(client, pager.pages())
        assert [number(item) for item in await client.taken(pager)] == [1]
    assert pages[:2] == ["FailedOperation"] * 2
    assert [[number(item) for item in page] for page in pages[2:]] == [[2, 3], [4]]


async def test_asked_again_after_a_response_that_is_none(
    driver: Driver, server: Server
) -> None:
    server.plays(receivers(4), ok(Data=5), receivers(4))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2)
        found = await persistent(client, pager)
    assert [number(item) for item in found] == [0, 1, "ResponseError", 2, 3]


@LOOK_AHEAD
async def test_asked_again_after_a_cancellation(server: Server, prefetch: bool) -> None:
    count = 0

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        nonlocal count
        count += 1
        return await (silence if count == 2 else receivers(4))(writer, request)

    server.plays(play)
    retry = RetryPolicy(1)
    async with AsyncSesClient(KEY, endpoint=server.url, retry=retry) as client:
        pager = client.iter_list_receivers(limit=2, prefetch=prefetch)
        found = [number(await pager.__anext__()) for _ in range(2)]
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(pager.__anext__(), 0.2)
        found += [number(item) async for item in pager]
    assert found == [0, 1, 2, 3]
    assert positions(server) == [(0, 2), (2, 2), (2, 2)]


async def test_two_that_ask_at_once(driver: Driver, server: Server) -> None:
    """They would get the same page twice."""
    server.plays(late(0.3, receivers(4)))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2)
        first = asyncio.create_task(client.taken(pager, 1))
        await server.got(1)
        with pytest.raises(RuntimeError, match="is being asked"):
            await client.taken(pager, 1)
        assert len(await first) == 1


# Positions


@LOOK_AHEAD
@pytest.mark.parametrize("taken", range(8))
async def test_going_on_another_time(
    driver: Driver, server: Server, taken: int, prefetch: bool
) -> None:
    """Behind the item that was taken last."""
    server.plays(receivers(7))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=3, prefetch=prefetch)
        assert pager.position == models.ListReceiversRequest(offset=0, limit=3)
        found = await client.taken(pager, taken)
        position = pager.position
        if position is not None:
            assert position.offset == taken
            rest = client.client.paginate(position)
            found += await client.taken(rest)
        else:
            assert taken == 7
    assert [number(item) for item in found] == [*range(7)]


async def test_position_of_pages(driver: Driver, server: Server) -> None:
    server.plays(failing(receivers(5), 1))
    async with driver.client(server.url) as client:
        pages = client.client.iter_list_receivers(limit=2).pages()
        await client.taken(pages, 1)
        assert pages.position.offset == 2
        with pytest.raises(errors.FailedOperation):
            await client.taken(pages, 1)
        assert pages.position.offset == 2
        rest = client.client.pages(pages.position)
        assert [len(page) for page in await client.taken(rest)] == [2, 1]
        assert rest.position is None


async def test_position_after_leaving(server: Server) -> None:
    server.plays(receivers(9))
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        pager = client.iter_list_receivers(limit=3, prefetch=True)
        for _ in range(4):
            await pager.__anext__()
        await pager.aclose()
        await pager.aclose()
        assert [item async for item in pager] == []
        assert pager.position is not None
        rest = client.paginate(pager.position)
        assert [number(item) async for item in rest] == [4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("method", "options", "positions"),
    [
        ("iter_by_page", {"page_size": 2}, [1, 1, 2, 2, 3, None]),
        ("iter_by_text", {"limit": 2}, [None, "1", "2", "3", "4", None]),
        ("iter_by_token", {"size": 2}, [None, None, "t2", "t2", "t4", None]),
    ],
)
async def test_kinds_of_positions(
    toys: Callable[..., Either],
    server: Server,
    method: str,
    options: dict[str, Any],
    positions: list[Any],
) -> None:
    """By number or token, the items of a page come again that were not all taken."""

    def respond(params: dict[str, Any]) -> dict[str, Any]:
        begin = int(params.get("Offset", 0)) + 2 * (params.get("PageNumber", 1) - 1)
        begin += int(params.get("Token", "t0")[1:])
        names = [f"n{n}" for n in range(begin, min(5, begin + 2))]
        following = f"t{begin + 2}" if begin < 4 else None
        data = {"Names": names, "Next": following}
        return {"Names": names, "Data": data}

    server.plays(answering(respond))
    async with toys() as client:
        pager = getattr(client.client, method)(**options)
        seen: list[Any] = []
        for taken in range(6):
            request = pager.position
            seen.append(
                request
                and next(
                    getattr(request, name)
                    for name in ("page_number", "offset", "token")
                    if hasattr(request, name)
                )
            )
            if request is not None:
                rest = await client.taken(client.client.paginate(request))
                assert rest[-(5 - taken) :] == [f"n{n}" for n in range(taken, 5)]
            await client.taken(pager, 1)
    assert seen[1:] == positions[1:]


# Walks without an end


def rounds(*pages: str, total: int | None = 10**6) -> Play:
    """Pages that come one after the other, and again, whatever is asked for."""
    count = -1

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        nonlocal count
        count += 1
        data = [{"ReceiverId": ord(letter)} for letter in pages[count % len(pages)]]
        members = {} if total is None else {"TotalCount": total + count}
        return await ok(Data=data, **members)(writer, request)

    return play


def letters(found: list[Any]) -> str:
    return "".join(chr(item.receiver_id) for item in found)


@LOOK_AHEAD
@pytest.mark.parametrize("total", [None, 10**6])
@pytest.mark.parametrize(
    "pages", [["ab"], ["ab", "cd"], ["ab", "cd", "ef"], [f"a{n}" for n in range(9)]]
)
async def test_pages_that_come_round(
    driver: Driver,
    server: Server,
    pages: list[str],
    total: int | None,
    prefetch: bool,
) -> None:
    server.plays(rounds(*pages, total=total))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2, prefetch=prefetch)
        assert letters(await client.taken(pager)) == "".join(pages)
        assert pager.position is None
    assert len(server.requests) <= len(pages) + 2


@pytest.mark.parametrize(
    "pages",
    [
        ["ab", "cd", "ab", "ef", "g"],  # one that is equal by chance
        ["ab", "cd", "ef", "cd", "ab", "gh", "i"],  # two, but not in this order
        ["ab", "cd", "ab", "c"],
        ["ab", "cd", "ab"],
    ],
)
async def test_pages_that_are_equal_by_chance(
    driver: Driver, server: Server, pages: list[str]
) -> None:
    server.plays(rounds(*pages, "", total=None))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2)
        assert letters(await client.taken(pager)) == "".join(pages)


async def test_error_while_a_page_is_held_back(driver: Driver, server: Server) -> None:
    """It is not lost, and the position is that in front of it."""
    server.plays(failing(rounds("ab", "cd", "ab", "ef", "g", total=None), 3))
    async with driver.client(server.url) as client:
        pager = client.client.iter_list_receivers(limit=2)
        assert letters(await client.taken(pager, 4)) == "abcd"
        with pytest.raises(errors.FailedOperation):
            await client.taken(pager, 1)
        assert pager.position.offset == 4
        assert letters(await client.taken(pager, 5)) == "abefg"


def page_of(number: int) -> models.ListReceiversResponse:
    numbers = range(number * 100, number * 100 + 100)
    return models.ListReceiversResponse(
        data=[models.ReceiverData(receiver_id=n) for n in numbers],
        total_count=10**6,
        raw={"Data": [{"ReceiverId": n} for n in numbers]},
    )


def test_a_thousand_pages_are_flat_and_fast() -> None:
    paging = PageWalk(models.ListReceiversRequest(offset=0, limit=100))
    paging.feed(page_of(0))
    count, took = 0, 0.0
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(1, 1001):
        page = page_of(number)
        began = time.process_time()
        count += len(paging.feed(page))
        took += time.process_time() - began
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 100_000
    assert after - before < 400_000
    assert took < 5  # of CPU, while memory is traced
