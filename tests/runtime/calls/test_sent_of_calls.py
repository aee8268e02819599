"""`sent` speaks of all attempts of a call, whatever ended the last one."""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tc3 import (
    AttemptContext,
    Credential,
    Interceptor,
    RetryPolicy,
    errors,
)

from ..bulk.bulks import addresses, arrived
from ..support.actions import look, send
from ..support.driver import AT_ONCE, KEY, Driver
from ..support.servers import Play, Server, fails, hang_up, ok, reply, reset, silence
from ..support.sources import until


class Second(Interceptor):
    """Does something before the second attempt."""

    def __init__(self, act: Callable[[AttemptContext], None]) -> None:
        self._act = act

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
        if attempt.number == 2:
            self._act(attempt)
        yield


class Limiter:
    """Lets one attempt through."""

    def __init__(self) -> None:
        self.turns = 0

    def acquire(self, *_: object) -> None:
        self.turns += 1
        if self.turns > 1:
            raise errors.CallTimeout("no turn in time", sent=False)

    async def acquire_async(self, *_: object) -> None:
        self.acquire()


def once() -> Callable[[], Credential]:
    """Gives a key once, and then none."""
    given: list[Credential] = []

    def key() -> Credential:
        if given:
            raise errors.CredentialError("no more keys")
        given.append(KEY)
        return KEY

    return key


def raising(error: Exception) -> Callable[[AttemptContext], None]:
    def act(_: AttemptContext) -> None:
        raise error

    return act


def bad_header(attempt: AttemptContext) -> None:
    attempt.headers["Content-Length"] = "5"


SECONDS: dict[str, tuple[Callable[[], dict[str, Any]], type[errors.Tc3Error]]] = {
    "no key": (lambda: {"credential": once()}, errors.CredentialError),
    "no turn": (lambda: {"rate_limiter": Limiter()}, errors.TransportError),
    "an interceptor": (
        lambda: {"interceptors": [Second(raising(errors.ConfigurationError("no")))]},
        errors.ConfigurationError,
    ),
    "an interceptor's call": (
        lambda: {"interceptors": [Second(raising(errors.ConnectError("inner")))]},
        errors.ConnectError,
    ),
    "a bad header": (
        lambda: {"interceptors": [Second(bad_header)]},
        errors.ConfigurationError,
    ),
}


@pytest.mark.parametrize("what", SECONDS)
async def test_second_attempt_that_is_not_made(
    driver: Driver, server: Server, what: str
) -> None:
    make, kind = SECONDS[what]
    server.plays(hang_up)
    async with driver.client(server.url, **make()) as client:
        with pytest.raises(kind) as caught:
            await look(client)
    assert len(server.requests) == 1
    assert caught.value.sent is True
    assert caught.value.attempt_log[0].sent is True
    assert "received it" in str(caught.value) or "have reached" in str(caught.value)


@pytest.mark.parametrize("what", SECONDS)
async def test_first_attempt_that_was_refused(
    driver: Driver, server: Server, what: str
) -> None:
    """The service said that it did nothing, and no other attempt was made."""
    make, _ = SECONDS[what]
    server.plays(fails("RequestLimitExceeded"), hang_up)
    async with driver.client(server.url, **make()) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            await send(client)
    assert len(server.requests) == 1
    assert caught.value.sent is False
    assert caught.value.attempt_log[0].refused is True


@pytest.mark.parametrize("first", [hang_up, reset])
async def test_second_attempt_that_is_refused_or_not_connected(
    driver: Driver, server: Server, first: Play
) -> None:
    server.plays(first, fails("RequestLimitExceeded"))
    async with driver.client(server.url, retry=RetryPolicy(2, base=0)) as client:
        with pytest.raises(errors.RequestLimitExceeded) as caught:
            await look(client)
        assert caught.value.sent is True
        assert [a.refused for a in caught.value.attempt_log] == [False, True]
        server.plays(ok())


async def test_client_that_is_closed_before_the_second_attempt(
    driver: Driver, server: Server
) -> None:
    server.plays(hang_up, ok())
    retry = RetryPolicy(2, base=0.3, random=lambda: 1.0)
    client = driver.client(server.url, retry=retry)
    call = asyncio.create_task(look(client))
    await until(lambda: len(server.requests) == 1 and server.open == 0)
    await asyncio.sleep(0.05)
    await client.close()
    with pytest.raises(errors.Tc3Error) as caught:
        await call
    assert caught.value.sent is True
    assert len(server.requests) == 1


