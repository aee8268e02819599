"""Events reach the callback as documented, and again where it did not take them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from attrs import define, field

from tc3.ses import events
from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller, Clock
from ..support.story import SENDER, create_sender, create_template


@define
class Receiver:
    """A callback that answers with the given statuses, and then with 200."""

    statuses: list[int] = field(factory=list)
    bodies: list[dict[str, Any]] = field(factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(json.loads(await request.read()))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def got(self, number: int) -> list[dict[str, Any]]:
        """The first bodies, once there are so many."""
        for _ in range(200):
            if len(self.bodies) >= number:
                break
            await asyncio.sleep(0.02)
        assert len(self.bodies) >= number
        return self.bodies[:number]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def callback(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/events", receiver.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/events"))


@pytest.fixture
def cloud(
    specs: Specs, clock: Clock, callback: str, monkeypatch: pytest.MonkeyPatch
) -> LocalCloud:
    monkeypatch.setattr("tc3gen.cloud.background.callbacks.DELAYS", (0.01, 0.02))
    return LocalCloud(specs.services, specs.common, clock=clock, callback=callback)


async def send(ses: Caller, *to: str, **change: Any) -> str:
    await create_sender(ses)
    template = await create_template(
        ses, '<a href="https://shop.example.com/">Shop</a>'
    )
    response = await ses(
        "SendEmail",
        FromEmailAddress=SENDER,
        Destination=list(to),
        Template={"TemplateID": template, "TemplateData": "{}"},
        **{"Subject": "Hello", **change},
    )
    return str(response["MessageId"])


async def test_events_arrive(
    cloud: LocalCloud, ses: Caller, receiver: Receiver
) -> None:
    headers = '{"X-Tencentcloudses-Cb-Order":"42","X-Other":"1"}'
    bulk_id = await send(
        ses,
        "click@example.com",
        "bounce@example.com",
        Subject="Grüße",
        SmtpHeaders=headers,
    )
    found = await receiver.got(4)
    by_kind = {type(event): event for event in (events.parse(body) for body in found)}
    assert set(by_kind) == {
        events.DeliveredEvent,
        events.OpenEvent,
        events.ClickEvent,
        events.BounceEvent,
    }
    assert len(receiver.bodies) == 4
    bounce = next(body for body in found if body["event"] == "bounce")
    mail = cloud.outbox[0]
    assert bounce == {
        "event": "bounce",
        "email": "bounce@example.com",
        "bulkId": bulk_id,
        "timestamp": int(ses.clock.now),
        "reason": "550 5.1.1 No such user",
        "bounceType": "hard_bounce",
        "username": "local",
        "from": "news@mail.example.com",
        "fromDomain": "mail.example.com",
        "templateId": 10001,
        "subject": "=?utf-8?b?R3LDvMOfZQ==?=",
        "messageId": mail.header_id,
        "sentTimestamp": int(ses.clock.now),
        "eventid": 3,
        "X-Tencentcloudses-Cb-Order": "42",
    }
    click = next(body for body in found if body["event"] == "click")
    assert click["link"] == "https://shop.example.com/"
    assert click["useragent"]


async def test_an_event_is_posted_until_it_is_taken(
    cloud: LocalCloud, ses: Caller, receiver: Receiver
) -> None:
    receiver.statuses = [500, 302]
    await send(ses, "ada@example.com")
    found = await receiver.got(3)
    assert found[0] == found[1] == found[2]
    await asyncio.sleep(0.05)
    assert len(receiver.bodies) == 3
    assert cloud.database.value("SELECT count(*) FROM callback") == 0


async def test_an_event_that_is_never_taken_is_given_up(
    cloud: LocalCloud, ses: Caller, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [500, 500, 500]
    await send(ses, "ada@example.com")
    await receiver.got(3)
    for _ in range(100):
        if caplog.text:
            break
        await asyncio.sleep(0.02)
    assert "was not taken: status 500" in caplog.text
    cloud.ses.happen(cloud.outbox[0].message_id, "open")
    assert (await receiver.got(4))[3]["event"] == "open"


async def test_nobody_at_the_callback_does_no_harm(
    specs: Specs, ses: Caller, session: ClientSession, unused_tcp_port: int
) -> None:
    cloud = LocalCloud(
        specs.services,
        specs.common,
        clock=ses.clock,
        callback=f"http://127.0.0.1:{unused_tcp_port}/",
    )
    async with cloud.serve() as url:
        await send(ses.with_options(url=url), "ada@example.com")
        for _ in range(100):
            if cloud.database.value("SELECT error FROM callback"):
                break
            await asyncio.sleep(0.02)
    assert "onnect" in cloud.database.value("SELECT error FROM callback")
    assert cloud.database.value("SELECT attempts FROM callback") >= 1
