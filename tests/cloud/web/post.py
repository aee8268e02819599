"""Mail to look at."""

from __future__ import annotations

from typing import Any

from tc3gen.cloud import LocalCloud

from ..client import Caller
from ..story import SENDER, create_sender, create_template


async def send(
    ses: Caller, subject: str, to: str = "ada@example.com", **more: Any
) -> str:
    """Send one mail and answer its id; the first one makes what is needed."""
    if "template" not in more:
        await create_sender(ses)
        more["template"] = await create_template(ses)
    answer = await ses(
        "SendEmail",
        FromEmailAddress=SENDER,
        Subject=subject,
        Destination=[to],
        Template={
            "TemplateID": more.pop("template"),
            "TemplateData": more.pop("data", '{"name": "Ada"}'),
        },
        **more,
    )
    return str(answer["MessageId"])


async def submit(cloud: LocalCloud, ses: Caller, raw: bytes) -> str:
    """Send a whole message, as over SMTP, with anything in it."""
    await create_sender(ses)
    return cloud.ses.submit("local", "news@mail.example.com", ["ada@example.com"], raw)
