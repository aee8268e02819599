"""Events that come in lists and are known by a member of theirs: those of SMS."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tc3 import errors
from tc3.sms import enums, events

STATUS = {
    "user_receive_time": "2026-01-01 08:00:00",
    "nationcode": "1",
    "mobile": "2025550123",
    "report_status": "SUCCESS",
    "errmsg": "DELIVRD",
    "description": "The phone got the message",
    "sid": "4711:1",
    "new": 1,
}
REPLY = {
    "extend": "11",
    "mobile": "2025550123",
    "nationcode": "1",
    "sign": "ExampleShop",
    "text": "STOP",
    "time": 1767225600,
}


@pytest.mark.parametrize(
    "written", [list, json.dumps, lambda body: json.dumps(body).encode()]
)
def test_a_list_of_reports(written: Any) -> None:
    first, second = events.parse(written([STATUS, {**STATUS, "report_status": "FAIL"}]))
    assert first == events.StatusEvent(
        user_receive_time="2026-01-01 08:00:00",
        country_code="1",
        mobile="2025550123",
        report_status=enums.ReportStatus.SUCCESS,
        report_code="DELIVRD",
        description="The phone got the message",
        serial_no="4711:1",
    )
    assert first.raw == STATUS
    assert isinstance(second, events.StatusEvent)
    assert second.report_status is enums.ReportStatus.FAIL


def test_a_reply_is_an_object() -> None:
    (reply,) = events.parse(REPLY)
    assert reply == events.ReplyEvent(
        extend="11",
        mobile="2025550123",
        country_code="1",
        sign="ExampleShop",
        text="STOP",
        time=1767225600,
    )


def test_the_marker_may_be_written_otherwise() -> None:
    (event,) = events.parse({"Report_Status": "FAIL"})
    assert isinstance(event, events.StatusEvent)
    assert event.report_status is enums.ReportStatus.FAIL


def test_an_event_without_a_marker_is_unknown() -> None:
    (event,) = events.parse({"mobile": "2025550123", "more": 1})
    assert event == events.UnknownEvent(mobile="2025550123")
    assert event.raw["more"] == 1


def test_an_empty_list_has_no_events() -> None:
    assert events.parse("[]") == []


@pytest.mark.parametrize(
    "body",
    [b"", b"text=STOP", b"null", b'"STOP"', b"[1]", b"[[]]", b"[" * 100_000, [REPLY, 1],
     json.dumps([{}] * 10_001)],
    ids=lambda body: str(body)[:20],
)  # fmt: skip
def test_what_is_no_event(body: Any) -> None:
    with pytest.raises(errors.EventError):
        events.parse(body)


def test_the_older_version_has_the_same_events() -> None:
    from tc3.sms.v20190711 import events as older

    (reply,) = older.parse(REPLY)
    assert isinstance(reply, older.ReplyEvent)


# ---- Handling ------------------------------------------------------------------------


@asynccontextmanager
async def receiving(**options: Any) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    app.router.add_post("/sms/{secret}", events.handler(secret="s3cret", **options))
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_each_event_of_a_list_is_handled() -> None:
    seen: list[Any] = []
    async with receiving(on_status=seen.append, on_other=seen.append) as client:
        body = [STATUS, STATUS, REPLY]
        async with client.post("/sms/s3cret", json=body) as response:
            assert await response.json() == {"result": 0, "errmsg": "OK"}
    assert [type(each).__name__ for each in seen] == [
        "StatusEvent",
        "StatusEvent",
        "ReplyEvent",
    ]


async def test_a_body_without_functions_is_taken() -> None:
    async with (
        receiving() as client,
        client.post("/sms/s3cret", json=REPLY) as response,
    ):
        assert await response.json() == {"result": 0, "errmsg": "OK"}


async def test_a_function_that_fails_has_the_body_posted_again() -> None:
    async with (
        receiving(on_status=lambda _: 1 / 0) as client,
        client.post("/sms/s3cret", json=[STATUS]) as response,
    ):
        assert (response.status, await response.text()) == (500, "")


@pytest.mark.parametrize(
    ("path", "body", "status"), [("wrong", "{}", 403), ("s3cret", "1", 400)]
)
async def test_what_is_refused(path: str, body: str, status: int) -> None:
    async with (
        receiving() as client,
        client.post(f"/sms/{path}", data=body) as response,
    ):
        assert response.status == status
