"""What a tracker of errors records of failed calls: no key, token, signature or body.

It expands the tuples, lists and dicts in the variables of all frames, those of libraries
included; the tracker here is the real one, with its defaults.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope

from tc3 import AssumeRole, Credential, RetryPolicy, Timeout, errors
from tc3._core.transport.synchronous import connection as h11_connection

from ..support.driver import Driver, Either
from ..support.servers import (
    Play,
    Server,
    fails,
    hang_up,
    ok,
    refusing_port,
    reply,
    reset,
    reset_mid_body,
    silence,
)

KEY = Credential("AKIDexample", "the-" + "secret-key", "the-" + "token")
LOGIN = base64.b64encode(b"user:hun" + b"ter2").decode()
SECRETS = [
    "the-" + "secret-key",
    "the-" + "token",
    "hun" + "ter2",
    LOGIN,
    "Sig" + "nature=",
    "the-" + "text",
    "Sub" + "ject",
]
"""Put together, so that no line of this file shows one: lines are recorded as well."""


@pytest.fixture
def events() -> Iterator[list[Any]]:
    """What the tracker would have sent."""
    kept: list[Any] = []

    class Keeping(sentry_sdk.Transport):
        def capture_envelope(self, envelope: Envelope) -> None:
            kept.extend(item.payload.json for item in envelope.items)

    client = sentry_sdk.Client(
        dsn="https://key@sentry.invalid/1",
        transport=Keeping,
        auto_enabling_integrations=False,
    )
    with sentry_sdk.isolation_scope() as scope:
        scope.set_client(client)
        yield kept


class Body:
    """A mail, whose parameters are not shown by the frames of the test."""

    def __repr__(self) -> str:
        return "<a mail>"

    def send(self, client: Any) -> Any:
        return client.call(
            "SendEmail",
            {"Sub" + "ject": "the-" + "text", "Data": ["the-" + "text"]},
        )


async def failure_of(client: Either, action: Callable[[], Any]) -> BaseException:
    """The error of a call with its traceback."""
    try:
        if hasattr(client.client, "__aenter__"):
            await action()
        else:
            await asyncio.to_thread(action)
    except BaseException as error:
        return error
    raise AssertionError("it did not fail")


def check(events: list[Any], error: BaseException) -> None:
    """It is recorded, with frames of ours, and nothing secret among them."""
    sentry_sdk.capture_exception(error)
    assert len(events) == 1
    shown = json.dumps(events[0], default=str)
    assert "_core" in shown or "tc3/" in shown
    assert "vars" in shown
    assert [secret for secret in SECRETS if secret in shown] == []


def mail(client: Either) -> Callable[[], Any]:
    body = Body()
    return lambda: body.send(client.client)


TIMES = Timeout(connect=0.5, read=0.2, total=0.6)
ONCE = RetryPolicy(2, base=0)

PLAYS: dict[str, Play] = {
    "closes": hang_up,
    "resets": reset,
    "resets in the body": reset_mid_body,
    "silence": silence,
    "an error": fails("InternalError"),
    "no response": reply(b'{"Tok' + b'en": "the-' + b'token"}', 502),
}


@pytest.mark.parametrize("how", PLAYS)
async def test_failed_calls(
    driver: Driver, server: Server, events: list[Any], how: str
) -> None:
    server.plays(PLAYS[how])
    options = {"credential": KEY, "timeout": TIMES, "retry": ONCE}
    async with driver.client(server.url, **options) as client:
        check(events, await failure_of(client, mail(client)))


@pytest.mark.parametrize("action", ["list_email_identities"])
async def test_older_signatures_and_get(
    driver: Driver, server: Server, events: list[Any], action: str
) -> None:
    """The signature stands in the query."""
    server.plays(hang_up)
    for options in ({"signature": "HmacSHA256"}, {"http_method": "GET"}):
        events.clear()
        async with driver.client(
            server.url, credential=KEY, retry=ONCE, **options
        ) as client:
            method = getattr(client.client, action)
            check(events, await failure_of(client, method))


async def test_refused_connections(driver: Driver, events: list[Any]) -> None:
    url = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(url, credential=KEY, retry=ONCE) as client:
        check(events, await failure_of(client, mail(client)))


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("play", [reply(b"", 407), hang_up, reset, silence, None])
async def test_proxies_that_fail(
    driver: Driver, server: Server, events: list[Any], play: Play | None, scheme: str
) -> None:
    address = f"127.0.0.1:{refusing_port()}"
    if play is not None:
        server.plays(play)
        address = server.url.partition("://")[2]
    options = {"credential": KEY, "retry": ONCE, "timeout": TIMES}
    proxy = "http://user:hun" + "ter2@" + address
    async with driver.client(f"{scheme}://a.invalid", proxy=proxy, **options) as client:
        del proxy
        check(events, await failure_of(client, mail(client)))


async def test_cancelled_call(server: Server, events: list[Any]) -> None:
    server.plays(silence)
    async with Driver("async").client(server.url, credential=KEY) as client:
        action = mail(client)

        async def limited() -> Any:
            return await asyncio.wait_for(action(), 0.2)

        check(events, await failure_of(client, limited))


async def test_interrupted_call(
    server: Server, events: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(h11_connection.H11Connection, "_feed", interrupted)
    async with Driver("sync").client(server.url, credential=KEY) as client:
        error = await failure_of(client, mail(client))
        assert isinstance(error, KeyboardInterrupt)
        check(events, error)


async def test_stream_that_breaks(toys: Any, events: list[Any], server: Server) -> None:
    from ..streaming.streams import Pieces, cut, piece
    from ..streaming.streams import events as stream

    server.plays(stream(piece("a"), then=cut))
    async with toys() as client:
        pieces = Pieces(client)
        await pieces.next()
        _, error = await pieces.until_error()
        sentry_sdk.capture_exception(error)
    shown = json.dumps(events[0], default=str)
    assert [secret for secret in SECRETS if secret in shown] == []


@pytest.mark.parametrize("how", ["raises", "twice"])
async def test_credential_functions(
    driver: Driver, server: Server, events: list[Any], how: str
) -> None:
    """One that raises at once, and one that raises when a mail has failed."""
    turns: list[int] = []

    def key() -> Credential:
        turns.append(1)
        if how == "raises" or len(turns) > 1:
            raise OSError("no key")
        return KEY

    server.plays(fails("RequestLimitExceeded"))
    async with driver.client(server.url, credential=key, retry=ONCE) as client:
        error = await failure_of(client, mail(client))
        assert isinstance(error, OSError)
        check(events, error)


@pytest.mark.parametrize("play", [*PLAYS.values(), ok()])
async def test_roles(
    driver: Driver, server: Server, events: list[Any], play: Play
) -> None:
    """The long-lived key that asks for a temporary one."""
    server.plays(play)
    role = AssumeRole(
        "qcs::cam::uin/1:roleName/x",
        "me",
        region="mars-1",
        source=KEY,
        endpoint=server.url,
    )
    options = {"credential": role, "retry": ONCE, "timeout": TIMES}
    async with driver.client(server.url, **options) as client:
        check(events, await failure_of(client, mail(client)))


async def test_sessions_of_the_user(server: Server, events: list[Any]) -> None:
    """A hook of a session that raises, even an error of ours, or KeyboardInterrupt."""
    import aiohttp

    for raised in (ZeroDivisionError(), errors.ConnectError("inner"), SystemExit()):
        events.clear()
        trace = aiohttp.TraceConfig()

        async def hook(*_: object, raised: BaseException = raised) -> None:
            raise raised

        trace.on_request_headers_sent.append(hook)
        async with (
            aiohttp.ClientSession(trace_configs=[trace]) as session,
            Driver("async").client(
                server.url, credential=KEY, session=session, retry=ONCE
            ) as client,
        ):
            check(events, await failure_of(client, mail(client)))
