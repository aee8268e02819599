"""Steps that bring about error codes of SES, for the table of all of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from attrs import frozen
from own_specs import own_specs

from tc3gen.cloud import LocalCloud

from .client import Caller
from .story import (
    SENDER,
    create_group,
    create_sender,
    create_template,
    ready_to_send,
    upload_with_data,
)

SERVICE = next(each for each in own_specs().services if each.service == "ses")
VALUE = "InvalidParameterValue"
ADA = "ada@example.com"


@frozen
class Stage:
    """Where steps are done: a cloud, two accounts, and the action of the table."""

    cloud: LocalCloud
    ses: Caller
    other: Caller
    action: str

    async def code(self, **params: Any) -> str:
        return await self.ses.code(self.action, **params)

    async def example(self, **change: Any) -> str:
        """The code of the documented example with some parameters changed."""
        example = dict(SERVICE.actions[self.action].examples[0].request)
        return await self.code(**changed(example, change))

    async def mail(self, **change: Any) -> dict[str, Any]:
        """Parameters of a mail that can be sent, with some changed."""
        await create_sender(self.ses)
        template = await create_template(self.ses)
        usual = {
            "FromEmailAddress": SENDER,
            "Subject": "Hello",
            "Destination": [ADA],
            "Template": {"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
        }
        return changed(usual, change)


Steps = Callable[[Stage], Awaitable[str]]


def changed(params: dict[str, Any], change: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value for name, value in {**params, **change}.items() if value is not ...
    }


def example(**change: Any) -> Steps:
    """The documented example, with some parameters changed or, by `...`, left out."""
    return lambda stage: stage.example(**change)


def mail(**change: Any) -> Steps:
    """A single mail that could be sent but for what is changed."""

    async def steps(stage: Stage) -> str:
        return await stage.code(**await stage.mail(**change))

    return steps


def mail_with(**settings: Any) -> Steps:
    """A single mail of an account with other settings."""

    async def steps(stage: Stage) -> str:
        stage.cloud.ses.configure("local", **settings)
        return await stage.code(**await stage.mail(Attachments=[{"FileName": "a.txt"}]))

    return steps


def batch(**change: Any) -> Steps:
    """A batch that could be sent but for what is changed."""

    async def steps(stage: Stage) -> str:
        return await stage.code(**changed(await ready_to_send(stage.ses), change))

    return steps


def template(name: str = "greeting", **content: str) -> Steps:
    """A template made or changed."""

    async def steps(stage: Stage) -> str:
        params: dict[str, Any] = {"TemplateName": name, "TemplateContent": content}
        if stage.action == "UpdateEmailTemplate":
            params["TemplateID"] = await create_template(stage.ses)
        return await stage.code(**params)

    return steps


def with_data(*rows: Any) -> Steps:
    """Addresses with data, for a group that has an address with a `name`."""

    async def steps(stage: Stage) -> str:
        group = await create_group(stage.ses)
        await upload_with_data(stage.ses, group, ada="Ada")
        datas = [
            {"Email": "eve@example.com", "TemplateData": row}
            if isinstance(row, str)
            else row
            for row in rows
        ]
        return await stage.code(ReceiverId=group, Datas=datas)

    return steps


async def body_is_no_object(stage: Stage) -> str:
    return await stage.ses.code_of(stage.ses.request(stage.action, b"[]"))


async def language_is_unknown(stage: Stage) -> str:
    headers = {"X-TC-Language": "tlh"}
    return await stage.ses.code_of(stage.ses.request(stage.action, headers=headers))


async def time_is_missing(stage: Stage) -> str:
    sent = stage.ses.request(stage.action)
    del sent.headers["X-TC-Timestamp"]
    return await stage.ses.code_of(sent)
