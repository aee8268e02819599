"""Bulk: uploading any number of rows with both clients."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from effort import many
from own_specs import own_specs

from tc3 import BulkProgress, CallContext, Credential, Interceptor, errors
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.errors import LimitExceededReceiverDetailCountLimit
from tc3gen.cloud import running_cloud

from ..support.driver import KEY, Driver
from ..support.servers import Server, fails, ok
from .bulks import MOST, addresses, arrived


@pytest.mark.usefixtures("small")
async def test_uploading(driver: Driver, server: Server) -> None:
    server.plays(ok(ValidCount=3), ok(ValidCount=1))
    seen: list[BulkProgress[Any]] = []
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, addresses(8), progress=seen.append)
    assert arrived(server) == [
        addresses(3),
        addresses(3, 3),
        addresses(2, 6),
    ]
    assert [request.params["ReceiverId"] for request in server.requests] == [7] * 3
    assert [(p.next_row, p.sent) for p in seen] == [(3, 3), (6, 6), (8, 8)]
    assert done == seen[-1]
    assert [response.valid_count for response in done.responses] == [3, 1, 1]
    assert done.request_ids == ("req-ok",) * 3


async def test_no_rows_no_request(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        assert await client.upload_recipients(7, []) == BulkProgress()
    assert server.requests == []


@pytest.mark.usefixtures("small")
async def test_repeats_count_as_done(driver: Driver, server: Server) -> None:
    given = [*addresses(3), *addresses(3), *addresses(1, 3), *addresses(2)]
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, given, deduplicate=True)
    assert arrived(server) == [addresses(3), addresses(1, 3)]
    assert (done.next_row, done.sent, done.repeats) == (9, 4, 5)


async def test_rows_that_come_asynchronously(server: Server) -> None:
    async def gather() -> AsyncIterator[str]:
        for address in addresses(5):
            await asyncio.sleep(0)
            yield address

    told: list[int] = []

    async def tell(progress: BulkProgress[Any]) -> None:
        await asyncio.sleep(0)
        told.append(progress.next_row)

    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        await client.upload_recipients(7, gather(), progress=tell)
    assert arrived(server) == [addresses(5)]
    assert told == [5]


async def test_other_tasks_go_on(server: Server) -> None:
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(count())
    seen: list[int] = []

    def gather() -> Iterator[str]:
        for address in addresses(5000):
            seen.append(turns)
            yield address

    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        await client.upload_recipients(7, gather())
    other.cancel()
    assert len(set(seen)) == 5


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("ada@example.com", "rows: must be many rows, not one text"),
        (b"ada@example.com", "rows: must be many rows, not one text"),
        ({"a": {}}, r"rows: must be rows, not a mapping: give its items\(\)"),
        (5, "rows: must be many rows, not int"),
    ],
)
async def test_what_are_no_rows(
    driver: Driver, server: Server, wrong: Any, reason: str
) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(errors.ValidationError, match=reason):
            await client.upload_recipients(7, wrong)
    assert server.requests == []


def test_rows_that_come_asynchronously_to_a_synchronous_client() -> None:
    async def none() -> AsyncIterator[str]:
        yield ""

    rows: Any = none()
    with (
        SesClient(KEY) as client,
        pytest.raises(errors.ValidationError, match="rows: come asynchronously"),
    ):
        client.upload_recipients(7, rows)


@pytest.mark.parametrize(
    ("group", "options", "error"),
    [
        ("7", {}, errors.ValidationError),
        (7, {"start": 9}, errors.ConfigurationError),
        (7, {"timeout": 0}, errors.ConfigurationError),
    ],
)
async def test_a_wrong_call_is_refused_as_any_other(
    driver: Driver, server: Server, group: Any, options: Any, error: Any
) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(error) as caught:
            await client.upload_recipients(group, addresses(3), **options)
    assert not isinstance(caught.value, errors.BulkError)
    assert server.requests == []


@pytest.mark.parametrize("signature", ["HmacSHA1", "HmacSHA256"])
async def test_an_older_signature_takes_less(
    driver: Driver, server: Server, signature: str
) -> None:
    """1 MB of `Emails.0=...`, which are counted as they are sent."""
    given = [f"{'reader' * 10}{number}@example.com" for number in range(15_000)]
    async with driver.client(server.url, signature=signature) as client:
        done = await client.upload_recipients(7, given)
    assert done.sent == 15_000
    sizes = [len(request.body) for request in server.requests]
    assert len(sizes) == 2
    assert 1_000_000 < sizes[0] < 1024 * 1024 + 500  # the signature is not counted
    bodies = [dict(parse_qsl(request.body.decode())) for request in server.requests]
    sent = [
        body[f"Emails.{n}"]
        for body in bodies
        for n in range(len(body) - 9)
        if f"Emails.{n}" in body
    ]
    assert sent == given


# ---- Many rows -----------------------------------------------------------------------

PROGRAM = """
import asyncio, json, re, sys
from tc3 import Credential
from tc3.ses import AsyncSesClient, SesClient

def rows():
    for number in range(int(sys.argv[3])):
        yield f"reader.number.{number}@mail.example.com"
        if number % 20 == 0:
            yield f"reader.number.{number // 2}@mail.example.com"

