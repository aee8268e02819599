"""Thousands of requests in every form that the wire knows, most of them wrong: each is
answered, none with a fault of the server, and it serves on."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from effort import many

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs, load_specs

from .support.client import JSON, Clock
from .support.wire_fuzz import KINDS, Kind, Maker, Wire

TOY = Path(__file__).parents[1] / "runtime" / "support" / "toy.yaml"
EACH = many(2500)
"""Requests of each of the eight kinds."""

AT_ONCE = 50
"""Requests that are sent before their responses are read."""


async def read_response(reader: asyncio.StreamReader) -> tuple[int, bytes, str]:
    """The status, the body and the content type of a response."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    kind = head.partition("content-type: ")[2].partition("\r\n")[0]
    if "transfer-encoding: chunked" in head:
        body = b""
        while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
        return status, body, kind
    length = head.partition("content-length: ")[2].split("\r\n")[0]
    return status, await reader.readexactly(int(length or 0)), kind


def outcome_of(status: int, body: bytes, kind: str) -> str:
    """`ok`, or the code of an error, or the status of what is no call."""
    assert b"Traceback" not in body
    if kind.startswith(JSON):
        document = json.loads(body)
        response = document.get("Response", {})
        if "Response" in document:
            return str(response.get("Error", {}).get("Code", "ok"))
    assert status < 500
    return "ok" if status == 200 else str(status)


@pytest.fixture
def wide_cloud(specs: Specs, clock: Clock) -> LocalCloud:
    """One with the actions of a service that has them in all forms."""
    toy = load_specs([TOY])
    return LocalCloud((*specs.services, *toy.services), specs.common, clock=clock)


@pytest.fixture
async def port(wide_cloud: LocalCloud) -> Any:
    async with wide_cloud.serve() as url:
        yield int(url.rpartition(":")[2])


@pytest.mark.thorough
@pytest.mark.parametrize("kind", KINDS)
async def test_thousands_of_requests(
    wide_cloud: LocalCloud,
    port: int,
    clock: Clock,
    specs: Specs,
    kind: Kind,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    services = (*specs.services, *load_specs([TOY]).services)
    make = Maker(services, clock)
    outcomes: Counter[str] = Counter()
    for _ in range(EACH // AT_ONCE):
        waiting = [kind(make) for _ in range(AT_ONCE)]
        for response in await responses(port, waiting):
            outcomes[outcome_of(*response)] += 1
        wide_cloud.faults.clear()
    assert sum(outcomes.values()) == EACH
    assert "InternalError" not in outcomes
    assert len(outcomes) > 1, outcomes
    assert caplog.records == []


async def responses(port: int, waiting: list[Wire]) -> list[tuple[int, bytes, str]]:
    """The responses to requests that are sent one behind the other.

    After one that is no HTTP the server closes the connection, and what was sent with it
    is lost: that is sent again. What is lost with nothing behind it has no response.
    """
    found: list[tuple[int, bytes, str]] = []
    at_once = AT_ONCE
    while len(found) < len(waiting):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        before = len(found)
        sent = waiting[before : before + at_once]
        writer.write(b"".join(sent))
        try:
            for _ in sent:
                found.append(await asyncio.wait_for(read_response(reader), 10))
        except (asyncio.IncompleteReadError, ConnectionError):
            assert at_once > 1 or len(found) > before, sent[0]
        at_once = 1 if len(found) == before else AT_ONCE
        writer.close()
    return found
