"""TLS with real certificates: whom the clients trust, and who they say they are."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3.ses import AsyncSesClient, SesClient

from ..support.actions import send
from ..support.authorities import Authority, refusing
from ..support.driver import KEY, Driver
from ..support.servers import ok, serving

ONCE = RetryPolicy(1)
BOTH = pytest.mark.parametrize("client", [SesClient, AsyncSesClient])


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One that they do not trust."""
    return Authority(tmp_path_factory.mktemp("theirs"))


async def test_trusted(driver: Driver, ours: Authority) -> None:
    async with serving(ok(MessageId="m"), tls=ours.server()) as server:
        async with driver.client(server.url, ca_file=ours.path) as client:
            for _ in range(3):
                assert (await send(client)).message_id == "m"
        assert server.connections == 1


# asyncio's server reports a handshake that its client breaks off.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("no CA", "unable to get .*; if you trust the server, pass its CA as ca_file"),
        ("another CA", "; if you trust the server, pass its CA as ca_file"),
        (
            "expired",
            "has expired; it must be renewed, or this machine's clock is wrong",
        ),
        ("another name", "the endpoint must be a name that the certificate has"),
        ("another address", "the endpoint must be a name that the certificate has"),
    ],
)
async def test_not_trusted(
    driver: Driver, ours: Authority, theirs: Authority, fault: str, says: str
) -> None:
    tls = {
        "expired": ours.server(expired=True),
        "another name": ours.server("service.example.com"),
        "another address": ours.server("127.0.0.2"),
    }.get(fault, ours.server())
    trusted = {"no CA": None, "another CA": theirs.path}.get(fault, ours.path)
    async with serving(ok(), tls=tls) as server:
        url = server.url
        if fault == "another name":
            url = url.replace("127.0.0.1", "localhost")
        async with driver.client(url, ca_file=trusted, retry=ONCE) as client:
            with pytest.raises(errors.ConnectError, match=says) as caught:
                await send(client)
        assert type(caught.value) is errors.ConnectError
        assert caught.value.sent is False
        assert server.requests == []


async def test_client_certificate(driver: Driver, ours: Authority) -> None:
    tls = ours.server(clients=ours)
    async with serving(ok(MessageId="m"), tls=tls) as server:
        both = ours.client("ada")
        one = _joined(both)
        for given in (both, str(one), one):
            options = {"ca_file": ours.path, "client_cert": given}
            async with driver.client(server.url, **options) as client:
                assert (await send(client)).message_id == "m"
        assert len(server.requests) == 3


@pytest.mark.parametrize("version", ["TLSv1_2", "TLSv1_3"])
@pytest.mark.parametrize("given", ["none", "another CA's"])
async def test_client_certificate_that_is_missing_or_wrong(
    driver: Driver, ours: Authority, theirs: Authority, given: str, version: str
) -> None:
    """With TLS 1.3 that is told only after the request, which counts as sent."""
    tls = ours.server(clients=ours)
    tls.minimum_version = tls.maximum_version = ssl.TLSVersion[version]
    options: dict[str, Any] = {"ca_file": ours.path, "retry": ONCE}
    if given != "none":
        options["client_cert"] = theirs.client("eve")
    with refusing(tls) as (url, received):
        async with driver.client(url, **options) as client:
            with pytest.raises(errors.TransportError, match="client_cert") as caught:
                await send(client)
        before = version == "TLSv1_2"
        assert isinstance(caught.value, errors.ConnectError) is before
        assert caught.value.sent is not before
        assert received == []


async def test_server_without_tls(driver: Driver) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    listener = await asyncio.start_server(plain, "127.0.0.1", 0)
    url = f"https://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with driver.client(url, retry=RetryPolicy(2, base=0)) as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    listener.close()
    assert (caught.value.attempts, caught.value.sent) == (2, False)


# Files that are no good


@BOTH
def test_wrong_ca_file(client: Any, tmp_path: Path) -> None:
    empty = tmp_path / "empty.pem"
    empty.write_text("no certificate")
    missing = tmp_path / "missing.pem"
    for path, says in ((missing, "No such file"), (empty, "holds no certificate")):
        with pytest.raises(errors.ConfigurationError, match=says) as caught:
            client(KEY, ca_file=str(path))
        assert path.name in str(caught.value)


@BOTH
def test_wrong_client_certificate(client: Any, ours: Authority, tmp_path: Path) -> None:
    certificate, key = ours.client("ada")
    _, other = ours.client("eve")
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    locked = _encrypted(key, tmp_path / "locked.key", "open sesame")
    missing = str(tmp_path / "missing.pem")
    for given, says in (
        (missing, r"missing.pem': No such file"),
        ((certificate, missing), r"missing.pem': No such file"),
        (str(empty), "holds no certificate with its key"),
        (certificate, "holds no certificate with its key"),
        ((certificate, other), "the key is not that of the certificate"),
        ((certificate, locked), r"encrypted; pass \(certificate, key, password\)"),
        ((certificate, locked, "guess"), "the password of the key is wrong"),
        ((), "client_cert must be a file, or"),
        ((certificate, key, "a", "b"), "client_cert must be a file, or"),
        ([certificate, key], "client_cert must be a file, or"),
        (5, "client_cert must be a file, or"),
    ):
        with pytest.raises(errors.ConfigurationError, match=says) as caught:
            client(KEY, client_cert=given)
        assert "guess" not in str(caught.value)


async def test_encrypted_key(driver: Driver, ours: Authority, tmp_path: Path) -> None:
    certificate, key = ours.client("ada")
    locked = _encrypted(key, tmp_path / "locked.key", "open sesame")
    async with serving(ok(), tls=ours.server(clients=ours)) as server:
        given = (certificate, locked, "open sesame")
        async with driver.client(
            server.url, ca_file=ours.path, client_cert=given
        ) as client:
            await send(client)
        assert len(server.requests) == 1


def _joined(files: tuple[str, str]) -> Path:
    """A file that holds both."""
    joined = Path(files[0]).with_name("both.pem")
    joined.write_bytes(b"".join(Path(file).read_bytes() for file in files))
    return joined


def _encrypted(key: str, path: Path, password: str) -> str:
    command = ["openssl", "pkey", "-in", key, "-out", str(path), "-aes256"]
    subprocess.run([*command, "-passout", f"pass:{password}"], check=True)
    return str(path)
