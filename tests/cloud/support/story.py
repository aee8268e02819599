"""Steps of the story that the documentation tells, for tests that start later in it."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

from .client import Caller

SENDER = "Shop <news@mail.example.com>"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


async def create_sender(ses: Caller) -> None:
    """A verified domain and an address of it."""
    await ses("CreateEmailIdentity", EmailIdentity="mail.example.com")
    await ses("UpdateEmailIdentity", EmailIdentity="mail.example.com")
    await ses("CreateEmailAddress", EmailAddress="news@mail.example.com")


async def create_template(ses: Caller, html: str = "<p>Hello {{name}}</p>") -> int:
    content = {"Html": encoded(html), "Text": encoded("Hello {{name}}")}
    response = await ses(
        "CreateEmailTemplate", TemplateName="greeting", TemplateContent=content
    )
    return int(response["TemplateID"])


async def create_group(ses: Caller, name: str = "Readers") -> int:
    return int((await ses("CreateReceiver", ReceiversName=name))["ReceiverId"])


async def upload(ses: Caller, group: int, *emails: str) -> dict[str, Any]:
    """Add addresses and let the time pass that it takes."""
    response = await ses("CreateReceiverDetail", ReceiverId=group, Emails=list(emails))
    ses.clock.now += 10
    return response


async def upload_with_data(ses: Caller, group: int, **names: str) -> dict[str, Any]:
    """Add addresses `KEY@example.com` whose `name` is the value."""
    datas = [
        {"Email": f"{key}@example.com", "TemplateData": json.dumps({"name": name})}
        for key, name in names.items()
    ]
    response = await ses("CreateReceiverDetailWithData", ReceiverId=group, Datas=datas)
    ses.clock.now += 10
    return response


async def ready_to_send(ses: Caller) -> dict[str, Any]:
    """Parameters of a `BatchSendEmail` that works."""
    await create_sender(ses)
    template = await create_template(ses)
    group = await create_group(ses)
    await upload(ses, group, "ada@example.com", "bob@example.com")
    return {
        "FromEmailAddress": SENDER,
        "ReceiverId": group,
        "Subject": "News",
        "TaskType": 1,
        "Template": {"TemplateID": template, "TemplateData": '{"name":"you"}'},
    }
