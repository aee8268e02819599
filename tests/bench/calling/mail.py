"""The call that is timed: one batch mail, as each client takes it."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any, TypedDict

from tc3 import Credential
from tc3._core.attempt import Attempt
from tc3._core.transport.base import HttpRequest, HttpResponse
from tc3.ses.v20201002 import SesClient
from tc3.ses.v20201002.enums import TaskType
from tc3.ses.v20201002.models import Template

from .server import RESPONSE

SECRET_ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
SECRET_KEY = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
REGION = "ap-singapore"
PEER_MISSING = "the official SDK is not installed: pip install --group bench"

_SENDER = "Shop <noreply@mail.example.com>"
_SUBJECT = "Your order has been shipped"
_DATA = '{"name":"Ada","order":"2026-000451","link":"https://shop.example.com/o/451"}'


class Mail(TypedDict):
    """The parameters of `batch_send_email` that are given."""

    from_email_address: str
    receiver_id: int
    subject: str
    task_type: TaskType
    template: Template


def mail() -> Mail:
    return {
        "from_email_address": _SENDER,
        "receiver_id": 1024,
        "subject": _SUBJECT,
        "task_type": TaskType.SEND_NOW,
        "template": Template(template_id=9001, template_data=_DATA),
    }


def credential() -> Credential:
    return Credential(SECRET_ID, SECRET_KEY)


class Recorder:
    """A transport that sends nothing and remembers the last request."""

    last: HttpRequest

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        self.last = request
        return HttpResponse(200, {}, RESPONSE.encode())

    def close(self) -> None:
        pass


def signed(address: str) -> HttpRequest:
    """What our clients send, signed once, for the raw peers."""
    recorder = Recorder()
    with SesClient(
        credential(), REGION, endpoint=f"http://{address}", transport=recorder
    ) as client:
        client.batch_send_email(**mail())
    return recorder.last


def official(module: str) -> ModuleType | None:
    """A module of the official SDK, None where it is not installed."""
    try:
        return import_module(f"tencentcloud.{module}")
    except ImportError:
        return None


def official_client(module: ModuleType, address: str, keep_alive: bool) -> Any:
    http = import_module("tencentcloud.common.profile.http_profile")
    client = import_module("tencentcloud.common.profile.client_profile")
    credentials = import_module("tencentcloud.common.credential")
    return module.SesClient(
        credentials.Credential(SECRET_ID, SECRET_KEY),
        REGION,
        client.ClientProfile(
            httpProfile=http.HttpProfile(
                protocol="http", endpoint=address, keepAlive=keep_alive
            )
        ),
    )


def official_mail(models: ModuleType) -> Any:
    """The same mail as `mail`, as the official SDK takes it."""
    request = models.BatchSendEmailRequest()
    request.FromEmailAddress = _SENDER
    request.ReceiverId = 1024
    request.Subject = _SUBJECT
    request.TaskType = 1
    request.Template = models.Template()
    request.Template.TemplateID = 9001
    request.Template.TemplateData = _DATA
    return request
