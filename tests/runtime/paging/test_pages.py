"""Paging: what is asked for next, and where it ends. A page is asked for when needed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tc3 import errors
from tc3._core.paging.walk import PageWalk
from tc3.ses import models

from ..support.driver import Driver, Either
from ..support.servers import Play, Received, Server, ok

Respond = Callable[[dict[str, Any]], dict[str, Any]]


def answering(response: Respond) -> Play:
    """Answers each request by its parameters."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        return await ok(**response(request.params))(writer, request)

    return play


def receivers(total: int, *, most: int = 100, says: int | None = -1) -> Play:
    """Groups 0, 1, ... of `total`; a page holds at most so many."""

    def respond(params: dict[str, Any]) -> dict[str, Any]:
        begin = params["Offset"]
        end = min(total, begin + min(params["Limit"], most))
        members: dict[str, Any] = {
            "Data": [{"ReceiverId": n} for n in range(begin, end)]
        }
        if says is not None:
            members["TotalCount"] = total if says < 0 else says
        return members

    return answering(respond)


async def ids(client: Either, *, most: int | None = None, **options: Any) -> list[Any]:
    found = await client.items("iter_list_receivers", most=most, **options)
    return [receiver.receiver_id for receiver in found]


def positions(server: Server) -> list[tuple[Any, Any]]:
    return [(r.params.get("Offset"), r.params.get("Limit")) for r in server.requests]


async def test_offset_and_total(driver: Driver, server: Server) -> None:
    server.plays(receivers(7))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=3) == list(range(7))
    assert positions(server) == [(0, 3), (3, 3), (6, 3)]


async def test_total_ends_it_without_another_request(
    driver: Driver, server: Server
) -> None:
    server.plays(receivers(6))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=3) == list(range(6))
    assert positions(server) == [(0, 3), (3, 3)]


async def test_service_gives_less_than_asked_for(
    driver: Driver, server: Server
) -> None:
    """The position moves by what came, and the total tells that there is more."""
    server.plays(receivers(5, most=2))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=100) == list(range(5))
    assert positions(server) == [(0, 100), (2, 100), (4, 100)]


async def test_a_page_is_asked_for_when_it_is_needed(
    driver: Driver, server: Server
) -> None:
    server.plays(receivers(100))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=10, most=0) == []
        assert len(server.requests) == 0
        assert await ids(client, limit=10, most=10) == list(range(10))
        assert len(server.requests) == 1
        assert await ids(client, limit=10, most=11) == list(range(11))
        assert len(server.requests) == 3


@pytest.mark.parametrize(
    ("total", "says", "found", "requests"),
    [
        (0, -1, 0, 1),  # nothing at all
        (6, None, 6, 3),  # no total: an empty page ends it
        (5, None, 5, 2),  # no total: a short page ends it
        (5, 9, 5, 3),  # a total that is too high: an empty page ends it
        (6, 3, 3, 1),  # a total that is too low is believed
    ],
)
async def test_ends(
    driver: Driver,
    server: Server,
    total: int,
    says: int | None,
    found: int,
    requests: int,
) -> None:
    server.plays(receivers(total, says=says))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=3) == list(range(found))
    assert len(server.requests) == requests


async def test_service_that_ignores_the_position(
    driver: Driver, server: Server
) -> None:
    """The same page again and again would never end."""
    page = [{"ReceiverId": 1}, {"ReceiverId": 2}]
    server.plays(ok(Data=page, TotalCount=10**6))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=2) == [1, 2]
    assert positions(server) == [(0, 2), (2, 2)]


@pytest.mark.parametrize("data", ["text", {"ReceiverId": 1}, 5])
async def test_items_that_are_no_list(
    driver: Driver, server: Server, data: Any
) -> None:
    server.plays(ok(Data=data))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.ResponseError, match="data is not a list") as it:
            await ids(client, limit=2)
    assert (it.value.status, it.value.request_id, it.value.sent) == (
        200,
        "req-ok",
        True,
    )


@pytest.mark.parametrize("members", [{}, {"Data": None}, {"Data": []}])
async def test_items_that_are_missing(
    driver: Driver, server: Server, members: dict[str, Any]
) -> None:
    server.plays(ok(**members))
    async with driver.client(server.url) as client:
        assert await ids(client, limit=2) == []


async def test_error_on_the_way(driver: Driver, server: Server) -> None:
    server.plays(receivers(4), ok(Data=5))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.ResponseError):
            await ids(client, limit=2)
        server.requests.clear()
        server.plays(receivers(4), ok(Data=5))
        assert await ids(client, limit=2, most=2) == [0, 1]


async def test_pages_of_a_request(driver: Driver, server: Server) -> None:
    """`paginate` and `pages` begin where the request does."""
    server.plays(receivers(9))
    request = models.ListReceiversRequest(offset=4, limit=2)
    async with driver.client(server.url) as client:
        items = await client.items("paginate", request)
        pages = await client.items("pages", request)
    assert [item.receiver_id for item in items] == [4, 5, 6, 7, 8]
    assert [[item.receiver_id for item in page] for page in pages] == [
        [4, 5],
        [6, 7],
        [8],
    ]
    assert positions(server) == [(4, 2), (6, 2), (8, 2)] * 2
    assert request.offset == 4


