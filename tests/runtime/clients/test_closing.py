"""Closing a client: during calls, twice, in another event loop, or never."""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import warnings

import pytest

from tc3 import errors
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import AT_ONCE, KEY, Driver
from ..support.servers import Server, fails, late, ok, silence
from ..support.sources import until


async def test_closed_client(driver: Driver, server: Server) -> None:
    client = driver.client(server.url)
    other = client.with_options(region="mars-1")
    await client.list_email_identities()
    await client.close()
    await client.close()
    for closed in (client, other, other.with_options(region="mars-2")):
        with pytest.raises(errors.ConfigurationError, match="the client is closed"):
            await closed.list_email_identities()
    await until(lambda: server.open == 0)
    assert len(server.requests) == 1


async def test_closing_the_options_leaves_the_client_open(
    driver: Driver, server: Server
) -> None:
    async with driver.client(server.url) as client:
        other = client.with_options(region="mars-1")
        await other.list_email_identities()
        await other.close()
        with pytest.raises(errors.ConfigurationError, match="the client is closed"):
            await other.list_email_identities()
        await client.list_email_identities()
    assert (len(server.requests), server.connections) == (2, 1)


async def test_close_during_a_call(driver: Driver, server: Server) -> None:
    """The call ends; it is not begun anew on a connection that nobody would close."""
    server.plays(late(0.3, fails("InternalError")), ok())
    client = driver.client(server.url, retry=AT_ONCE)
    call = asyncio.create_task(client.list_email_identities())
    await server.got(1)
    await client.close()
    with pytest.raises(errors.Tc3Error):
        await call
    await asyncio.sleep(0.3)
    assert (len(server.requests), server.connections) == (1, 1)
    assert server.open == 0


async def test_close_while_calls_wait_for_a_free_connection(server: Server) -> None:
    """Nobody has cancelled them, so they fail; who was cancelled is cancelled."""
    server.plays(silence)
    client = AsyncSesClient(KEY, endpoint=server.url, max_connections=1)
    calls = [asyncio.create_task(client.list_email_identities()) for _ in range(4)]
    await server.got(1)
    calls[3].cancel()
    await asyncio.sleep(0)
    await client.close()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert isinstance(outcomes[0], errors.Tc3Error)
    for outcome in outcomes[1:3]:
        assert isinstance(outcome, errors.ConfigurationError)
        assert str(outcome) == "the client is closed"
    assert isinstance(outcomes[3], asyncio.CancelledError)
    await until(lambda: server.open == 0)
    assert len(server.requests) == 1


async def test_never_used_client_can_be_closed(driver: Driver) -> None:
    async with driver.client():
        pass


async def test_context_manager_gives_the_client_and_closes_it() -> None:
    with SesClient(KEY) as sync:
        assert isinstance(sync, SesClient)
    with pytest.raises(errors.ConfigurationError):
        sync.call("Any", {})
    async with AsyncSesClient(KEY) as aio:
        assert isinstance(aio, AsyncSesClient)
    with pytest.raises(errors.ConfigurationError):
        await aio.call("Any", {})


async def test_context_manager_closes_after_an_error(server: Server) -> None:
    async def main() -> None:
        async with AsyncSesClient(KEY, endpoint=server.url) as client:
            await client.call("Any", {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await main()
    await asyncio.sleep(0.05)
    assert server.open == 0


async def test_unclosed_client(driver: Driver, server: Server) -> None:
    """One warning: nothing is raised, and the connections do not stay open."""
    client = driver.client(server.url)
    await asyncio.gather(*(client.list_email_identities() for _ in range(3)))
    gc.collect()  # what other tests have left
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del client
        # A thread that made a call may hold it for a moment longer.
        await until(lambda: gc.collect() >= 0 and len(caught) > 0)
        await asyncio.sleep(0.05)
    assert [(w.category, "not closed" in str(w.message)) for w in caught] == [
        (ResourceWarning, True)
    ]
    await until(lambda: server.open == 0)


async def test_no_warning(driver: Driver, server: Server) -> None:
    """Of what was closed, or has made no connection."""
    gc.collect()  # what other tests have left
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        async with driver.client(server.url) as client:
            await client.list_email_identities()
        del client
        driver.client(server.url)
        gc.collect()
        await asyncio.sleep(0.05)
    assert caught == []


UNCLOSED = """
import asyncio, sys
from tc3 import Credential
from tc3.ses import AsyncSesClient, SesClient

key = Credential("id", "the-secret-key")

async def main():
    client = AsyncSesClient(key, endpoint=sys.argv[1])
    await client.list_email_identities()

if sys.argv[2] == "async":
    asyncio.run(main())
else:
    client = SesClient(key, endpoint=sys.argv[1])
    client.list_email_identities()
"""


@pytest.mark.parametrize("shown", [True, False])
async def test_program_that_forgets_to_close(
    driver: Driver, server: Server, shown: bool
) -> None:
    """Python shows such warnings only to those who ask for them."""
    kind = "async" if driver.is_async else "sync"
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, *["-Walways"] * shown, "-c", UNCLOSED, server.url, kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "the-secret-key" not in done.stderr
    assert done.stderr.count("ResourceWarning: a client was not closed") == shown
    assert "nclosed " not in done.stderr  # what libraries would say


async def test_closing_in_another_event_loop(server: Server) -> None:
    """Its own loop still runs and uses it: only there can it be closed."""
    client = AsyncSesClient(KEY, endpoint=server.url)
    await client.list_email_identities()
    with pytest.raises(errors.ConfigurationError, match="another event loop"):
        await asyncio.to_thread(lambda: asyncio.run(client.close()))
    await client.list_email_identities()
    assert (server.connections, server.open) == (1, 1)
    await client.close()
    await until(lambda: server.open == 0)


async def test_closing_when_its_event_loop_has_stopped(server: Server) -> None:
    def main() -> None:
        client = AsyncSesClient(KEY, endpoint=server.url)
        loop = asyncio.new_event_loop()
        loop.run_until_complete(client.list_email_identities())
        asyncio.run(client.close())
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    await asyncio.to_thread(main)
    await until(lambda: server.open == 0)
    assert len(server.requests) == 1
