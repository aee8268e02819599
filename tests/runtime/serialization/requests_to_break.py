"""What the tests of encode share."""

from __future__ import annotations

from typing import Any

from tc3.ses import models


def mail(**members: Any) -> models.SendEmailRequest:
    given = {"from_email_address": "a@example.com", "subject": "Hello", **members}
    return models.SendEmailRequest(**given)


def row(**members: Any) -> models.ReceiverInputData:
    return models.ReceiverInputData(
        **{"email": "a@example.com", "template_data": {}, **members}
    )
