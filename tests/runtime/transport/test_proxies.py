"""Proxies, given or named by the environment, and what does not go through them."""

from __future__ import annotations

import asyncio
import traceback
from base64 import b64encode
from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3._core.transport.proxies import Proxies
from tc3.ses import AsyncSesClient, SesClient

from ..support.actions import look, send
from ..support.authorities import Authority
from ..support.driver import KEY, Driver
from ..support.servers import Server, ok, refusing_port, reply, serving, silence
from ..support.tunnels import tunnels

NOWHERE = "http://service.invalid"
LOGIN = f"Basic {b64encode(b'user:hunter2').decode()}"
NAMES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD")


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


def with_login(server: Server) -> str:
    return server.url.replace("http://", "http://user:hunter2@")


def all_of(error: BaseException) -> str:
    """All that anybody would see of an error, of its causes and of their arguments."""
    seen = "".join(traceback.format_exception(error))
    cause: BaseException | None = error
    while cause is not None:
        seen += repr(cause) + str(cause) + repr(vars(cause)) + repr(cause.args)
        cause = cause.__cause__ or cause.__context__
    return seen


# What goes through a proxy


async def test_forwards(driver: Driver, server: Server) -> None:
    """A plain request is sent to the proxy itself, once for each call."""
    async with driver.client(NOWHERE, proxy=with_login(server)) as client:
        await send(client)
        await send(client)
    assert (len(server.requests), server.connections) == (2, 1)
    assert server.requests[0].start == "POST http://service.invalid/ HTTP/1.1"
    assert server.requests[0].headers["host"] == "service.invalid"
    assert server.requests[0].headers["proxy-authorization"] == LOGIN


async def test_tunnels(driver: Driver, ours: Authority) -> None:
    """TLS goes through the proxy untouched, and one tunnel serves many requests."""
    async with serving(ok(MessageId="m"), tls=ours.server()) as server, tunnels() as to:
        options = {"proxy": f"http://user:hunter2@{to.address}", "ca_file": ours.path}
        async with driver.client(server.url, **options) as client:
            for _ in range(3):
                assert (await send(client)).message_id == "m"
    (head,) = to.heads
    assert head.startswith(f"CONNECT {server.url.removeprefix('https://')} HTTP/1.")
    assert f"Proxy-Authorization: {LOGIN}" in head
    assert "proxy-authorization" not in server.requests[0].headers


async def test_password_with_signs(driver: Driver, server: Server) -> None:
    proxy = server.url.replace("http://", "http://me%40home:p%3A%2F%C3%A4@")
    async with driver.client(NOWHERE, proxy=proxy) as client:
        await send(client)
    login = b64encode("me@home:p:/ä".encode()).decode()
    assert server.requests[0].headers["proxy-authorization"] == f"Basic {login}"


# Proxies that fail


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_wants_a_password(driver: Driver, server: Server, scheme: str) -> None:
    server.plays(reply(b"", 407))
    options = {"proxy": with_login(server), "retry": RetryPolicy(1)}
    async with driver.client(f"{scheme}://service.invalid", **options) as client:
        with pytest.raises(
            errors.TransportError, match="proxy refused: HTTP 407; it w"
        ) as e:
            await send(client)
    start = {
        "http": "POST http://service.invalid/",
        "https": "CONNECT service.invalid:",
    }
    assert server.requests[0].start.startswith(start[scheme])
    # A proxy that was sent the request itself may have done anything with it.
    assert (len(server.requests), e.value.sent) == (1, scheme == "http")
    assert isinstance(e.value, errors.ConnectError) is (scheme == "https")
    assert "hunter2" not in all_of(e.value)
    assert LOGIN not in all_of(e.value)


@pytest.mark.parametrize("status", [403, 502, 503])
async def test_makes_no_tunnel(driver: Driver, server: Server, status: int) -> None:
    server.plays(reply(b"secret" * 99, status))
    options = {"proxy": server.url, "retry": RetryPolicy(2, base=0)}
    async with driver.client("https://service.invalid", **options) as client:
        with pytest.raises(errors.ConnectError, match=f"refused: HTTP {status} ?") as e:
            await send(client)
    assert (e.value.attempts, e.value.sent) == (2, False)


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_is_down(driver: Driver, scheme: str) -> None:
    options = {"proxy": f"http://user:hunter2@127.0.0.1:{refusing_port()}"}
    async with driver.client(f"{scheme}://service.invalid", **options) as client:
        with pytest.raises(
            errors.ConnectError, match="proxy could not be reached"
        ) as e:
            await send(client)
    assert type(e.value) is errors.ConnectError
    assert e.value.sent is False
    assert "hunter2" not in all_of(e.value)
    assert LOGIN not in all_of(e.value)