async def test_interceptors_own_error_behind_a_request(
    driver: Driver, server: Server
) -> None:
    """It takes the place of the outcome, and nothing of the truth."""

    class Own(Interceptor):
        @contextmanager
        def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
            try:
                yield
            except errors.Tc3Error:
                raise errors.ConnectError("of the interceptor") from None

    server.plays(hang_up, ok())
    async with driver.client(server.url, interceptors=[Own()]) as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    assert caught.value.sent is True
    assert len(server.requests) == 1


class Stubborn(RetryPolicy):
    """Retries whatever happened."""

    __slots__ = ()

    def wait(self, error: Any, *, attempt: int, repeatable: bool) -> float | None:
        error.sent = False
        return None if attempt > 8 else 0.0


@pytest.mark.parametrize(
    "play",
    [hang_up, reset, silence, reply(b"<html>", 502), fails("InternalError")],
)
async def test_policy_that_always_retries_sends_one_mail(
    driver: Driver, server: Server, play: Play
) -> None:
    server.plays(play)
    async with driver.client(server.url, retry=Stubborn(), timeout=0.4) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            await send(client)
    assert (len(server.requests), caught.value.sent) == (1, True)


# What bulk uploads make of it


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("what", SECONDS)
@pytest.mark.parametrize("refused", [False, True])
async def test_bulk_that_stops_before_a_second_attempt(
    driver: Driver,
    server: Server,
    what: str,
    refused: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows that may have arrived are unknown, of whatever class the error is."""
    make, kind = SECONDS[what]
    _as_repeatable(monkeypatch)
    server.plays(fails("RequestLimitExceeded") if refused else hang_up)
    async with driver.client(server.url, retry=AT_ONCE, **make()) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            await client.upload_recipients(7, addresses(5))
    stop = caught.value
    assert stop.sent is not refused
    if refused and issubclass(kind, errors.ConfigurationError):
        assert isinstance(stop, kind)  # nothing was sent: it is raised as it is
        return
    assert isinstance(stop, errors.BulkError)
    assert stop.uncertain == (range(0) if refused else range(3))
    assert stop.sent is not refused


@pytest.mark.usefixtures("small")
async def test_bulk_whose_first_attempt_may_have_arrived(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That the last one was refused says nothing of the first."""
    _as_repeatable(monkeypatch)
    server.plays(ok(), hang_up, fails("LimitExceeded.ReceiverDetailCountLimit"))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError) as caught:
            await client.upload_recipients(7, addresses(9))
    assert caught.value.uncertain == range(3, 6)
    assert len(arrived(server)) == 3


@pytest.mark.usefixtures("small")
async def test_error_of_a_bulk_says_that_rows_were_sent(
    driver: Driver, server: Server
) -> None:
    server.plays(ok(), fails("LimitExceeded.ReceiverDetailCountLimit"))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError) as caught:
            await client.upload_recipients(7, addresses(9))
        assert (caught.value.uncertain, caught.value.sent) == (range(3, 3), True)
        with pytest.raises(errors.BulkError) as caught:
            await client.upload_recipients(7, addresses(9))
        assert (caught.value.uncertain, caught.value.sent) == (range(0), False)


@pytest.mark.usefixtures("pauses")
async def test_bulk_that_finds_the_service_busy_with_its_own_rows(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token makes attempts repeatable, not calls: the next call would have another."""
    _as_repeatable(monkeypatch, repeatable=False, client_token="ClientToken")
    server.plays(hang_up, fails("OperationDenied.ReceiverIsOperating"), ok())
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError) as caught:
            await client.upload_recipients(7, addresses(3))
    assert caught.value.uncertain == range(3)
    assert len({request.params["ClientToken"] for request in server.requests}) == 1


def _as_repeatable(
    monkeypatch: pytest.MonkeyPatch,
    *,
    repeatable: bool = True,
    client_token: str | None = None,
) -> None:
    """Have uploads tried again, as those of services whose actions may be repeated."""
    from tc3.ses import models

    for name in ("CreateReceiverDetailRequest", "CreateReceiverDetailWithDataRequest"):
        model: Any = getattr(models, name)
        info = copy.copy(model.__action__)
        info.repeatable, info.client_token = repeatable, client_token
        monkeypatch.setattr(model, "__action__", info)
