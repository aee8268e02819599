"""Faults, the clock, the outbox and a reset, as a test in any language asks for them."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest

from tc3 import Credential, RetryPolicy, errors
from tc3.ses import SesClient
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.fault_injection.faults import MOST_FAULTS, InjectedFaults
from tc3gen.spec.reading.load import Specs

from .support.client import Caller, Refused
from .support.controls import Controls

GROUP = {"ReceiversName": "Readers"}


async def groups(ses: Caller) -> int:
    """How many calls of `CreateReceiver` were carried out."""
    return int((await ses("ListReceivers", Offset=0, Limit=10))["TotalCount"])


# Faults


@pytest.mark.parametrize(
    ("details", "code", "done"),
    [
        ({"kind": "throttle"}, "RequestLimitExceeded", 0),
        ({"kind": "error"}, "InternalError", 0),
        (
            {"kind": "error", "code": "LimitExceeded", "message": "No."},
            "LimitExceeded",
            0,
        ),
        ({"kind": "error", "when": "after"}, "InternalError", 1),
        ({"kind": "latency", "seconds": 0.01}, "ok", 1),
        ({"kind": "drip", "seconds": 0.02}, "ok", 1),
    ],
)
async def test_a_fault_that_is_a_response(
    ses: Caller, controls: Controls, details: dict[str, Any], code: str, done: int
) -> None:
    await controls.fault(**details, action="CreateReceiver")
    assert await groups(ses) == 0  # another action is not concerned
    sent = ses.request("CreateReceiver", json.dumps(GROUP).encode())
    assert await ses.code_of(sent) == code
    assert await groups(ses) == done
    assert await ses.code_of(sent) in ("ok", "InvalidParameterValue.RepeatReceiverName")
    assert await groups(ses) == 1  # it was for one call
    if message := details.get("message"):
        await controls.fault(**details, action="CreateReceiver")
        with pytest.raises(Refused, match=message):
            await ses.send(sent)


@pytest.mark.parametrize(
    ("details", "error", "done"),
    [
        ({"kind": "drop"}, aiohttp.ClientError, 0),
        ({"kind": "drop", "when": "after"}, aiohttp.ClientError, 1),
        ({"kind": "cut"}, aiohttp.ClientPayloadError, 1),
    ],
)
async def test_a_fault_that_is_none(
    ses: Caller,
    controls: Controls,
    details: dict[str, Any],
    error: type[Exception],
    done: int,
) -> None:
    await controls.fault(**details, action="CreateReceiver")
    with pytest.raises(error):
        await ses("CreateReceiver", **GROUP)
    assert await groups(ses) == done


async def test_a_status_of_http(controls: Controls, ses: Caller) -> None:
    await controls.fault("status", status=502, body="<h1>Bad gateway</h1>")
    sent = ses.request("ListReceivers")
    async with ses.session.post(
        ses.url, data=sent.body, headers=sent.headers
    ) as response:
        assert response.status == 502
        assert await response.text() == "<h1>Bad gateway</h1>"


async def test_a_drip_takes_its_time(controls: Controls, ses: Caller) -> None:
    await controls.fault("drip", seconds=0.2)
    sent = ses.request("ListEmailAddress")
    started = time.perf_counter()
    async with ses.session.post(
        ses.url, data=sent.body, headers=sent.headers
    ) as response:
        assert "Response" in await response.json()
    assert time.perf_counter() - started >= 0.2


async def test_faults_come_in_their_order(controls: Controls, ses: Caller) -> None:
    await controls.fault("error", count=2)
    await controls.fault("throttle", action="ListEmailAddress")
    await controls.fault("error", code="FailedOperation", count=None)
    sent = ses.request("ListEmailAddress")
    codes = [await ses.code_of(sent) for _ in range(6)]
    assert (
        codes
        == ["InternalError"] * 2 + ["RequestLimitExceeded"] + ["FailedOperation"] * 3
    )
    (left,) = (await controls("GET", "faults"))["faults"]
    assert (left["code"], left["count"], left["action"]) == (
        "FailedOperation",
        None,
        "*",
    )
    other = await controls.fault("drop")
    assert await controls("DELETE", f"faults/{other['id']}") == {"cleared": 1}
    assert await controls("DELETE", f"faults/{other['id']}") == {"cleared": 0}
    assert await controls("DELETE", "faults") == {"cleared": 1}
    assert await ses.code_of(sent) == "ok"


@pytest.mark.parametrize("kind", ["latency", "cut"])
async def test_a_call_that_was_delayed_over_a_reset_is_not_carried_out(
    ses: Caller, controls: Controls, kind: str
) -> None:
    """It is one of a test before, which has given it up."""
    await controls.fault(kind, seconds=0.2, action="CreateReceiver")
    sent = ses.request("CreateReceiver", json.dumps(GROUP).encode())
    late = asyncio.create_task(ses.send(sent))
    while (await controls("GET", "faults"))["faults"]:  # noqa: ASYNC110 - until it came
        await asyncio.sleep(0.01)
    await controls("POST", "reset", {})
    with pytest.raises(aiohttp.ClientError):
        await late
    assert await groups(ses) == 0


async def test_an_older_request_has_faults_too(controls: Controls, ses: Caller) -> None:
    await controls.fault("throttle", action="ListReceivers")
    async with ses.session.get(f"{ses.url}/?Action=ListReceivers") as response:
        content = (await response.json())["Response"]
    assert content["Error"]["Code"] == "RequestLimitExceeded"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "`kind` must be one of latency, throttle"),
        ({"kind": "explode"}, "`kind` must be one of"),
        ({"kind": ["drop"]}, "`kind` must be one of"),
        ({"kind": "drop", "id": 1}, "a fault has no `id`"),
        ({"kind": "drop", "often": 1}, "a fault has no `often`"),
        ({"kind": "drop", "count": 0}, "`count` must be at least 1"),
        ({"kind": "drop", "count": True}, "`count` must be an integer"),
        ({"kind": "drop", "action": "Send Email"}, "action"),
        ({"kind": "drop", "when": "later"}, "when"),
        ({"kind": "latency", "seconds": -1}, "`seconds` must be from 0"),
        ({"kind": "latency", "seconds": "1"}, "`seconds` must be a number"),
        ({"kind": "latency", "seconds": 1e300}, "`seconds` must be from 0"),
        ({"kind": "error", "code": "No\r\ncode"}, "code"),
        ({"kind": "status", "status": 1000}, "status"),
        ({"kind": "status", "body": 1}, "body"),
    ],
)
async def test_no_faults(controls: Controls, body: Any, reason: str) -> None:
    response = await controls("POST", "faults", body, 400)
    assert reason in response["error"]
    assert await controls("GET", "faults") == {"faults": []}


def test_faults_do_not_pile_up() -> None:
    faults = InjectedFaults()
    for _ in range(MOST_FAULTS):
        faults.add("drop")
    with pytest.raises(ValueError, match="faults already"):
        faults.add("drop")


def test_a_mail_is_not_sent_twice_where_its_reply_is_lost(specs: Specs) -> None:
    """What the SDK does about each fault of a call that must not be repeated."""
    policy = RetryPolicy(3, base=0.001)
    key = Credential("local", "local")
    with (
        running_cloud(specs.services, specs.common) as cloud,
        SesClient(key, "ap-singapore", endpoint=cloud.url, retry=policy) as ses,
    ):
        cloud.faults.add("throttle", action="CreateReceiver", count=2)
        assert ses.create_receiver(receivers_name="one").receiver_id
        cloud.faults.add("drop", action="CreateReceiver", when="after")
        with pytest.raises(errors.TransportError) as caught:
            ses.create_receiver(receivers_name="two")
        assert caught.value.attempts == 1
        cloud.faults.add("drop", action="ListReceivers", when="after")
        assert ses.list_receivers(offset=0, limit=10).total_count == 2


# Clock and reset


async def test_the_clock(controls: Controls, cloud: LocalCloud) -> None:
    now = (await controls("GET", "clock"))["now"]
    assert now == cloud.clock.now()
    response = await controls("POST", "clock", {"advance": 3600})
    assert (response["now"], response["offset"]) == (now + 3600, 3600)
    for moment in ("2027-01-01T00:00:00Z", "2027-01-01T08:00:00+08:00", 1798761600):
        response = await controls("POST", "clock", {"set": moment})
        assert response["now"] == 1798761600
        assert response["utc"] == "2027-01-01T00:00:00+00:00"
    assert (await controls("POST", "clock", {"reset": True}))["now"] == now


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"advance": "1"},
        {"advance": True},
        {"advance": 1e300},
        {"advance": -1e12},
        {"set": "yesterday"},
        {"set": None},
        {"set": 10**400},
        {"reset": False},
        {"reset": 1},
        {"back": 1},
        {"advance": 1, "set": 1},
    ],
)
async def test_no_times(controls: Controls, cloud: LocalCloud, body: Any) -> None:
    before = cloud.clock.now()
    assert (await controls("POST", "clock", body, 400))["error"]
    assert cloud.clock.now() == before


async def test_reset(controls: Controls, cloud: LocalCloud, ses: Caller) -> None:
    await ses("CreateReceiver", **GROUP)
    await controls("POST", "clock", {"advance": 60})
    await controls.fault("drop", action="SendEmail")
    assert await controls("POST", "reset", {}) == {"done": True}
    assert await groups(ses) == 0
    assert cloud.clock.offset == 0
    assert await controls("GET", "faults") == {"faults": []}
    await controls("POST", "reset", {"all": True}, 400)


# Outbox


async def test_faults_of_many_calls_at_once(ses: Caller, controls: Controls) -> None:
    await controls.fault("throttle", count=10)
    sent = ses.request("ListEmailAddress")
    codes = await asyncio.gather(*(ses.code_of(sent) for _ in range(30)))
    assert sorted(codes) == ["RequestLimitExceeded"] * 10 + ["ok"] * 20


async def test_health(controls: Controls) -> None:
    health = await controls("GET", "health")
    assert health["status"] == "ok"
    assert "ses 2020-10-02" in health["services"]
