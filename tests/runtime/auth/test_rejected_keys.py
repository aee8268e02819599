"""Keys that the service refuses before they expire: they are dropped, and asked for anew."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tc3 import Chain, Credential, EnvironmentCredential, TemporaryCredential, errors
from tc3._core.auth.async_cache import AsyncKeeper
from tc3._core.auth.cache import CredentialCache
from tc3._core.auth.providers import CallableSource, StaticSource
from tc3._core.auth.source import Source
from tc3._core.calls.attempts import SharedState
from tc3._core.deadline import Deadline

from ..support.actions import send
from ..support.driver import KEY, Driver
from ..support.servers import Server, fails, ok
from ..support.sources import OWN, TEMPORARY, Counted, lease, signer, signer_of


class Both:
    """A keeper of either kind."""

    def __init__(self, kind: str, source: Source) -> None:
        nothing: Any = None
        make: Any = AsyncKeeper if kind == "async" else CredentialCache
        self.keeper = make(source, "international", nothing, SharedState())
        self._is_async = kind == "async"

    async def get(self) -> Credential:
        found: Any
        if self._is_async:
            found = await self.keeper.get(Deadline(5))
        else:
            found = await asyncio.to_thread(self.keeper.get, Deadline(5))
        assert isinstance(found, Credential)
        return found

    def reject(self, credential: Credential) -> bool:
        dropped: bool = self.keeper.reject(credential)
        return dropped


KINDS = pytest.mark.parametrize("kind", ["sync", "async"])


@KINDS
async def test_the_next_call_gets_a_new_one(kind: str) -> None:
    source = Counted()
    keeper = Both(kind, source)
    first = await keeper.get()
    assert keeper.reject(first)
    assert source.kept is None
    assert (await keeper.get()).secret_id == "key2"
    assert source.count == 2


@KINDS
async def test_only_the_first_of_many_drops_it(kind: str) -> None:
    """Those that come late do not drop the new one."""
    source = Counted()
    keeper = Both(kind, source)
    first = await keeper.get()
    for _ in range(10):
        assert keeper.reject(first)
        await keeper.get()
    assert source.count == 2
    assert signer_of(source) == "key2"


@KINDS
async def test_32_calls_that_are_refused_at_once(kind: str) -> None:
    source = Counted(delay=0.05)
    keeper = Both(kind, source)
    first = await keeper.get()

    async def refused() -> str:
        assert keeper.reject(first)
        return (await keeper.get()).secret_id

    assert {*await asyncio.gather(*(refused() for _ in range(32)))} == {"key2"}
    assert source.count == 2


@KINDS
async def test_it_is_dropped_for_all_clients(kind: str) -> None:
    source = Counted()
    one, two = Both(kind, source), Both(kind, source)
    assert one.reject(await two.get())
    assert (await two.get()).secret_id == "key2"


@KINDS
@pytest.mark.usefixtures("home")
async def test_what_does_not_change_is_not_asked_again(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "a")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "b")
    for source in (
        StaticSource(OWN),
        EnvironmentCredential(),
        Chain(EnvironmentCredential(), TEMPORARY),
    ):
        keeper = Both(kind, source)
        assert not keeper.reject(await keeper.get())
        assert source.kept is not None


@KINDS
async def test_chain_asks_the_source_that_it_chose(kind: str) -> None:
    source = Counted()
    keeper = Both(kind, Chain(EnvironmentCredential(), source))
    assert keeper.reject(await keeper.get())
    assert (await keeper.get()).secret_id == "key2"


@KINDS
async def test_functions_are_asked_again(kind: str) -> None:
    count = 0

    def make() -> TemporaryCredential:
        nonlocal count
        count += 1
        return lease(count)

    keeper = Both(kind, CallableSource(make))
    assert keeper.reject(await keeper.get())
    assert (await keeper.get()).secret_id == "key2"
    plain = Both(kind, CallableSource(lambda: KEY))
    assert plain.reject(await plain.get())
    assert await plain.get() == KEY


# ---- The clients ---------------------------------------------------------------------

REFUSED = fails("AuthFailure.TokenFailure")


async def test_a_mail_is_sent_with_the_new_key(driver: Driver, server: Server) -> None:
    """The service did not look at the first request, so that this one is no repetition."""
    server.plays(REFUSED, ok())
    async with driver.client(server.url, credential=Counted()) as client:
        await send(client)
    assert [signer(request) for request in server.requests] == ["key1", "key2"]


async def test_once_a_call(driver: Driver, server: Server) -> None:
    server.plays(REFUSED)
    async with driver.client(server.url, credential=Counted()) as client:
        with pytest.raises(errors.AuthFailureTokenFailure) as caught:
            await send(client)
    assert len(server.requests) == 2
    assert (caught.value.attempts, caught.value.sent) == (2, False)


async def test_a_key_of_ones_own_is_final(driver: Driver, server: Server) -> None:
    server.plays(REFUSED)
    async with driver.client(server.url, credential=TEMPORARY) as client:
        with pytest.raises(errors.AuthFailureTokenFailure):
            await send(client)
    assert len(server.requests) == 1
