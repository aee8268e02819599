"""What tools show of a failed call: no key, token, signature or body of a request.

Some trackers of errors record the variables of every frame. Those of libraries hold the whole
request, so an error of the SDK has no such frames.
"""

from __future__ import annotations

import asyncio
import errno
import io
import pickle
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from rich.console import Console
from rich.traceback import Traceback

from tc3 import Credential, RetryPolicy, Timeout, errors
from tc3._core.transport.synchronous import connection as h11_connection
from tc3.ses import SesClient

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import (
    Play,
    announced,
    bad_chunk,
    drip_body,
    fails,
    hang_up,
    no_http,
    refusing_port,
    reply,
    reset,
    reset_mid_body,
    serving,
    silence,
    truncated,
)

CREDENTIAL = Credential("AKIDexample", "the-" + "secret-key", "the-" + "token")
SECRETS = [
    "the-" + "secret-key",
    "the-" + "token",
    "Sig" + "nature=",
    "FromEmail" + "Address",
]
"""Put together, so that no line of this file shows one. The last is in the body."""

KEYS = b'{"Tmp' + b'SecretKey": "the-' + b'secret-key", "Token": "the-' + b'token"}'

PLAYS: dict[str, Play] = {
    "closes": hang_up,
    "resets": reset,
    "resets in the body": reset_mid_body,
    "ends too early": truncated,
    "bad chunk": bad_chunk,
    "no HTTP": no_http,
    "silence": silence,
    "drip": drip_body,
    "too large": announced(10**9),
    "an error": fails("InternalError"),
    "keys that are not response": reply(KEYS),
    "keys in a list": reply(b"[" + KEYS + b"]"),
    "half of the keys": reply(KEYS[:-1]),
    "keys with another status": reply(KEYS, 502),
}  # fmt: skip


@asynccontextmanager
async def _failing(how: str) -> AsyncIterator[str]:
    """The URL of a server that fails so."""
    if how == "refuses":
        yield f"http://127.0.0.1:{refusing_port()}"
    elif how == "unknown":
        yield "http://nowhere.invalid"
    elif how == "no TLS":
        async with serving() as server:
            yield server.url.replace("http:", "https:")
    else:
        async with serving(PLAYS[how]) as server:
            yield server.url


@pytest.mark.parametrize("how", [*PLAYS, "refuses", "unknown", "no TLS"])
async def test_variables_of_a_traceback(driver: Driver, how: str) -> None:
    options = {"credential": CREDENTIAL, "retry": RetryPolicy(2, base=0)}
    times = Timeout(connect=0.5, read=0.1, total=0.4)
    async with (
        _failing(how) as url,
        driver.client(url, timeout=times, **options) as client,
    ):
        with pytest.raises(errors.Tc3Error) as caught:
            await send(client)
    error = caught.value
    shown_by_tools = [_with_variables(error), repr(error), str(error)]
    if how == "closes":  # it takes its time
        shown_by_tools.append(_with_rich(error))
    for shown in shown_by_tools:
        for secret in SECRETS:
            assert secret not in shown
    copied = pickle.dumps(error)
    assert not [secret for secret in SECRETS if secret.encode() in copied]


async def test_variables_of_a_cancelled_call() -> None:
    async with (
        serving(silence) as server,
        Driver("async").client(server.url, credential=CREDENTIAL) as client,
    ):
        with pytest.raises(asyncio.TimeoutError) as caught:
            await asyncio.wait_for(send(client), 0.2)
    shown = _with_variables(caught.value)
    assert "CancelledError" in shown
    assert not [secret for secret in SECRETS if secret in shown]


async def test_variables_of_an_interrupted_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By Ctrl-C, or by what the handler of another signal raises."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(h11_connection.H11Connection, "_feed", interrupted)
    async with serving() as server:
        with (
            SesClient(CREDENTIAL, endpoint=server.url) as client,
            pytest.raises(KeyboardInterrupt) as caught,
        ):
            client.list_email_identities()
    shown = _with_variables(caught.value)
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("play", [hang_up, reset_mid_body])
async def test_what_the_caller_is_handling_keeps_its_frames(
    driver: Driver, play: Play
) -> None:
    """A call in an `except` makes that error the context of all that fails inside."""
    async with serving(play) as server, driver.client(server.url) as client:

        def call() -> None:
            try:
                raise KeyError("of the caller")
            except KeyError as error:
                with suppress(errors.TransportError):
                    client.client.send_email(from_email_address="a@b.c", subject="x")
                handled.append(error)

        async def call_async() -> None:
            try:
                raise KeyError("of the caller")
            except KeyError as error:
                with suppress(errors.TransportError):
                    await send(client)
                handled.append(error)

        handled: list[KeyError] = []
        await (call_async() if driver.is_async else asyncio.to_thread(call))
    assert len(server.requests) == 1
    assert len(traceback.extract_tb(handled[0].__traceback__)) == 1


def _with_variables(error: BaseException) -> str:
    shown = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(shown.format())


def _with_rich(error: BaseException) -> str:
    console = Console(file=io.StringIO(), width=400)
    console.print(
        Traceback.from_exception(
            type(error),
            error,
            error.__traceback__,
            show_locals=True,
            locals_max_length=1000,
            locals_max_string=10000,
        )
    )
    file: Any = console.file
    text: str = file.getvalue()
    return text


async def test_the_reason_of_the_library_is_kept(driver: Driver) -> None:
    """Only its frames are left out."""
    async with driver.client(f"http://127.0.0.1:{refusing_port()}") as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    shown = "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is not None
    assert type(caught.value.__cause__).__name__ in shown
    assert f"[Errno {errno.ECONNREFUSED}]" in shown


async def test_clients_are_not_pickled(driver: Driver) -> None:
    async with driver.client(credential=CREDENTIAL) as client:
        with pytest.raises(TypeError):
            pickle.dumps(client.client)
