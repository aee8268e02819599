"""What a test in another language may ask of the mail service, and the unsubscribe link."""

from __future__ import annotations

from typing import Any

import pytest
from aiohttp import ClientSession

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.story import SENDER, create_sender, create_template


async def post(session: ClientSession, url: str, **body: Any) -> tuple[int, Any]:
    async with session.post(url, json=body) as response:
        return response.status, await response.json()


async def test_controls(cloud: LocalCloud, ses: Caller, session: ClientSession) -> None:
    base = f"{ses.url}/_local/ses"
    await create_sender(ses)
    template = await create_template(ses)
    params = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": template, "TemplateData": "{}"},
        "Unsubscribe": "1",
    }
    status, settings = await post(
        session, f"{base}/settings", account="local", balance=0
    )
    assert (status, settings["balance"]) == (200, 0)
    assert (
        await ses.code("SendEmail", **params) == "FailedOperation.InsufficientBalance"
    )
    await post(session, f"{base}/settings", account="local", balance=None)
    review = {"template": template, "approved": False}
    assert await post(session, f"{base}/reviews", **review) == (200, {"done": True})
    assert await ses.code("SendEmail", **params) == "FailedOperation.InvalidTemplateID"
    await post(session, f"{base}/reviews", template=template, approved=True)
    message_id = (await ses("SendEmail", **params))["MessageId"]
    event = {"message_id": message_id, "event": "open", "email": "ada@example.com"}
    assert await post(session, f"{base}/events", **event) == (200, {"recipients": 1})
    assert cloud.outbox[0].deliveries[0].opened == 1


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("settings", {"balance": 1}, "`account` must be of the type str"),
        ("settings", {"account": "local", "x": 1}, "there is no setting `x`"),
        ("settings", {"account": "local", "balance": "1"}, "balance"),
        ("settings", {"account": "local", "balance": 2**70}, ""),
        ("reviews", {"template": "x", "approved": True}, "`template`"),
        ("events", {"message_id": "x", "event": "x"}, "there is no event `x`"),
        ("events", {"message_id": "x", "event": "open", "at": 1}, "there is no `at`"),
    ],
)
async def test_wrong_controls(
    ses: Caller, session: ClientSession, name: str, body: dict[str, Any], reason: str
) -> None:
    status, response = await post(session, f"{ses.url}/_local/ses/{name}", **body)
    if reason:
        assert status == 400
        assert reason in response["error"]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"[" * 100_000, b"\xff"])
async def test_bodies_that_are_none(
    ses: Caller, session: ClientSession, data: bytes
) -> None:
    url = f"{ses.url}/_local/ses/settings"
    headers = {"Content-Type": "application/json"}
    async with session.post(url, data=data, headers=headers) as response:
        assert response.status == 400


async def test_a_form_of_another_page_changes_nothing(
    ses: Caller, session: ClientSession
) -> None:
    data = b'{"account": "local", "balance": 0}'
    url = f"{ses.url}/_local/ses/settings"
    headers = {"Content-Type": "text/plain"}
    async with session.post(url, data=data, headers=headers) as response:
        assert response.status == 400


async def test_the_link_in_a_mail_unsubscribes(
    cloud: LocalCloud, ses: Caller, session: ClientSession
) -> None:
    await create_sender(ses)
    params = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": await create_template(ses), "TemplateData": "{}"},
        "Unsubscribe": "1",
    }
    await ses("SendEmail", **params)
    link = str(cloud.outbox[0].message["List-Unsubscribe"]).strip("<>")
    async with session.get(link) as response:
        assert "<form" in await response.text()
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    await ses("SendEmail", **params)
    async with session.post(link) as response:
        assert response.status == 200
    assert await ses.code("SendEmail", **params) == (
        "FailedOperation.ReceiverHasUnsubscribed"
    )
    async with session.post(f"{ses.url}/_local/unsubscribe/nobody") as response:
        assert response.status == 404
