"""What both clients do when a server misbehaves, on real sockets.

From the first day: an action that must not be repeated reaches the server once, unless the
server said that it did nothing.
"""

from __future__ import annotations

import asyncio
import gzip
import socket
import ssl
import subprocess
import time
from base64 import b64encode
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

import pytest

import tc3._core.aio_transport
import tc3._core.transport
from tc3 import Credential, RetryPolicy, Timeout, errors
from tc3.ses import errors as ses

from .driver import Driver, Either
from .servers import (
    Play,
    Server,
    announced,
    bad_chunk,
    chunked,
    drip_and_stop,
    drip_body,
    drip_head,
    fails,
    hang_up,
    late,
    no_http,
    ok,
    receive,
    refusing_port,
    reply,
    reset,
    reset_mid_body,
    serving,
    silence,
    truncated,
)

QUICK = Timeout(connect=2, read=0.3, total=10)
HTML = "<html>Bad gateway</html>"


class Case(NamedTuple):
    """A server's conduct, and what comes of it with three attempts.

    Of each kind of action: how many requests the server gets, and the error's class or
    None for success.
    """

    name: str
    plays: list[Play]
    once: tuple[int, type[errors.Tc3Error] | None]
    repeatable: tuple[int, type[errors.Tc3Error] | None]


Transport, Timed, Bad = errors.TransportError, errors.CallTimeout, errors.ResponseError
Api = errors.ApiError
DEEP = b'{"Response":' + b"[" * 100_000 + b"]" * 100_000 + b"}"