async def test_does_not_make_the_tunnel_in_time(driver: Driver, server: Server) -> None:
    server.plays(silence)
    options = {"proxy": server.url, "timeout": 0.3, "retry": RetryPolicy(1)}
    async with driver.client("https://service.invalid", **options) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await send(client)
    assert caught.value.sent is False


@pytest.mark.parametrize(
    "proxy",
    ["", "proxy:3128", "http://proxy:x", "ftp://proxy", "http://", "socks9://h", 5],
)
def test_wrong_proxy(driver: Driver, proxy: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="proxy must be"):
        driver.client(proxy=proxy)


@pytest.mark.parametrize("scheme", ["socks4", "socks4a", "socks5", "SOCKS5H"])
def test_asynchronous_clients_take_no_socks_proxy(
    monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    """aiohttp has no way to it but a connector, which the error names; nothing is sent."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    proxy = f"{scheme}://me:hunter2@127.0.0.1:1080"
    with pytest.raises(
        errors.ConfigurationError, match=r"session=.*aiohttp-socks"
    ) as e:
        AsyncSesClient(KEY, endpoint=NOWHERE, proxy=proxy)
    assert "hunter2" not in all_of(e.value)
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(errors.ConfigurationError, match=r"session=.*aiohttp-socks"):
        AsyncSesClient(KEY, endpoint=NOWHERE)
    AsyncSesClient(KEY, endpoint=NOWHERE, trust_env=False)
    monkeypatch.setenv("NO_PROXY", "*")
    AsyncSesClient(KEY, endpoint=NOWHERE)


def test_password_is_not_shown() -> None:
    proxies = Proxies("http://user:hunter2@proxy:3128", trust_env=False)
    assert repr(proxies.of(NOWHERE)) == "<Proxy http://proxy:3128>"
    with pytest.raises(errors.ConfigurationError) as caught:
        Proxies("ftp://user:hunter2@proxy", trust_env=False)
    assert "hunter2" not in str(caught.value)


# Proxies of the environment


async def test_environment(
    driver: Driver, server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read when the client is made. What is given comes first; both can be turned off."""
    monkeypatch.setenv("HTTP_PROXY", server.url)
    async with driver.client(NOWHERE) as client:
        monkeypatch.setenv("HTTP_PROXY", other.url)
        await look(client)
    assert (len(server.requests), len(other.requests)) == (1, 0)
    async with driver.client(NOWHERE, proxy=server.url) as client:
        monkeypatch.setenv("NO_PROXY", "*")
        await look(client)
    assert (len(server.requests), len(other.requests)) == (2, 0)
    monkeypatch.setenv("NO_PROXY", "")
    options = {"trust_env": False, "retry": RetryPolicy(1)}
    async with driver.client(NOWHERE, **options) as client:
        with pytest.raises(errors.ConnectError, match="no connection"):
            await look(client)
    assert (len(server.requests), len(other.requests)) == (2, 0)


async def test_no_proxy(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    monkeypatch.setenv("NO_PROXY", "example.org, .INVALID")
    async with driver.client(NOWHERE, retry=RetryPolicy(1)) as client:
        with pytest.raises(errors.ConnectError, match="no connection"):
            await look(client)
    assert server.requests == []


async def test_this_machine_is_asked_directly(
    driver: Driver, server: Server, other: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", other.url)
    async with driver.client(server.url) as client:
        await look(client)
    assert (len(server.requests), other.connections) == (1, 0)


def chosen(url: str, monkeypatch: pytest.MonkeyPatch, **environment: str) -> str | None:
    """The proxy for a URL in such an environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    proxy = Proxies(None, trust_env=True).of(url)
    return None if proxy is None else proxy.url


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://a.example", {"HTTPS_PROXY": "http://p:1"}, "http://p:1"),
        ("http://a.example", {"HTTPS_PROXY": "http://p:1"}, None),
        ("https://a.example", {"HTTP_PROXY": "http://p:1"}, None),
        ("https://a.example", {"https_proxy": "p:1"}, "http://p:1"),
        ("https://a.example", {"https_proxy": "http://p", "HTTPS_PROXY": "//"}, "http://p"),
        ("https://a.example", {"https_proxy": "", "HTTPS_PROXY": "http://p"}, None),
        ("https://a.example", {"ALL_PROXY": "http://p"}, "http://p"),
        ("http://a.example", {"all_proxy": "http://p"}, "http://p"),
        ("http://a.example", {"http_proxy": "http://p", "all_proxy": "u"}, "http://p"),
        ("http://a.example", {"HTTP_PROXY": "http://p", "REQUEST_METHOD": "GET"}, None),
        ("http://a.example", {"http_proxy": "http://p", "REQUEST_METHOD": "GET"}, "http://p"),
        ("http://localhost:1", {"http_proxy": "http://p"}, None),
        ("http://[::1]:1", {"http_proxy": "http://p"}, None),
        ("http://127.8.9.1", {"http_proxy": "http://p"}, None),
    ],
)  # fmt: skip
def test_variables(
    url: str,
    environment: dict[str, str],
    proxy: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert chosen(url, monkeypatch, **environment) == proxy


@pytest.mark.parametrize(
    ("no_proxy", "direct", "proxied"),
    [
        ("example.com", "example.com www.example.com", "example.org badexample.com"),
        (".example.com", "example.com a.b.example.com", "badexample.com"),
        ("*.example.com", "example.com www.example.com", "badexample.com"),
        ("EXAMPLE.com", "www.Example.COM", "example.org"),
        ("example.com", "example.com.", "example.com.evil.org"),
        (":443", "", "example.com 10.0.0.1"),
        (":80, example.com, . *.", "example.com", "example.org a.b"),
        ("example.com:8443", "www.example.com:8443", "example.com"),
        ("example.com:443", "example.com", "example.com:8443"),
        ("*", "example.com 10.0.0.1 [2001:db8::1]", ""),
        ("a.com,b.com , c.com d.com", "a.com b.com c.com d.com", "e.com"),
        ("10.0.0.1", "10.0.0.1", "10.0.0.10 110.0.0.1"),
        ("10.0.0.1:8080", "10.0.0.1:8080", "10.0.0.1"),
        ("10.0.0.0/8,192.168.1.9/24", "10.9.8.7 192.168.1.200", "11.0.0.1 ten.com"),
        (
            "2001:db8::/32",
            "[2001:db8::5]:9 [2001:DB8:0:0::6]",
            "[2001:db9::5] 10.0.0.1",
        ),
        ("[2001:db8::5]", "[2001:db8::5]", "[2001:db8::6]"),
        ("[2001:db8::5]:8443", "[2001:db8::5]:8443", "[2001:db8::5]"),
        ("", "", "example.com"),
        (" , ,", "", "example.com"),
        (".", "", "example.com"),
        ("300.1.1.1/99,a b:c,[::", "", "example.com 10.0.0.1"),
    ],
)
def test_list_of_exceptions(
    no_proxy: str, direct: str, proxied: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = {"HTTPS_PROXY": "http://p", "no_proxy": no_proxy}
    for hosts, proxy in ((direct, None), (proxied, "http://p")):
        for host in hosts.split():
            url = f"https://{host}/"
            assert chosen(url, monkeypatch, **environment) == proxy, host


async def test_proxy_of_another_kind(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an error only where it would be used."""
    monkeypatch.setenv("ALL_PROXY", "ftp://user:hunter2@127.0.0.1:1080")
    async with driver.client(server.url) as client:
        await look(client)
    with pytest.raises(errors.ConfigurationError, match="ALL_PROXY must be") as e:
        driver.client(NOWHERE)
    assert "hunter2" not in all_of(e.value)


@pytest.mark.parametrize("client", [SesClient, AsyncSesClient])
def test_broken_environment_does_no_harm_where_it_is_not_used(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://:x")
    client(KEY, trust_env=False)
    client(KEY, proxy="http://127.0.0.1:3128")


async def test_calls_share_connections_to_the_proxy(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    async with driver.client(NOWHERE, max_connections=3) as client:
        await asyncio.gather(*(look(client) for _ in range(12)))
    assert len(server.requests) == 12
    assert server.connections <= 3
