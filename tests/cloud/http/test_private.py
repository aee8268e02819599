"""What others on the machine can see of a cloud, try on it, or hold it up with."""

from __future__ import annotations

import asyncio
import os
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.cloud import LocalCloud
from tc3gen.cloud.http import stalled
from tc3gen.cloud.smtp import slow_login
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller
from ..support.story import create_sender

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


def modes(folder: Path) -> dict[str, int]:
    return {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}


@posix
@pytest.mark.parametrize("before", [None, 0o644, 0o666])
def test_a_state_file_is_for_its_owner(
    specs: Specs, tmp_path: Path, before: int | None
) -> None:
    file = tmp_path / "cloud.db"
    old = os.umask(0)
    try:
        if before is not None:  # as an older version left it
            LocalCloud(specs.services, specs.common, state=file).close()
            file.chmod(before)
        cloud = LocalCloud(specs.services, specs.common, state=file)
        cloud.ses.configure("local", balance=1)
    finally:
        os.umask(old)
    assert set(modes(tmp_path).values()) == {0o600}
    assert "cloud.db-wal" in modes(tmp_path)
    cloud.close()
    assert modes(tmp_path) == {"cloud.db": 0o600}


@posix
def test_a_file_of_something_else_is_left_as_it_is(
    specs: Specs, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but long enough to look like one " * 20)
    file.chmod(0o644)
    with pytest.raises(Exception, match="cannot be used"):
        LocalCloud(specs.services, specs.common, state=file)
    assert modes(tmp_path) == {"notes.txt": 0o644}


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The accounts that a command would run with."""
    seen: list[dict[str, str]] = []
    monkeypatch.setattr(
        "tc3gen.cloud.hosting.command.serve_cloud",
        lambda *args, **_: seen.append(args[4]),
    )
    return seen


def run(*words: str, **environment: str) -> Any:
    return CliRunner().invoke(main, ["cloud", *words], env=environment)


def test_accounts_from_a_file_and_the_environment(
    seen: list[dict[str, str]], tmp_path: Path
) -> None:
    file = tmp_path / "accounts"
    file.write_text("# Who may call\nada:key:with=all\n\n  bob:other \n")
    variable = {"TC3GEN_CLOUD_ACCOUNT": "eve:1 zoe:2"}
    assert run("--account-file", str(file)).exit_code == 0
    assert run("--account-file", str(file), "--account", "cy:3").exit_code == 0
    assert run(**variable).exit_code == 0
    assert run("--account", "cy:3", **variable).exit_code == 0
    assert run().exit_code == 0
    ours = {"ada": "key:with=all", "bob": "other"}
    assert seen == [
        ours,
        {**ours, "cy": "3"},
        {"eve": "1", "zoe": "2"},
        {"cy": "3"},
        {"local": "local"},
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"ada:k1\nbob\n", ":2: an account is ID:KEY"),
        (b"ada:k1\nada:k2", ":2: the id 'ada' is given twice"),
        (b"a,b:k1", "could not stand in a signature"),
        (b"\xff:k1", "is not UTF-8"),
        (b"a:" + b"k1" * 600_000, "has more than 1,048,576 bytes"),
        (None, "cannot be read: No such file"),
    ],
)
def test_a_wrong_file_of_accounts(
    seen: list[dict[str, str]], tmp_path: Path, content: bytes | None, message: str
) -> None:
    file = tmp_path / "accounts"
    if content is not None:
        file.write_bytes(content)
    done = run("--account-file", str(file))
    assert done.exit_code == 2
    assert message in " ".join(done.output.split()).replace("│", "")
    assert "k1" not in done.output
    assert seen == []


HALF_OPEN = (
    b"",
    b"POST / HT",
    b"POST / HTTP/1.1\r\nHost: localhost\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{",
    b"POST /_local/reset HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
    b"GET /_local/health HTTP/1.1\r\nHost: localhost\r\n\r\nGET",
)


async def test_requests_that_do_not_end_are_closed(
    ses: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stalled, "CHECK", 0.02)
    monkeypatch.setattr(stalled, "TIMEOUT", 0.1)
    await asyncio.sleep(1.1)  # the first look
    host, port = ses.url.removeprefix("http://").split(":")

    async def closed(text: bytes) -> bool:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(text)
        await asyncio.wait_for(reader.read(), 20)  # to the end of the connection
        writer.close()
        return True

    assert all(await asyncio.gather(*map(closed, HALF_OPEN)))
    # A request that takes longer is no half-open one: news are told for as long as one looks.
    async with ses.session.get(f"{ses.url}/_local/news") as response:
        await asyncio.sleep(0.5)
        assert not response.content.at_eof()
    await ses("ListEmailIdentities")


async def test_wrong_passwords_are_slow(
    specs: Specs, ses: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slow_login, "PAUSE", 0.1)
    cloud = LocalCloud(
        specs.services, specs.common, clock=ses.clock, smtp_listen=("127.0.0.1", 0)
    )
    loop = asyncio.get_running_loop()
    async with cloud.serve() as url:
        caller = ses.with_options(url=url)
        await create_sender(caller)
        await caller(
            "UpdateEmailSmtpPassWord",
            EmailAddress="news@mail.example.com",
            Password="RightPass12",
        )
        assert cloud.smtp_address
        began = loop.time()
        assert await login(cloud.smtp_address, "RightPass12") == b"235"
        assert cloud.smtp_address
        tries = [login(cloud.smtp_address, "wrong", times=2) for _ in range(4)]
        assert await asyncio.gather(*tries) == [b"535"] * 4
        # Of eight tries the first of each connection may come before any has failed.
        assert loop.time() - began > 0.1 * 4
        assert await login(cloud.smtp_address, "RightPass12") == b"235"


async def login(address: tuple[str, int], password: str, times: int = 1) -> bytes:
    """The code that the last try gets."""
    reader, writer = await asyncio.open_connection(*address)
    await reader.readline()
    writer.write(b"EHLO x\r\n")
    while not (await reader.readline()).startswith(b"250 "):
        pass
    secret = b64encode(f"\0news@mail.example.com\0{password}".encode())
    line = b""
    for _ in range(times):
        writer.write(b"AUTH PLAIN " + secret + b"\r\n")
        line = await reader.readline()
    writer.close()
    return line[:3]