options = {"credential": Credential("id", "key"), "endpoint": sys.argv[2]}
if sys.argv[1] == "sync":
    with SesClient(**options) as client:
        done = client.upload_recipients(7, rows(), deduplicate=True)
else:
    async def upload():
        async with AsyncSesClient(**options) as client:
            return await client.upload_recipients(7, rows(), deduplicate=True)
    done = asyncio.run(upload())
# What getrusage tells would include the process that began this one.
most = re.search(r"VmHWM:\\s*([0-9]+) kB", open("/proc/self/status").read())
print(json.dumps([done.next_row, done.sent, done.repeats, len(done.responses), int(most[1])]))
"""


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.skipif(not Path("/proc/self").exists(), reason="memory is read off /proc")
@pytest.mark.parametrize(
    ("kind", "count"),
    # The asynchronous client with fewer, as the test would take long: what it keeps in
    # memory is the same.
    [
        ("sync", many(1_000_000, by_day=160_000)),
        ("async", many(400_000, by_day=60_000)),
    ],
)
async def test_a_million_addresses_take_less_than_150_mb(
    server: Server, kind: str, count: int
) -> None:
    """In a process of its own, repeats being dropped."""
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", PROGRAM, kind, server.url, str(count)],
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    *counts, kilobytes = json.loads(out)
    assert counts == [count + count // 20, count, count // 20, count // MOST]
    assert kilobytes < 150 * 1024
    sent = {row for request in server.requests for row in request.params["Emails"]}
    assert len(sent) == count
    assert len(server.requests) == count // MOST


# ---- The local cloud -----------------------------------------------------------------


def test_uploading_to_the_local_cloud() -> None:
    specs = own_specs()
    with (
        running_cloud(specs.services, specs.common) as cloud,
        SesClient(Credential("local", "local"), endpoint=cloud.url) as ses,
    ):
        group = ses.create_receiver(receivers_name="Many").receiver_id
        assert group is not None
        given = [(address, {"name": "x"}) for address in addresses(45_000)]
        done = ses.upload_recipients(group, given)
        assert [response.valid_count for response in done.responses] == [
            *[20_000] * 2,
            5_000,
        ]
        more = [(address, {"name": "y"}) for address in addresses(9_000, 45_000)]
        with pytest.raises(errors.BulkError) as caught:
            ses.upload_recipients(group, more)
        cause = caught.value.__cause__
        assert isinstance(cause, LimitExceededReceiverDetailCountLimit)
        ready = ses.wait_until_receiver_uploaded(receiver_id=group)
        assert ready.count == 45_000


# ---- A busy service ------------------------------------------------------------------

BUSY = fails("OperationDenied.ReceiverIsOperating")


@pytest.mark.usefixtures("small")
async def test_the_same_rows_again_while_the_service_is_busy(
    driver: Driver, server: Server, pauses: list[float]
) -> None:
    server.plays(ok(), BUSY, BUSY, ok())
    async with driver.client(server.url) as client:
        done = await client.upload_recipients(7, addresses(6))
    assert arrived(server) == [addresses(3), *[addresses(3, 3)] * 3]
    assert pauses == [3, 3.6]
    assert done.sent == 6


@pytest.mark.usefixtures("small")
async def test_a_service_that_stays_busy(
    driver: Driver,
    server: Server,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from tc3._core import clock

    monkeypatch.setattr(clock, "monotonic", lambda: sum(pauses))
    monkeypatch.setattr(
        AsyncSesClient, "_clock", staticmethod(lambda: lambda: sum(pauses))
    )
    server.plays(BUSY)
    async with driver.client(server.url) as client:
        with pytest.raises(errors.BulkError, match="ReceiverIsOperating") as caught:
            await client.upload_recipients(7, addresses(6), timeout=10)
    assert caught.value.uncertain == range(0)
    assert pauses == [3, 3.6]  # a third would leave no time for the rows


class TimeLeft(Interceptor):
    """Notes the seconds that each call may take."""

    def __init__(self) -> None:
        self.seen: list[float] = []

    @contextmanager
    def around_call(self, call: CallContext) -> Iterator[None]:
        self.seen.append(call.time_left())
        yield


@pytest.mark.usefixtures("small")
async def test_a_timeout_is_for_all_rows_together(
    driver: Driver,
    server: Server,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Calls get what is left of it, and none begins after it."""
    from tc3._core import clock

    monkeypatch.setattr(clock, "monotonic", lambda: sum(pauses))
    monkeypatch.setattr(
        AsyncSesClient, "_clock", staticmethod(lambda: lambda: sum(pauses))
    )

    def slow_rows() -> Iterator[str]:
        for number, address in enumerate(addresses(99)):
            pauses.append(4.0 if number % 3 == 2 else 0.0)
            yield address

    limits = TimeLeft()
    async with driver.client(server.url, interceptors=[limits], timeout=7) as client:
        with pytest.raises(errors.BulkError, match="time for all rows") as caught:
            await client.upload_recipients(7, slow_rows(), timeout=10)
    stop = caught.value
    assert limits.seen == [6, 2]
    assert isinstance(stop.__cause__, errors.CallTimeout)
    assert (stop.next_row, stop.uncertain) == (6, range(6, 6))