CASES = [
    # The service may have carried the request out.
    Case("closes without an answer", [hang_up], (1, Transport), (3, Transport)),
    Case("closes, then answers", [hang_up, ok()], (1, Transport), (2, None)),
    Case("resets", [reset, ok()], (1, Transport), (2, None)),
    Case("stays silent", [silence], (1, Timed), (3, Timed)),
    Case("stays silent, then answers", [silence, ok()], (1, Timed), (2, None)),
    Case("resets in the body", [reset_mid_body, ok()], (1, Transport), (2, None)),
    Case("ends the body too early", [truncated, ok()], (1, Transport), (2, None)),
    Case("sends a bad chunk", [bad_chunk, ok()], (1, Transport), (2, None)),
    Case("speaks no HTTP", [no_http, ok()], (1, Transport), (2, None)),
    Case("500 in HTML", [reply(HTML, 500), ok()], (1, Bad), (2, None)),
    Case("502 in HTML", [reply(HTML, 502)], (1, Bad), (3, Bad)),
    Case("503 without a body", [reply(b"", 503), ok()], (1, Bad), (2, None)),
    Case("500 in JSON", [reply({"Response": {}}, 500), ok()], (1, Bad), (2, None)),
    # The service said what happened.
    Case(
        "too many requests",
        [fails("RequestLimitExceeded"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "too many requests of an address",
        [fails("RequestLimitExceeded.IPLimitExceeded"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "always too many requests",
        [fails("RequestLimitExceeded")],
        (3, errors.RequestLimitExceeded),
        (3, errors.RequestLimitExceeded),
    ),
    Case(
        "a quota that looks like a rate",
        [fails("RequestLimitExceeded.CreateDomainLimit")],
        (1, errors.RequestLimitExceeded),
        (1, errors.RequestLimitExceeded),
    ),
    Case(
        "did not take effect",
        [fails("FailedOperation.ServiceNotAvailable"), ok()],
        (2, None),
        (2, None),
    ),
    Case(
        "still did not take effect",
        [fails("FailedOperation.ServiceNotAvailable")],
        (3, ses.FailedOperationServiceNotAvailable),
        (3, ses.FailedOperationServiceNotAvailable),
    ),
    Case(
        "failed inside",
        [fails("InternalError"), ok()],
        (1, errors.InternalError),
        (2, None),
    ),
    Case(
        "failed inside with status 500",
        [fails("InternalError", status=500), ok()],
        (1, errors.InternalError),
        (2, None),
    ),
    Case(
        "refused, then failed inside",
        [fails("RequestLimitExceeded"), fails("InternalError"), ok()],
        (2, errors.InternalError),
        (3, None),
    ),
    Case(
        "refused for good",
        [fails("FailedOperation")],
        *[(1, errors.FailedOperation)] * 2,
    ),
    Case("an unknown code", [fails("Brand.New", status=500)], *[(1, Api)] * 2),
    # Not an answer of the service, and trying again would not help.
    Case("HTML", [reply(HTML)], *[(1, Bad)] * 2),
    Case("404 in HTML", [reply(HTML, 404)], *[(1, Bad)] * 2),
    Case("no body", [reply(b"")], *[(1, Bad)] * 2),
    Case("no UTF-8", [reply(b'{"Response":{"A":"\xc3"}}')], *[(1, Bad)] * 2),
    Case("nested 100,000 deep", [reply(DEEP)], *[(1, Bad)] * 2),
    Case("no Response", [reply({})], *[(1, Bad)] * 2),
    Case("Response is null", [reply({"Response": None})], *[(1, Bad)] * 2),
    Case("Response is a list", [reply({"Response": [{}]})], *[(1, Bad)] * 2),
    Case("a redirect", [reply(b"", 307, {"Location": "/"})], *[(1, Bad)] * 2),
    Case(
        "gzip that nobody asked for",
        [
            reply(
                gzip.compress(mtime=0, data=b'{"Response":{}}'),
                headers={"Content-Encoding": "gzip"},
            )
        ],
        *[(1, Bad)] * 2,
    ),
    # Nothing is wrong.
    Case(
        "a content type with a charset",
        [
            reply(
                {"Response": {}},
                200,
                {"Content-Type": "application/json; charset=utf-8"},
            )
        ],
        *[(1, None)] * 2,
    ),
    Case(
        "a content type of its own",
        [reply({"Response": {}}, 200, {"Content-Type": "text/plain"})],
        *[(1, None)] * 2,
    ),
    Case("chunks", [chunked(b'{"Respo', b'nse": {}}')], *[(1, None)] * 2),
    Case(
        "closes after the answer",
        [reply({"Response": {}}, close=True)],
        *[(1, None)] * 2,
    ),
]


def send(client: Either) -> Coroutine[Any, Any, Any]:
    """An action that must not be repeated."""
    return client.send_email(from_email_address="a@example.com", subject="Hello")


def look(client: Either) -> Coroutine[Any, Any, Any]:
    """An action that may be repeated."""
    return client.list_email_identities()


def unmodelled(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("SendSomething", {})


def unmodelled_read(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("GetSomething", {}, repeatable=True)


ACTIONS = {
    "send": (send, False),
    "look": (look, True),
    "call": (unmodelled, False),
    "call repeatable": (unmodelled_read, True),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_fault(driver: Driver, server: Server, case: Case, action: str) -> None:
    perform, repeatable = ACTIONS[action]
    requests, error = case.repeatable if repeatable else case.once
    server.plays(*case.plays)
    retry = RetryPolicy(3, base=0)
    async with driver.client(server.url, timeout=QUICK, retry=retry) as client:
        if error is None:
            await perform(client)
        else:
            with pytest.raises(errors.Tc3Error) as caught:
                await perform(client)
            assert type(caught.value) is error
            assert caught.value.attempts == requests
    assert len(server.requests) == requests
    assert len({r.body for r in server.requests}) == 1


# Time


async def test_connection_refused(driver: Driver) -> None:
    """Nothing was sent, so that any action is tried again."""
    url = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(url, retry=RetryPolicy(3, base=0)) as client:
        with pytest.raises(errors.ConnectError, match="no connection") as caught:
            await send(client)
    assert (caught.value.attempts, caught.value.sent) == (3, False)


async def test_unknown_host(driver: Driver) -> None:
    async with driver.client("http://nowhere.invalid", retry=RetryPolicy(2)) as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    assert caught.value.attempts == 2


async def test_connect_time_out(driver: Driver) -> None:
    with _deaf() as port:
        times = Timeout(connect=0.2, read=9, total=9)
        url = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        async with driver.client(url, timeout=times, retry=RetryPolicy(2, base=0)) as c:
            with pytest.raises(errors.CallTimeout, match="no connection was") as caught:
                await send(c)
    assert (caught.value.attempts, caught.value.sent) == (2, False)
    assert 0.4 <= time.monotonic() - began < 3


@contextmanager
def _deaf() -> Iterator[int]:
    """A port whose queue is full: further connections are never made."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


async def test_silence_during_the_handshake(driver: Driver) -> None:
    """A server that takes the connection and then says nothing got no request."""
    async with serving(ok()) as server:
        url = server.url.replace("http:", "https:")
        times = Timeout(connect=0.2, read=9, total=9)
        # What TLS sends is no end of a header to this server, so it waits for more.
        async with driver.client(url, timeout=times, retry=RetryPolicy(2, base=0)) as c:
            with pytest.raises(errors.TransportError) as caught:
                await send(c)
    assert isinstance(caught.value, errors.CallTimeout)
    assert (caught.value.attempts, caught.value.sent) == (2, False)


@pytest.mark.parametrize("drip", [drip_body, drip_head, drip_and_stop])
@pytest.mark.parametrize("perform", [send, look])
async def test_drip_ends_at_the_deadline(
    driver: Driver, server: Server, drip: Play, perform: Callable[[Either], Any]
) -> None:
    """Each byte comes in time; all of them would take for ever."""
    server.plays(drip)
    times = Timeout(connect=1, read=3, total=0.8)
    began = time.monotonic()
    async with driver.client(server.url, timeout=times) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await perform(client)
    assert 0.8 <= time.monotonic() - began < 1.3
    assert caught.value.sent is True
    assert len(server.requests) == 1


async def test_total_is_for_all_attempts(driver: Driver, server: Server) -> None:
    server.plays(silence)
    times = Timeout(connect=1, read=0.2, total=0.5)
    began = time.monotonic()
    async with driver.client(
        server.url, timeout=times, retry=RetryPolicy(99, base=0)
    ) as client:
        with pytest.raises(errors.CallTimeout, match="did not answer in time"):
            await look(client)
    assert 0.4 <= time.monotonic() - began < 1.5
    assert len(server.requests) in (2, 3)


async def test_total_may_be_shorter_than_read(driver: Driver, server: Server) -> None:
    server.plays(silence)
    async with driver.client(server.url, timeout=0.2) as client:
        with pytest.raises(errors.CallTimeout):
            await look(client)
    assert len(server.requests) == 1


async def test_slow_answer_within_the_limits(driver: Driver, server: Server) -> None:
    server.plays(late(0.3, ok(MessageId="m")))
    times = Timeout(connect=0.1, read=2, total=3)
    async with driver.client(server.url, timeout=times) as client:
        assert (await send(client)).message_id == "m"


async def test_large_request_may_take_longer_than_connecting(driver: Driver) -> None:
    received = []

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await asyncio.sleep(0.6)
        request = await receive(reader)
        received.append(len(request.body))
        await ok(MessageId="m")(writer, request)
        writer.close()

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with driver.client(url, timeout=Timeout(connect=0.2, read=5)) as client:
        answer = await client.call("Any", {"A": "x" * 8_000_000})
    listener.close()
    assert answer.raw["MessageId"] == "m"
    assert received == [8_000_008]


# Size, redirects, connections


MEGABYTE = 10**6


@pytest.mark.parametrize(
    "play",
    [announced(10**9), chunked(b'{"Response":{}}', *[b" " * 10**4] * 100)],
    ids=["announced", "chunked"],
)
async def test_answer_that_is_too_large(
    driver: Driver, server: Server, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tc3._core.transport, tc3._core.aio_transport):
        monkeypatch.setattr(module, "MAX_ANSWER", MEGABYTE)
    server.plays(play)
    async with driver.client(server.url, max_connections=1, timeout=5) as client:
        with pytest.raises(errors.ResponseError, match="larger than 1000000") as caught:
            await look(client)
        assert caught.value.status == 200
        text = b'{"Response":{}}'
        server.plays(reply(text + b" " * (MEGABYTE - len(text))))  # just small enough
        await look(client)
    assert len(server.requests) == 2


async def test_redirect_is_not_followed(driver: Driver, server: Server) -> None:
    token = Credential("AKID", "secret", "the-token")
    async with serving(ok()) as other:
        for status in (301, 302, 303, 307, 308):
            server.plays(reply(b"", status, {"Location": other.url}))
            async with driver.client(server.url, credential=token) as client:
                with pytest.raises(errors.ResponseError) as caught:
                    await look(client)
                assert caught.value.status == status
        assert other.connections == 0
    assert len(server.requests) == 5


async def test_connection_that_the_server_closed_meanwhile(
    driver: Driver, server: Server
) -> None:
    """A stale connection is noticed before the request is written to it."""
    server.plays(reply({"Response": {}}, close=True))
    async with driver.client(server.url) as client:
        for _ in range(3):
            await send(client)
            await asyncio.sleep(0.05)
    assert (len(server.requests), server.connections) == (3, 3)


async def test_reused_connection_that_breaks(driver: Driver, server: Server) -> None:
    """The request may have arrived: only what is repeatable is sent again."""
    async with driver.client(server.url) as client:
        await send(client)
        server.plays(hang_up, ok())
        with pytest.raises(errors.TransportError):
            await send(client)
        assert len(server.requests) == 2
        await look(client)
        server.plays(hang_up, ok())
        await look(client)
    assert len(server.requests) == 5


async def test_no_free_connection(driver: Driver, server: Server) -> None:
    server.plays(late(0.5, ok()))
    async with driver.client(server.url, max_connections=1) as client:
        first = asyncio.create_task(send(client))
        await asyncio.sleep(0.1)
        with pytest.raises(errors.TransportError):
            await send(client.with_options(timeout=0.2, retry=RetryPolicy(1)))
        await first
    assert len(server.requests) == 1


# TLS


class Certificate(NamedTuple):
    path: str
    server: ssl.SSLContext


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate of 127.0.0.1 that signed itself."""
    folder = tmp_path_factory.mktemp("tls")
    key, path = str(folder / "key.pem"), str(folder / "certificate.pem")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", path]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path, key)
    return Certificate(path, context)


async def test_trusted_certificate(driver: Driver, certificate: Certificate) -> None:
    async with serving(ok(MessageId="m"), tls=certificate.server) as server:
        async with driver.client(server.url, ca_file=certificate.path) as client:
            assert (await send(client)).message_id == "m"
            assert (await send(client)).message_id == "m"
        assert server.connections == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("fault", ["self-signed", "another host"])
async def test_bad_certificate(
    driver: Driver, certificate: Certificate, fault: str
) -> None:
    async with serving(ok(), tls=certificate.server) as server:
        url, options = server.url, {}
        if fault == "another host":
            url = url.replace("127.0.0.1", "localhost")
            options = {"ca_file": certificate.path}
        async with driver.client(url, retry=RetryPolicy(1), **options) as client:
            with pytest.raises(errors.ConnectError, match=r"(?i)certificate") as caught:
                await send(client)
        assert caught.value.sent is False
        assert server.requests == []


async def test_server_without_tls(driver: Driver) -> None:
    async with serving(no_http) as server:
        url = server.url.replace("http:", "https:")
        listener = await asyncio.start_server(_plain, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        url = f"https://127.0.0.1:{port}"
        async with driver.client(url, retry=RetryPolicy(2, base=0)) as client:
            with pytest.raises(errors.ConnectError) as caught:
                await send(client)
        listener.close()
    assert (caught.value.attempts, caught.value.sent) == (2, False)


async def _plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
    writer.close()


# Proxies


async def test_proxy(driver: Driver, server: Server) -> None:
    proxy = server.url.replace("http://", "http://user:hunter2@")
    async with driver.client("http://service.invalid", proxy=proxy) as client:
        await send(client)
    (request,) = server.requests
    assert request.start == "POST http://service.invalid/ HTTP/1.1"
    assert request.headers["host"] == "service.invalid"
    credentials = b64encode(b"user:hunter2").decode()
    assert request.headers["proxy-authorization"] == f"Basic {credentials}"


async def test_proxy_that_refuses(driver: Driver, server: Server) -> None:
    server.plays(reply(b"", 407))
    proxy = server.url.replace("http://", "http://user:hunter2@")
    options = {"proxy": proxy, "retry": RetryPolicy(1)}
    async with driver.client("https://service.invalid", **options) as client:
        with pytest.raises(errors.ConnectError, match="proxy") as caught:
            await send(client)
    assert server.requests[0].start.startswith("CONNECT service.invalid:443 ")
    assert (caught.value.sent, "hunter2" in str(caught.value)) == (False, False)


async def test_proxy_that_is_down(driver: Driver) -> None:
    options = {"proxy": f"http://user:hunter2@127.0.0.1:{refusing_port()}"}
    async with driver.client("http://service.invalid", **options) as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    assert (caught.value.sent, "hunter2" in str(caught.value)) == (False, False)


@pytest.mark.parametrize(
    "proxy",
    ["", "proxy:3128", "http://proxy:x", "ftp://proxy", "http://", "socks5://h", 5],
)
def test_wrong_proxy(driver: Driver, proxy: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="proxy must be"):
        driver.client(proxy=proxy)
