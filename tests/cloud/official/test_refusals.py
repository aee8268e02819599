"""What the provider's own clients are told whose request is not what they signed."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from tc3gen.cloud import running_cloud
from tc3gen.spec.reading.load import Specs

from .clients import client, exceptions, models, sdk_module, tccli

ACTION = "ListReceivers"
PARAMS = {"Offset": 0, "Limit": 10}

Call = Callable[[str, str], str]
"""Calls an address with a key; returns the code of the error, `ok` where there is none."""


def by_sdk(url: str, secret_key: str) -> str:
    request = models.ListReceiversRequest()
    request.from_json_string(json.dumps(PARAMS))
    try:
        client(url, secret_key).ListReceivers(request)
    except exceptions.TencentCloudSDKException as error:
        return str(error.code)
    return "ok"


def by_asynchronous_sdk(url: str, secret_key: str) -> str:
    module = sdk_module("ses.v20201002.ses_client_async")

    async def run() -> str:
        request = models.ListReceiversRequest()
        request.from_json_string(json.dumps(PARAMS))
        async with client(url, secret_key, module=module) as sdk:
            try:
                await sdk.ListReceivers(request)
            except exceptions.TencentCloudSDKException as error:
                return str(error.code)
        return "ok"

    return asyncio.run(run())


@contextmanager
def meddler(url: str) -> Iterator[str]:
    """The address of a proxy that changes the body of what it passes on."""
    target = urlsplit(url).netloc

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert b"10" in body
            there = HTTPConnection(target)
            there.request("POST", "/", body.replace(b"10", b"11"), dict(self.headers))
            response = there.getresponse()
            content = response.read()
            there.close()
            self.send_response(response.status)
            self.send_header("Content-Type", response.headers["Content-Type"])
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def check(specs: Specs, call: Call) -> None:
    with running_cloud(specs.services, specs.common) as cloud:
        assert call(cloud.url, "local") == "ok"
        assert call(cloud.url, "wrong") == "AuthFailure.SignatureFailure"
        with meddler(cloud.url) as url:
            assert call(url, "local") == "AuthFailure.SignatureFailure"
    for late in (400, -400):
        now = lambda late=late: time.time() + late  # noqa: E731
        with running_cloud(specs.services, specs.common, clock=now) as cloud:
            assert call(cloud.url, "local") == "AuthFailure.SignatureExpire"


@pytest.mark.parametrize("call", [by_sdk, by_asynchronous_sdk])
def test_the_sdk(specs: Specs, call: Call) -> None:
    check(specs, call)


@pytest.mark.nightly  # the SDK, of which it is made, is asked by day
@pytest.mark.skipif(sys.platform == "win32", reason="no forks there")
def test_the_command_line(specs: Specs, tmp_path: Path) -> None:
    pytest.importorskip("tccli", reason="needs tccli")

    def call(url: str, secret_key: str) -> str:
        ((status, out, err),) = tccli(
            url, [(ACTION, json.dumps(PARAMS))], tmp_path, secret_key
        )
        if status == 0 and not err:
            return "ok"
        code = (out + err).partition("code:")[2].partition(" ")[0]
        assert code, (status, out, err)
        return code

    check(specs, call)
