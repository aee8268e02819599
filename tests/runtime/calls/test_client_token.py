"""Client tokens: an action that has one can be sent again, and takes effect once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest

from ..support.driver import Driver, Either
from ..support.servers import Server, fails, hang_up, ok
from ..support.toy import imported

SPEC = """
service: toy
version: "2024-01-01"
title: Toy
summary: Buys.
actions:
  Buy:
    summary: Buy.
    client_token: ClientToken
    examples: [{title: Buy, request: {Name: x}}]
    params:
      Name: {type: string, required: true, doc: What.}
      ClientToken: {type: string, doc: Who., length: [1, 64], name: token}
  Take:
    summary: Take.
    examples: [{title: Take}]
    params:
      ClientToken: {type: string, doc: No token at all.}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with imported(SPEC, tmp_path_factory.mktemp("shop"), "shopcloud") as package:
        yield package


@pytest.fixture
def buyer(shop: ModuleType, driver: Driver) -> Callable[[Server], Either]:
    toy = import_module("shopcloud.toy")
    options = {
        "credential": shop.Credential("id", "key"),
        "retry": shop.RetryPolicy(4, base=0.0),
    }
    return lambda server: driver.of(
        toy.ToyClient, toy.AsyncToyClient, server.url, **options
    )


def tokens(server: Server) -> list[Any]:
    return [request.params.get("ClientToken") for request in server.requests]


async def test_a_lost_reply(buyer: Callable[[Server], Either], server: Server) -> None:
    """Sent again with the token of the first attempt; the next call has another."""
    server.plays(hang_up, ok())
    async with buyer(server) as client:
        await client.buy(name="x")
        await client.buy(name="x")
    first, again, other = tokens(server)
    assert first == again != other
    assert UUID(first).version == UUID(other).version == 4


@pytest.mark.parametrize("given", ["mine", None, ""])
async def test_the_request_of_the_caller(
    shop: ModuleType,
    buyer: Callable[[Server], Either],
    server: Server,
    given: str | None,
) -> None:
    """Its token is used if it has one; an empty one is none. It is not changed."""
    server.plays(fails("InternalError"), ok())
    request = import_module("shopcloud.toy.models").BuyRequest(name="x", token=given)
    async with buyer(server) as client:
        await client.with_options(validate=False).send(request)
    first, again = tokens(server)
    assert first == again
    assert first == "mine" if given else UUID(first)
    assert request.token == given


async def test_only_where_the_spec_says_so(
    shop: ModuleType, buyer: Callable[[Server], Either], server: Server
) -> None:
    server.plays(hang_up, ok())
    async with buyer(server) as client:
        with pytest.raises(shop.errors.TransportError):
            await client.take()
    assert tokens(server) == [None]


def test_the_method_says_so(shop: ModuleType) -> None:
    client = import_module("shopcloud.toy").ToyClient
    assert "Without a `token`, a new one is sent" in client.buy.__doc__
    assert "Not sent again" not in client.buy.__doc__
