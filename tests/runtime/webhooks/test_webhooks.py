"""Events that the service posts: reading them, and the handler for aiohttp."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from tc3 import errors
from tc3.ses import enums, events

BOUNCE = {
    "event": "bounce",
    "email": "ada@example.com",
    "bulkId": "qcloudses-30-1-date-20240131-x",
    "timestamp": 1706688000,
    "reason": "550 5.1.1 no such user",
    "bounceType": "hard_bounce",
    "username": "1250000000",
    "from": "news@mail.example.com",
    "fromDomain": "mail.example.com",
    "templateId": 10001,
    "subject": "Hello",
    "messageId": "x@mail.example.com",
    "sentTimestamp": 1706687990,
    "eventid": 3,
    "taskId": 7,
    "X-Tencentcloudses-Cb-Order": "42",
    "new": [1],
}

# ---- Reading -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", [dict, json.dumps, lambda body: json.dumps(body).encode()]
)
def test_every_member_is_read(written: Callable[[Any], Any]) -> None:
    event = events.parse(written(BOUNCE))
    assert event == events.BounceEvent(
        event="bounce",
        email="ada@example.com",
        bulk_id="qcloudses-30-1-date-20240131-x",
        timestamp=1706688000,
        reason="550 5.1.1 no such user",
        bounce_type=enums.BounceType.HARD,
        username="1250000000",
        from_="news@mail.example.com",
        from_domain="mail.example.com",
        template_id=10001,
        subject="Hello",
        message_id="x@mail.example.com",
        sent_timestamp=1706687990,
        event_id=enums.EventId.BOUNCE,
        task_id=7,
        echoed={"X-Tencentcloudses-Cb-Order": "42"},
    )
    assert event.raw == BOUNCE


KINDS: dict[str, type[events.Event]] = {
    "bounce": events.BounceEvent,
    "click": events.ClickEvent,
    "deferred": events.DeferredEvent,
    "delivered": events.DeliveredEvent,
    "dropped": events.DroppedEvent,
    "open": events.OpenEvent,
    "spamreport": events.SpamReportEvent,
    "unsubscribe": events.UnsubscribeEvent,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_class(kind: str) -> None:
    event = events.parse({"event": kind, "link": "l", "useragent": "u", "reason": "r"})
    assert type(event) is KINDS[kind]
    assert (event.event, event.email, event.echoed) == (kind, None, {})
    for name, value in (("link", "l"), ("user_agent", "u"), ("reason", "r")):
        assert getattr(event, name, value) == value


def test_members_that_no_kind_has_stay_raw() -> None:
    event = events.parse({"event": "open", "link": "l", "useragent": "u"})
    assert event == events.OpenEvent(event="open", user_agent="u")
    assert event.raw["link"] == "l"


def test_an_unknown_kind_is_kept() -> None:
    event = events.parse({"event": "processed", "email": "a@example.com", "more": 1})
    assert event == events.UnknownEvent(event="processed", email="a@example.com")
    assert event.raw["more"] == 1


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"bulkid": "b"}, {"bulk_id": "b"}),  # as a table of the documentation has it
        ({"bulkid": "no", "bulkId": "b"}, {"bulk_id": "b"}),
        ({"bulkId": "b", "BULKID": "no"}, {"bulk_id": "b"}),
        ({"x-TENCENTCLOUDSES-cb-a": "b"}, {"echoed": {"x-TENCENTCLOUDSES-cb-a": "b"}}),
        ({"timestamp": "1706688000"}, {"timestamp": 1706688000}),
        ({"timestamp": "soon"}, {"timestamp": "soon"}),
        ({"email": None}, {"email": None}),
        ({"eventid": 99}, {"event_id": 99}),
        ({"email": ["a"]}, {"email": ["a"]}),
    ],
    ids=str,
)
def test_reading_is_lenient(body: dict[str, Any], found: dict[str, Any]) -> None:
    event = events.parse({"event": "open", **body})
    assert {name: getattr(event, name) for name in found} == found


def test_older_values_stay_as_they_are() -> None:
    event = events.parse({"event": "bounce", "bounceType": "soft"})
    assert isinstance(event, events.BounceEvent)
    assert event.bounce_type == "soft"


def test_the_name_of_the_kind_may_be_written_otherwise() -> None:
    assert isinstance(events.parse({"Event": "open"}), events.OpenEvent)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"event=open",
        b"[]",
        b"null",
        b'"open"',
        b"\xff\xfe",
        "\ud800",
        b"{}",
        {"event": None},
        {"event": 4},
        {"kind": "open"},
        b"[" * 100_000,
        b'{"event":"open"',
    ],
    ids=lambda body: str(body)[:20],
)
def test_what_is_no_event(body: Any) -> None:
    with pytest.raises(errors.EventError) as caught:
        events.parse(body)
    assert isinstance(caught.value, errors.Tc3Error)


def test_an_event_may_be_made_by_hand() -> None:
    event = events.OpenEvent(email="a@example.com")
    assert (event.raw, event.echoed, event.event) == ({}, {}, None)


# ---- Handling ------------------------------------------------------------------------


@asynccontextmanager
async def receiving(
    path: str = "/events", **options: Any
) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    app.router.add_post(path, events.handler(**options))
    async with TestClient(TestServer(app)) as client:
        yield client


async def status(client: TestClient[Any, Any], body: Any, path: str = "/events") -> int:
    content = json.dumps(body) if isinstance(body, dict) else body
    async with client.post(path, data=content) as response:
        return response.status


async def test_functions_of_both_sorts_are_called() -> None:
    seen: list[Any] = []

    async def opened(event: events.OpenEvent) -> str:
        await asyncio.sleep(0)
        seen.append(event)
        return "ignored"

    async with receiving(on_bounce=seen.append, on_open=opened) as client:
        assert await status(client, BOUNCE) == 200
        assert await status(client, {"event": "open"}) == 200
        assert await status(client, {"event": "click"}) == 200, "nobody asked for it"
    assert [type(event) for event in seen] == [events.BounceEvent, events.OpenEvent]
    assert seen[0].raw == BOUNCE


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_can_be_handled(kind: str) -> None:
    seen: list[Any] = []
    option = {"spamreport": "on_spam_report"}.get(kind, f"on_{kind}")
    functions: dict[str, Any] = {option: seen.append}
    async with receiving(**functions) as client:
        for posted in [*KINDS, "processed"]:
            assert await status(client, {"event": posted}) == 200
    assert [type(event) for event in seen] == [KINDS[kind]]


async def test_those_of_no_function_go_to_the_other() -> None:
    seen: list[tuple[str, Any]] = []
    async with receiving(
        on_open=lambda event: seen.append(("open", event.event)),
        on_other=lambda event: seen.append(("other", event.event)),
    ) as client:
        for kind in ("open", "click", "processed"):
            assert await status(client, {"event": kind}) == 200
    assert seen == [("open", "open"), ("other", "click"), ("other", "processed")]


async def test_unknown_events_have_a_function() -> None:
    seen: list[Any] = []
    async with receiving(on_unknown=seen.append, on_other=lambda _: 1 / 0) as client:
        assert await status(client, {"event": "processed"}) == 200
    assert seen == [events.UnknownEvent(event="processed")]


@pytest.mark.parametrize("body", [b"", b"[]", b"event=open", b"{}", b"\xff"])
async def test_what_is_no_event_is_refused(body: bytes) -> None:
    async with receiving(on_other=lambda _: 1 / 0) as client:
        assert await status(client, body) == 400


async def fails_later(_: object) -> None:
    raise LookupError("the database is away")


def fails_at_once(_: object) -> None:
    raise LookupError("the database is away")


@pytest.mark.parametrize("function", [fails_later, fails_at_once])
async def test_a_function_that_fails(
    function: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "tc3"):
        async with receiving(on_bounce=function) as client:
            assert await status(client, BOUNCE) == 500
    [record] = [record for record in caplog.records if record.name.startswith("tc3")]
    assert record.getMessage() == "the function for BounceEvent failed"
    assert "LookupError" in caplog.text
    assert "ada@example.com" not in caplog.text


async def test_a_function_may_choose_the_response() -> None:
    def busy(_: object) -> None:
        raise web.HTTPServiceUnavailable

    async with receiving(on_bounce=busy) as client:
        assert await status(client, BOUNCE) == 503


async def test_large_bodies_are_not_read() -> None:
    async def drops() -> AsyncIterator[bytes]:
        yield b'{"event": "open", "x": "'
        for _ in range(100):
            yield b"x" * 10

    seen: list[Any] = []
    async with receiving(on_open=seen.append, max_size=100) as client:
        large = b'{"event":"open"}'.ljust(101)
        assert await status(client, large[:100]) == 200
        assert await status(client, large) == 413
        assert await status(client, drops()) == 413
    assert len(seen) == 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/events/s3cret", 200),
        ("/events/s3cre", 403),
        ("/events/wrong?secret=s3cret", 403),
        ("/events/%ff", 403),
        ("/events/", 404),
    ],
)
async def test_a_secret_in_the_path(path: str, expected: int) -> None:
    seen: list[Any] = []
    options: dict[str, Any] = {"on_bounce": seen.append, "secret": "s3cret"}
    async with receiving("/events/{secret}", **options) as client:
        assert await status(client, BOUNCE, path) == expected
    assert len(seen) == (expected == 200)


@pytest.mark.parametrize(
    ("query", "expected"), [("?secret=s3cret", 200), ("?secret=x", 403), ("", 403)]
)
async def test_a_secret_in_the_query(query: str, expected: int) -> None:
    async with receiving(secret="s3cret") as client:
        assert await status(client, BOUNCE, f"/events{query}") == expected


@pytest.mark.parametrize("options", [{"secret": ""}, {"max_size": 0}])
def test_wrong_options(options: Any) -> None:
    with pytest.raises(errors.ConfigurationError):
        events.handler(**options)
