"""The outbox over HTTP: looking at it, and removing mail."""

from __future__ import annotations

import email
import json
from base64 import b64decode

import pytest

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.controls import Controls
from ..support.story import SENDER, create_sender, create_template, ready_to_send


async def test_the_outbox(controls: Controls, ses: Caller, other: Caller) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    for name in ("ada", "bounce"):
        await ses(
            "SendEmail",
            FromEmailAddress=SENDER,
            Subject=f"Hello {name}",
            Destination=[f"{name}@example.com"],
            Template={
                "TemplateID": template,
                "TemplateData": json.dumps({"name": f"<{name}>"}),
            },
        )
    found = await controls("GET", "outbox")
    assert found["total"] == 2
    assert [mail["subject"] for mail in found["mails"]] == ["Hello ada", "Hello bounce"]
    for query, subjects in (
        ("status=bounced", ["Hello bounce"]),
        ("text=HELLO%20A", ["Hello ada"]),
        ("recipient=ada%40example.com", ["Hello ada"]),
        ("account=other", []),
        ("order=newest&limit=1", ["Hello bounce"]),
        ("offset=1&limit=5", ["Hello bounce"]),
        (f"after={found['mails'][0]['id']}", ["Hello bounce"]),
    ):
        page = await controls("GET", f"outbox?{query}")
        assert [mail["subject"] for mail in page["mails"]] == subjects, query
    mail = await controls("GET", f"outbox/{found['mails'][1]['message_id']}")
    assert "Hello <bounce>" in mail["text"]
    assert mail["status"] == "bounced"
    assert [event["name"] for event in mail["events"]] == ["bounce"]
    message = email.message_from_bytes(b64decode(mail["raw"]))
    assert message["Subject"] == "Hello bounce"
    url = f"{controls.url}/_local/outbox/{mail['message_id']}/raw"
    async with controls.session.get(url) as response:
        assert response.content_type == "message/rfc822"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert await response.read() == b64decode(mail["raw"])


@pytest.mark.parametrize(
    "query",
    [
        "limit=-1",
        "limit=x",
        "offset=%F0",
        "status=lost",
        "order=up",
        "page=1",
        "limit=%D9%A3",
    ],
)
async def test_no_mails(controls: Controls, query: str) -> None:
    assert (await controls("GET", f"outbox?{query}", status=400))["error"]


async def test_a_mail_that_is_not_there(controls: Controls) -> None:
    for path in ("outbox/none", "outbox/none/raw", "outbox/%00", "faults/x", "else"):
        async with controls.session.get(f"{controls.url}/_local/{path}") as response:
            assert response.status in (404, 405)
            assert "Response" in await response.json()


# Who may use them


async def test_mail_is_removed(
    controls: Controls, cloud: LocalCloud, ses: Caller, other: Caller
) -> None:
    params = await ready_to_send(ses)
    await ses("BatchSendEmail", **params)
    first, second = cloud.outbox
    assert await controls("DELETE", f"outbox/{first.message_id}") == {"removed": 1}
    for method, path in (("DELETE", ""), ("GET", ""), ("GET", "/raw")):
        async with controls.session.request(
            method, f"{controls.url}/_local/outbox/{first.message_id}{path}"
        ) as response:
            assert response.status == 404
    assert [mail.id for mail in cloud.outbox] == [second.id]
    assert await controls("DELETE", "outbox?recipient=nobody@x.com") == {"removed": 0}
    for query in ("status=sent", "nothing=1", "task=x"):
        assert (await controls("DELETE", f"outbox?{query}", status=400))["error"]
    assert len(cloud.outbox) == 1
    assert await controls("DELETE", "outbox?recipient=bob@example.com") == {
        "removed": 1
    }
    assert cloud.outbox == []
    assert not cloud.outbox.remove(second.message_id)
    # What the service knows of them is as it was.
    (row,) = (await ses("ListSendTasks", Offset=0, Limit=10))["Data"]
    assert row["SendCount"] == 2
    assert cloud.ses.happen(first.message_id, "unsubscribe") == 1
