"""The log of calls is bounded, by their number and by their bytes."""

from __future__ import annotations

import sys
from urllib.parse import urlencode

import aiohttp
import pytest

from tc3gen.cloud import call_log
from tc3gen.cloud.call_log import BODY_KEPT, KEPT, SIZE_KEPT, CallLog
from tc3gen.cloud.protocol.request import ReceivedRequest


def record(log: CallLog, **given: object) -> None:
    request = ReceivedRequest(
        **{"method": "POST", "query": "", "headers": {}, "body": b"", **given}  # type: ignore[arg-type]
    )
    log.record(request, b"{}", "ok", now=0, seconds=0)


def test_large_bodies_are_cut_and_old_calls_forgotten() -> None:
    log = CallLog()
    for _ in range(KEPT + 10):
        record(log, body=b"x" * 2 * BODY_KEPT, query="q" * 800_000)
    calls = log.newest_first()
    assert [call.number for call in calls] == list(range(KEPT + 10, 10, -1))
    assert {len(call.request.body) for call in calls} == {BODY_KEPT}
    assert {len(call.request.query) for call in calls} == {BODY_KEPT}


async def test_a_list_of_calls_reads_no_request_again(
    url: str, session: aiohttp.ClientSession
) -> None:
    """500 forms of 32 KB took three seconds, in which nobody else got a response."""
    fields = {f"A.{n}": "1" * 10 for n in range(4000)}
    last = {**fields, "Action": "Send", "SecretId": "me"}  # beyond what is remembered
    assert len(urlencode(fields)) > BODY_KEPT
    await session.post(url, data=last)
    for query in ("", "?q=send", "?q=ME", "?failed=1"):
        async with session.get(f"{url}/_local/calls{query}") as response:
            page = await response.text()
        assert "<bdi>Send</bdi>" in page
        assert "<bdi>me</bdi>" in page


def test_names_are_cut() -> None:
    log = CallLog()
    log.record(
        ReceivedRequest(method="POST", query="", headers={}, body=b""),
        b"",
        "ok",
        now=0,
        seconds=0,
        action="A" * 10_000_000,
        account="b" * 10_000_000,
    )
    assert log.newest_first()[0].size < 2048


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("headers", {f"x-{number}": "y" * 8000 for number in range(100)}),
        ("headers", {f"x-{number}": "中" * 2000 for number in range(100)}),
        ("headers", {f"{number}": "" for number in range(20_000)}),
    ],
)
def test_all_parts_of_a_call_count(
    part: str, text: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 4 * 1024 * 1024
    assert limit < SIZE_KEPT == 64 * 1024 * 1024
    monkeypatch.setattr(call_log, "SIZE_KEPT", limit)
    log = CallLog()
    for _ in range(40):
        record(log, **{part: text})
    calls = log.newest_first()
    assert 0 < len(calls) < 40
    assert calls[0].number == log.count == 40
    kept = sum(
        sum(map(sys.getsizeof, [*call.request.headers, *call.request.headers.values()]))
        + sys.getsizeof(call.request.query)
        for call in calls
    )
    assert kept <= limit
    log.clear()
    for _ in range(3):  # what was forgotten does not count any more
        record(log)
    assert len(log.newest_first()) == 3
