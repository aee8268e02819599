"""Mail to look at."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.ses.sending import submission

from .client import Caller
from .story import SENDER, create_sender, create_template


async def send(
    ses: Caller, subject: str, to: str = "ada@example.com", **more: Any
) -> str:
    """Send one mail and return its id; the first one makes what is needed."""
    if "template" not in more:
        await create_sender(ses)
        more["template"] = await create_template(ses)
    response = await ses(
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
    return str(response["MessageId"])


async def submit(cloud: LocalCloud, ses: Caller, raw: bytes) -> str:
    """Send a whole message, as over SMTP, with anything in it.

    The service refuses some names of files, and messages of other forms; a page must not
    rely on that.
    """
    await create_sender(ses)
    with pytest.MonkeyPatch.context() as patch:
        for check in ("check_form", "check_files"):
            patch.setattr(submission, check, lambda *_: None)
        return cloud.ses.submit(
            "local", "news@mail.example.com", ["ada@example.com"], raw
        )
