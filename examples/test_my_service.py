"""How to test a service that sends mail, here `service.py`, against a local cloud.

    pytest examples/test_my_service.py

The fixtures `tc3_cloud` and `tc3_outbox` come with tc3gen: nothing has to be set up.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from service import make_app
from tc3 import Credential
from tc3.ses import AsyncSesClient
from tc3gen.cloud import Outbox, RunningCloud

Post = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def post(tc3_cloud: RunningCloud) -> AsyncIterator[Post]:
    """Post JSON to the service, which has the cloud for its mail service."""
    app = make_app(Credential(tc3_cloud.secret_id, tc3_cloud.secret_key), tc3_cloud.url)
    async with TestClient(TestServer(app)) as client:

        async def post(path: str, **body: Any) -> dict[str, Any]:
            response = await client.post(path, json=body)
            content: dict[str, Any] = await response.json()
            return {"status": response.status, **content}

        yield post


@pytest.fixture
async def campaign(post: Post) -> dict[str, Any]:
    """A campaign that can be started."""
    await post("/senders", address="news@mail.example.com", name="Shop")
    made = await post("/templates", name="news", html="<p>Hello {{name}}</p>")
    readers = ["ada@example.com", "bounce@example.com"]
    group = await post("/groups", name="Readers", emails=readers)
    return {
        "from": "news@mail.example.com",
        "subject": "News",
        "template": made["template"],
        "group": group["group"],
        "values": {"name": "reader"},
    }


async def test_everybody_gets_the_mail(
    post: Post, campaign: dict[str, Any], tc3_outbox: Outbox
) -> None:
    assert (await post("/campaigns", **campaign))["status"] == 202
    mail = await tc3_outbox.wait_for_async(recipient="ada@example.com")
    assert (mail.subject, mail.html) == ("News", "<p>Hello reader</p>")
    assert [event.name for event in mail.events] == ["delivered"]
    bounced = await tc3_outbox.wait_for_async(status="bounced")
    assert bounced.recipients == ("bounce@example.com",)


async def test_a_campaign_to_nobody(
    post: Post, campaign: dict[str, Any], tc3_outbox: Outbox
) -> None:
    response = await post("/campaigns", **{**campaign, "group": 404})
    assert (response["status"], len(tc3_outbox)) == (409, 0)
    assert response["code"] == "OperationDenied.ReceiverNotExist"


async def test_the_service_is_not_allowed_to(
    post: Post, campaign: dict[str, Any], tc3_cloud: RunningCloud
) -> None:
    refused = {"BatchSendEmail": "AuthFailure.UnauthorizedOperation"}
    tc3_cloud.ses.configure(tc3_cloud.secret_id, refused=refused)
    assert (await post("/campaigns", **campaign))["status"] == 409


async def test_each_test_begins_with_an_empty_cloud(tc3_cloud: RunningCloud) -> None:
    async with tc3_cloud.client(AsyncSesClient) as ses:
        assert (await ses.list_email_identities()).email_identities == []
