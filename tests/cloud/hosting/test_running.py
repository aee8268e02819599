"""Starting, stopping and watching the cloud."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tc3gen.cloud import LocalCloud, running_cloud, serve_in_thread
from tc3gen.cloud.http.local_only import is_loopback
from tc3gen.cloud.ses.handlers import HANDLERS
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller
from ..support.story import ready_to_send

ROOT = Path(__file__).parents[3]

SCRIPT = """
import sys
from tc3gen.cloud.hosting.command import serve_cloud
from tc3gen.spec.reading.load import load_specs
import click

specs = load_specs(["spec"])
try:
    serve_cloud(specs.services, specs.common, sys.argv[1], int(sys.argv[2]), {"me": "s3cret"})
except click.ClickException as error:
    error.show()
    sys.exit(error.exit_code)
"""


@contextmanager
def command(host: str, port: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-u", "-c", SCRIPT, host, str(port)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "codegen"), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def output_until(process: subprocess.Popen[str], end: str) -> str:
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if end in line:
            break
    return text


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=5) as response:
        content: bytes = response.read()
        return content


def test_a_cloud_in_a_thread(specs: Specs) -> None:
    before = threading.active_count()
    with running_cloud(specs.services, specs.common, accounts={"a": "b"}) as cloud:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", cloud.url)
        assert b"MissingParameter" in get(cloud.url)
        assert cloud.outbox == []
        with running_cloud(specs.services, specs.common) as second:
            assert second.url != cloud.url
            assert get(second.url)
    assert threading.active_count() == before
    with pytest.raises(OSError, match="refused"):
        get(cloud.url)


def test_an_error_inside_reaches_the_caller_and_stops_the_cloud(specs: Specs) -> None:
    before = threading.active_count()
    with pytest.raises(LookupError), running_cloud(specs.services, specs.common):
        raise LookupError
    assert threading.active_count() == before


def test_a_port_in_use_is_an_error_of_the_thread_that_asks(specs: Specs) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        cloud = LocalCloud(specs.services, specs.common)
        with pytest.raises(OSError, match=str(port)), serve_in_thread(cloud, port=port):
            pass


async def test_one_line_is_logged_for_a_call(
    ses: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "tc3gen.cloud")
    await ses("ListReceivers", Offset=0, Limit=1, KeyWord="s3cret")
    await ses.code("ListReceivers", Offset=0, Limit=-1)
    await ses.code_of(ses.request("s3cret"))
    lines = [record.getMessage() for record in caplog.records]
    assert [line.rsplit(maxsplit=2)[0] for line in lines] == [
        "ListReceivers ok",
        "ListReceivers FailedOperation.InvalidLimit",
        "(unknown) InvalidAction",
    ]


async def test_a_fault_of_the_cloud_is_an_internal_error(
    ses: Caller, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setitem(HANDLERS, "ListReceivers", broken)
    assert await ses.code("ListReceivers", Offset=0, Limit=1) == "InternalError"
    assert "deep inside" in caplog.text
    assert ses.seen[-1] in caplog.text


@pytest.mark.parametrize("host", ["::1", "::", "0.0.0.0", "localhost"])
def test_the_address_of_any_host_can_be_reached(specs: Specs, host: str) -> None:
    cloud = LocalCloud(specs.services, specs.common)
    try:
        with serve_in_thread(cloud, host=host):
            assert b"MissingParameter" in get(cloud.url)
    except OSError as error:
        if host.startswith(":") and error.errno in (97, 99):
            pytest.skip("no IPv6 here")
        raise


async def test_a_client_that_goes_away_does_no_harm(ses: Caller) -> None:
    host, port = ses.url.removeprefix("http://").split(":")
    for text in (
        b"",
        b"POST / HT",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{",
    ):
        _, writer = await asyncio.open_connection(host, int(port))
        writer.write(text)
        await writer.drain()
        writer.close()
    await ses("ListEmailAddress")


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_cleanly(number: signal.Signals) -> None:
    with command("127.0.0.1", 0) as process:
        greeting = output_until(process, "Ctrl-C")
        found = re.search(r"http://127\.0\.0\.1:\d+", greeting)
        assert found
        get(found[0])
        assert "MissingParameter" in output_until(process, "MissingParameter")
        process.send_signal(number)
        out, error = process.communicate(timeout=10)
        assert (process.returncode, error) == (0, "")
    assert "s3cret" not in greeting + out
    assert "WARNING" not in greeting
    assert f"{found[0]}/_local/" in greeting
    for part in ("me", "ses 2020-10-02", "sms 2019-07-11", "sms 2021-01-11"):
        assert part in greeting


def test_the_command_prints_what_leads_a_shell_to_it() -> None:
    arguments = [sys.executable, "-m", "tc3gen", "cloud", "ses", "--port", "0"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        greeting = output_until(process, "Ctrl-C")
        process.terminate()
    assert "services  ses 2020-10-02\n" in greeting
    (line,) = re.findall(r"export .*", greeting)
    (address,) = re.findall(r"Local cloud at (\S+)", greeting)
    assert line == (
        "export TENCENTCLOUD_SECRET_ID=local TENCENTCLOUD_SECRET_KEY=local "
        f"TC3_ENDPOINT={address}"
    )


def test_the_command_says_when_its_port_is_in_use() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with command("127.0.0.1", port) as process:
            out, error = process.communicate(timeout=10)
            assert process.returncode == 1
    assert error.count("\n") == 1
    assert f"Port {port}" in error
    assert "Traceback" not in out + error


def test_the_command_warns_when_others_can_reach_it() -> None:
    with command("0.0.0.0", 0) as process:
        assert "0.0.0.0 is open to other machines" in output_until(process, "WARNING")


async def test_a_cloud_warns_when_others_can_reach_it(
    cloud: LocalCloud, caplog: pytest.LogCaptureFixture
) -> None:
    for host, warned in (("127.0.0.1", False), ("0.0.0.0", True)):
        async with cloud.serve(host):
            assert ("open to other machines" in caplog.text) is warned


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.1.2.3", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.0.2.1", False),
        ("example.com", False),
        ("", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_what_a_cloud_does_without_is_not_imported(specs: Specs) -> None:
    """Not a measure of time, but of what would take it."""
    code = (
        "import sys; from tc3gen.cloud import running_cloud\n"
        "with running_cloud() as cloud:\n"
        "    assert 'sqlite3' in sys.modules\n"
        "    print(*sorted(each for each in sys.modules if each in sys.argv))"
    )
    late = [
        *(
            "jinja2",
            "aiosmtpd",
            "smtplib",
            "phonenumbers",
            "rich",
            "click",
            "urllib3",
            "cattrs",
        ),
        *(
            f"tc3gen.cloud.{name}"
            for name in ("background.callbacks", "smtp.ports", "web.pages")
        ),
        *(
            f"tc3gen.cloud.ses.{name}"
            for name in ("handlers", "message.records", "sending.delivery")
        ),
        *(
            f"tc3gen.cloud.sms.{name}"
            for name in ("handlers", "views.messages", "sending.delivery")
        ),
    ]
    done = subprocess.run(
        [sys.executable, "-c", code, *late],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.split() == []


async def test_the_application_in_a_server_of_ones_own(
    cloud: LocalCloud, ses: Caller
) -> None:
    """What runs beside requests, too: tasks, here, and callbacks and SMTP."""
    own = web.Application()
    own.add_subapp("/inside/", cloud.app())
    for app, path in ((cloud.app(), "/"), (own, "/inside/")):
        runner = web.AppRunner(app, auto_decompress=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        address = f"http://127.0.0.1:{runner.addresses[0][1]}"
        caller = ses.with_options(url=address)
        try:
            sent = caller.request("ListEmailIdentities")
            async with caller.session.post(
                f"{address}{path}", data=sent.body, headers=sent.headers
            ) as response:
                assert "EmailIdentities" in await response.text()
            if path == "/":
                task = await caller("BatchSendEmail", **await ready_to_send(caller))
                assert task["TaskId"]
                assert len(cloud.outbox) == 2
        finally:
            await runner.cleanup()