async def test_limit_as_text(driver: Driver, server: Server) -> None:
    """SES wants the limit of ListAddressUnsubscribeConfig as text, not the offset."""

    def respond(params: dict[str, Any]) -> dict[str, Any]:
        begin, size = params.get("Offset", 0), int(params["Limit"])
        rows = [{"Address": f"{n}@b.c"} for n in range(begin, min(5, begin + size))]
        return {"AddressUnsubscribeConfigList": rows, "Total": 5}

    server.plays(answering(respond))
    async with driver.client(server.url) as client:
        found = await client.items("iter_list_address_unsubscribe_config", limit="2")
    assert [row.address for row in found] == [f"{n}@b.c" for n in range(5)]
    assert [(type(o), type(s)) for o, s in positions(server)[1:]] == [(int, str)] * 2


def test_action_without_pages() -> None:
    with pytest.raises(
        errors.ConfigurationError, match="GetEmailIdentity has no pages"
    ):
        PageWalk(models.GetEmailIdentityRequest(email_identity="example.com"))


# What no real service has


@pytest.fixture
def toys(toy: ModuleType, driver: Driver) -> Callable[[Server], Either]:
    service = import_module(f"{toy.__name__}.toy")
    key = toy.Credential("id", "key")

    def make(server: Server) -> Either:
        options = {"credential": key, "retry": toy.RetryPolicy(1)}
        return driver.of(
            service.ToyClient, service.AsyncToyClient, server.url, **options
        )

    return make


async def test_page_numbers(toys: Callable[[Server], Either], server: Server) -> None:
    def respond(params: dict[str, Any]) -> dict[str, Any]:
        begin = (params.get("PageNumber", 1) - 1) * params["PageSize"]
        names = [f"n{n}" for n in range(begin, min(5, begin + params["PageSize"]))]
        return {"Names": names, "Total": 5}

    server.plays(answering(respond))
    async with toys(server) as client:
        found = await client.items("iter_by_page", page_size=2)
    assert found == ["n0", "n1", "n2", "n3", "n4"]
    numbers = [request.params.get("PageNumber", 1) for request in server.requests]
    assert numbers == [1, 2, 3]


async def test_positions_as_text(
    toys: Callable[[Server], Either], server: Server
) -> None:
    def respond(params: dict[str, Any]) -> dict[str, Any]:
        begin, size = int(params.get("Offset", "0")), int(params["Limit"])
        return {"Names": [f"n{n}" for n in range(begin, min(5, begin + size))]}

    server.plays(answering(respond))
    async with toys(server) as client:
        found = await client.items("iter_by_text", limit=2)
    assert found == ["n0", "n1", "n2", "n3", "n4"]
    assert positions(server)[1:] == [("2", "2"), ("4", "2")]


def listing(*pages: tuple[list[str], Any]) -> Play:
    """Pages chained by tokens t1, t2, ...; each says which comes next."""

    def respond(params: dict[str, Any]) -> dict[str, Any]:
        names, following = pages[int(params.get("Token", "t0")[1:])]
        return {"Data": {"Names": names, "Next": following}}

    return answering(respond)


@pytest.mark.parametrize(
    ("pages", "found", "requests"),
    [
        ([(["a"], "t1"), (["b"], "t2"), (["c"], "")], ["a", "b", "c"], 3),
        ([(["a"], "t1"), (["b"], None)], ["a", "b"], 2),
        ([([], "t1"), (["b"], None)], ["b"], 2),  # an empty page is not the last one
        ([(["a"], "t1"), (["a"], None)], ["a", "a"], 2),  # nor is a repeated one
        ([(["a"], "t1"), (["b"], "t1")], ["a", "b"], 2),  # a repeated token is
        ([(["a"], "t1"), (["b"], "t2"), (["c"], "t1")], ["a", "b", "c"], 3),
        ([(["a"], {"not": "a token"})], ["a"], 1),
        ([(["a"], ["t1"])], ["a"], 1),
    ],
)
async def test_tokens(
    toys: Callable[[Server], Either],
    server: Server,
    pages: list[tuple[list[str], Any]],
    found: list[str],
    requests: int,
) -> None:
    server.plays(listing(*pages))
    async with toys(server) as client:
        assert await client.items("iter_by_token", size=1) == found
    assert len(server.requests) == requests


async def test_new_tokens_without_an_end(
    toys: Callable[[Server], Either], server: Server
) -> None:
    def respond(params: dict[str, Any]) -> dict[str, Any]:
        number = int(params.get("Token", "0")) + 1
        names = ["a"] if number in (1, 10) else []
        return {"Data": {"Names": names, "Next": str(number)}}

    server.plays(answering(respond))
    async with toys(server) as client:
        assert await client.items("iter_by_token", size=1) == ["a", "a"]
    assert len(server.requests) == 10 + 10


async def test_dotted_items_that_are_missing(
    toys: Callable[[Server], Either], server: Server
) -> None:
    for data in (None, "text", {}, {"Names": None}):
        server.plays(ok(Data=data))
        async with toys(server) as client:
            assert await client.items("iter_by_token", size=1) == []
