"""What tests in any language ask of the message service under `/_local/sms/`."""

from __future__ import annotations

import asyncio

import pytest

from tc3gen.cloud import LocalCloud

from ..support.controls import Controls
from .stage import AMERICAN, APP, NEWER, Stage

pytestmark = pytest.mark.parametrize("version", [NEWER], indirect=True)


async def test_settings(controls: Controls, stage: Stage) -> None:
    body = {"account": "local", "number_per_day": 1, "blocked_countries": ["FR"]}
    changed = await controls("POST", "sms/settings", body)
    assert (changed["number_per_day"], changed["blocked_countries"]) == (1, ["FR"])
    shown = await controls("POST", "sms/settings", {"account": "local"})
    assert shown == changed
    assert stage.cloud.sms.settings("local").number_per_day == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"account": "local", "number_per_week": 1}, "no setting `number_per_week`"),
        ({"account": "local", "number_per_day": -1}, "number_per_day"),
        ({"account": "local", "per_country_and_day": {"us": 1}}, "per_country_and_day"),
        ({"account": "local", "blocked_countries": ["US", 1]}, "blocked_countries"),
    ],
)
async def test_settings_that_cannot_be(
    controls: Controls, stage: Stage, body: dict[str, object], reason: str
) -> None:
    refused = await controls("POST", "sms/settings", body, status=400)
    assert reason in refused["error"]


async def test_reviews(controls: Controls, stage: Stage) -> None:
    id = await stage.sign(SignName="pending")
    done = await controls("POST", "sms/reviews", {"signature": id, "approved": True})
    assert done == {"done": True}
    both = {"signature": id, "template": 1, "approved": True}
    refused = await controls("POST", "sms/reviews", both, status=400)
    assert refused["error"] == "say one of `template` and `signature`"


async def test_replies_reports_and_packages(controls: Controls, stage: Stage) -> None:
    (status,) = await stage.send("+12025550191")
    reply = {"account": "local", "number": "+12025550191", "text": "Hello"}
    assert await controls("POST", "sms/replies", reply) == {"done": True}
    report = {"serial": status["SerialNo"], "code": "UNDELIV"}
    assert await controls("POST", "sms/reports", report) == {"done": True}
    package = {"account": "local", "app": APP, "amount": 10}
    assert (await controls("POST", "sms/packages", package))["id"] > 1_000_000
    refused = await controls(
        "POST", "sms/packages", {**package, "amount": -1}, status=400
    )
    assert "0 messages or more" in refused["error"]


async def test_messages_can_be_searched_and_cleared(
    controls: Controls, stage: Stage
) -> None:
    await stage.send(AMERICAN, "+12025550180")
    found = await controls("GET", "sms/messages?text=LOGIN&status=failed")
    (message,) = found["messages"]
    assert (message["number"], message["report"]) == ("+12025550180", "UNDELIV")
    assert message["length"] == {"encoding": "GSM 03.38", "units": 41, "segments": 1}
    assert (await controls("GET", "sms/messages?limit=0"))["total"] == 2
    refused = await controls("GET", "sms/messages?status=lost", status=400)
    assert "`status` must be one of" in refused["error"]
    removed = await controls("DELETE", "sms/messages?status=failed")
    assert removed == {"removed": 1}
    assert [each.number for each in stage.cloud.sms.messages] == [AMERICAN]


async def test_waiting_for_a_message(cloud: LocalCloud, stage: Stage) -> None:
    waiting = asyncio.create_task(
        cloud.sms.messages.wait_for_async(number=AMERICAN, text="login code")
    )
    await stage.send("+12025550180", AMERICAN)
    assert (await waiting).number == AMERICAN
    with pytest.raises(AssertionError, match="there are 2"):
        cloud.sms.messages.wait_for(status="refused", timeout=0)
    assert cloud.sms.messages[-1].number == AMERICAN
    assert cloud.sms.messages[::-1][0].number == AMERICAN


async def test_all_is_forgotten(controls: Controls, stage: Stage) -> None:
    await stage.send(AMERICAN)
    stage.cloud.sms.configure("local", number_per_day=1)
    await controls("POST", "reset", {})
    assert len(stage.cloud.sms.messages) == 0
    assert stage.cloud.sms.settings("local").number_per_day is None
    (status,) = await stage.send(AMERICAN)
    assert status["Code"] == "Ok"
