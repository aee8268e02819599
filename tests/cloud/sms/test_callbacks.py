"""Delivery reports and replies are posted as documented, until they are taken."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from attrs import define, field

from tc3.sms import events
from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..support.client import Clock
from .stage import AMERICAN, NEWER, Stage

pytestmark = pytest.mark.parametrize("version", [NEWER], indirect=True)

TAKEN = '{"result": 0, "errmsg": "OK"}'


@define
class Receiver:
    """A callback that answers with the given texts, and then that it took what came."""

    responses: list[str] = field(factory=list)
    bodies: list[Any] = field(factory=list)
    came: asyncio.Event = field(factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.Response:
        self.bodies.append(json.loads(await request.read()))
        self.came.set()
        return web.Response(text=self.responses.pop(0) if self.responses else TAKEN)

    async def got(self, number: int) -> list[Any]:
        """The bodies, once there are so many."""
        while len(self.bodies) < number:
            self.came.clear()
            await asyncio.wait_for(self.came.wait(), 20)
        return self.bodies


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def callback(receiver: Receiver) -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_post("/sms", receiver.take)
    async with TestServer(app) as server:
        yield str(server.make_url("/sms"))


@pytest.fixture
def cloud(
    specs: Specs, clock: Clock, callback: str, monkeypatch: pytest.MonkeyPatch
) -> LocalCloud:
    monkeypatch.setattr("tc3gen.cloud.background.callbacks.DELAYS", (0.01, 0.02))
    return LocalCloud(
        specs.services,
        specs.common,
        accounts={"local": "local", "other": "other-key"},
        clock=clock,
        sms_callback=callback,
    )


async def test_reports_come_as_a_list(receiver: Receiver, stage: Stage) -> None:
    sent, failed = await stage.send(AMERICAN, "+12025550180")
    (body,) = await receiver.got(1)
    assert body == [
        {
            "user_receive_time": "2026-01-01 08:00:00",
            "nationcode": "1",
            "mobile": "2025550123",
            "report_status": "SUCCESS",
            "errmsg": "DELIVRD",
            "description": "The phone got the message",
            "sid": sent["SerialNo"],
        },
        {
            "user_receive_time": "2026-01-01 08:00:00",
            "nationcode": "1",
            "mobile": "2025550180",
            "report_status": "FAIL",
            "errmsg": "UNDELIV",
            "description": "The phone is off or out of reach",
            "sid": failed["SerialNo"],
        },
    ]


async def test_the_client_reads_what_is_posted(
    receiver: Receiver, stage: Stage
) -> None:
    await stage.send("+12025550195")
    read = [each for body in await receiver.got(2) for each in events.parse(body)]
    status = next(each for each in read if isinstance(each, events.StatusEvent))
    reply = next(each for each in read if isinstance(each, events.ReplyEvent))
    assert status.serial_no == stage.cloud.sms.messages[0].serial
    assert (reply.mobile, reply.text) == ("2025550195", "Thank you")


async def test_a_reply_comes_as_an_object(receiver: Receiver, stage: Stage) -> None:
    await stage.send("+12025550195", ExtendCode="11")
    bodies = await receiver.got(2)
    assert {
        "extend": "11",
        "mobile": "2025550195",
        "nationcode": "1",
        "sign": "ExampleShop",
        "text": "Thank you",
        "time": int(stage.cloud.clock()),
    } in bodies


@pytest.mark.parametrize(
    "response", ["", "OK", "[]", '{"result": 1}', '{"result": false}']
)
async def test_what_is_not_taken_comes_again(
    receiver: Receiver, stage: Stage, response: str
) -> None:
    receiver.responses = [response]
    await stage.send(AMERICAN)
    first, second = await receiver.got(2)
    assert first == second


async def test_what_is_never_taken_is_given_up(
    receiver: Receiver, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.responses = ["no"] * 3
    await stage.send(AMERICAN)
    await receiver.got(3)
    stage.cloud.sms.reply(AMERICAN, "Hello", account="local")
    bodies = await receiver.got(4)
    assert bodies[3]["text"] == "Hello"
    assert "was not taken: the response is not like" in caplog.text
