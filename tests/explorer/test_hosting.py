"""Ways to show the Explorer: the command, and the pages of a local cloud."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.cloud import LocalCloud, serve_in_thread
from tc3gen.cloud.http import stalled
from tc3gen.explorer.caching import cache_folder
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.hosting import CloudExplorer, make_app, serve_app
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).parents[2] / "spec"


def fetch(url: str, body: Any = None) -> str:
    request = urllib.request.Request(
        url,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        return str(response.read().decode())


LIST = {
    "service": "ses",
    "version": "2020-10-02",
    "action": "ListReceivers",
    "request": {"Offset": 0, "Limit": 10},
}


def test_a_local_cloud_shows_it_and_is_called(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    services = [catalog.get(each.service, each.version) for each in catalog.versions]
    pages = [CloudExplorer.of_services(services, catalog.common)]
    cloud = LocalCloud(services, catalog.common, accounts={"me": "my-key"}, pages=pages)
    with serve_in_thread(cloud):
        root = f"{cloud.page}explorer"
        assert 'href="/_local/explorer/">Explorer</a>' in fetch(cloud.page)
        home = fetch(root)  # without the slash, too
        assert 'action="/_local/explorer/search"' in home
        links = re.compile(r'<a href="(/_local/\w*)"')
        assert links.findall(home)[:5] == links.findall(fetch(cloud.page))[:5]
        assert 'href="/_local/calls"' in home
        for link in re.findall(r'(?:href|src)="(/[^"#]*)"', home):
            fetch(cloud.url + link)
        page = fetch(f"{root}/ses/2020-10-02/ListReceivers")
        assert 'data-root="/_local/explorer"' in page
        sent = json.loads(fetch(f"{root}/send", LIST))
        assert (sent["status"], sent["error"]) == (200, None)
        assert cloud.calls.count == 1
        code = json.loads(fetch(f"{root}/samples", {**LIST, "language": "python-sync"}))
        assert f'endpoint="{cloud.url}"' in code["code"]
        assert "my-key" not in page + json.dumps([sent, code])
    cloud.close()


async def test_requests_that_do_not_end_are_closed(
    explorer: Explorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stalled, "CHECK", 0.02)
    monkeypatch.setattr(stalled, "TIMEOUT", 0.1)
    head = b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n"
    async with serve_app(make_app(explorer)) as url:
        host, port = url.removeprefix("http://").split(":")
        for text in (b"", b"POST /ch", head, head + b"\r\n{"):
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(text)
            await asyncio.wait_for(reader.read(), 20)  # to the end of the connection
            writer.close()


def test_a_local_cloud_needs_no_place_for_a_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A container may have no home, or one that cannot be written."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    specs = load_specs([SPEC / "sts"])
    pages = [CloudExplorer(lambda: Catalog.of_files([SPEC / "sts"]))]
    cloud = LocalCloud(specs.services, specs.common, pages=pages)
    with serve_in_thread(cloud):
        assert "Explorer" in fetch(cloud.page)
        with pytest.raises(urllib.error.HTTPError) as refusal:
            fetch(f"{cloud.page}explorer/")
        assert refusal.value.status == 500
        assert b"the log of the Explorer says why" in refusal.value.read()
        refusal.value.close()
    cloud.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_command_brings_a_cloud_along(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "COLUMNS": "200"}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tc3gen",
            "explorer",
            str(SPEC / "ses"),
            "--port",
            "0",
            "--package",
            "acme.mail",
        ],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stdout.readline()
            assert line, process.communicate()
            said += line
        url, cloud = re.findall(r"http://127\.0\.0\.1:\d+", said)[:2]
        sent = json.loads(fetch(f"{url}/send", LIST))
        assert (sent["status"], sent["error"]) == (200, None)
        assert "ListReceivers" in fetch(f"{cloud}/_local/calls")
        for language, said in (
            ("python-async", "from acme.mail.ses import AsyncSesClient\n"),
            ("tc3", "python -m acme.mail --endpoint"),
        ):
            asked = {**LIST, "language": language}
            assert said in json.loads(fetch(f"{url}/samples", asked))["code"]
        process.send_signal(signal.SIGTERM)
        out, error = process.communicate(timeout=15)
        assert (process.returncode, out, error) == (0, "Stopped.\n", "")
        # What was read and generated is kept for its owner alone.
        kept = tmp_path / "tc3gen" / "explorer"
        assert kept.stat().st_mode & 0o077 == 0
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--profile", "work"], "--profile goes with --endpoint"),
        (["--endpoint", "ftp://x"], "--endpoint"),
        (["--endpoint", "http://me:secret@x"], "passwords do not belong in it"),
        (["/nowhere.yaml"], "/nowhere.yaml"),
        (["--package", "my-shop"], "'my-shop' is not a name that Python can import"),
    ],
)
def test_wrong_use(
    arguments: list[str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    done = CliRunner().invoke(main, ["explorer", *arguments])
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "secret@" not in done.output
    assert "Traceback" not in done.output


def test_a_port_that_is_taken_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, catalog: Catalog
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    cloud = LocalCloud((), catalog.common)
    with serve_in_thread(cloud):
        port = cloud.url.rpartition(":")[2]
        done = CliRunner().invoke(main, ["explorer", str(SPEC / "sts"), "--port", port])
    cloud.close()
    assert done.exit_code == 1
    assert f"Port {port} of 127.0.0.1 is in use" in done.output


def test_the_cache_lies_in_the_users_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "tc3gen" / "explorer"
