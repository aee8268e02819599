"""Situations in which SES refuses a call: each is steps that end with the code."""

from __future__ import annotations

import json
from typing import Any

from .steps import ADA, Stage, Steps, changed
from .story import (
    create_group,
    create_sender,
    create_template,
    encoded,
    ready_to_send,
    upload_with_data,
)


async def twice(stage: Stage, **params: Any) -> str:
    await stage.ses(stage.action, **params)
    return await stage.code(**params)


async def repeated_sender(stage: Stage) -> str:
    await create_sender(stage.ses)
    return await stage.code(EmailAddress="news@mail.example.com")


def sender(**change: Any) -> Steps:
    async def steps(stage: Stage) -> str:
        await create_sender(stage.ses)
        params = {"EmailAddress": "new@mail.example.com", **change}
        return await stage.code(**params)

    return steps


async def too_many_senders(stage: Stage) -> str:
    stage.cloud.ses.configure("local", senders=1)
    return await sender()(stage)


async def too_many_domains(stage: Stage) -> str:
    stage.cloud.ses.configure("local", domains=0)
    return await stage.example()


async def domain_of_another(stage: Stage) -> str:
    await stage.other("CreateEmailIdentity", EmailIdentity="mail.example.com")
    return await stage.example()


async def repeated_domain(stage: Stage) -> str:
    return await twice(stage, EmailIdentity="mail.example.com")


async def domain_with_senders(stage: Stage) -> str:
    await create_sender(stage.ses)
    return await stage.example()


async def domain_of_a_person(stage: Stage) -> str:
    stage.cloud.ses.configure("local", delete_domains=False)
    return await domain_with_senders(stage)


async def domain_without_key(stage: Stage) -> str:
    await stage.ses("CreateEmailIdentity", EmailIdentity="nodkim.example.com")
    return await stage.code(EmailIdentity="nodkim.example.com")


async def too_many_templates(stage: Stage) -> str:
    stage.cloud.ses.configure("local", templates=0)
    return await stage.example()


async def unknown_template_to_send(stage: Stage) -> str:
    params = await stage.mail()
    await stage.ses("DeleteEmailTemplate", **id_of(params))
    return await stage.code(**params)


async def unapproved_template(stage: Stage) -> str:
    params = await ready_to_send(stage.ses)
    stage.cloud.ses.review(id_of(params)["TemplateID"], approved=False)
    return await stage.code(**params)


def id_of(params: dict[str, Any]) -> dict[str, int]:
    return {"TemplateID": params["Template"]["TemplateID"]}


async def repeated_group(stage: Stage) -> str:
    return await twice(stage, ReceiversName="Readers")


async def too_many_groups(stage: Stage) -> str:
    stage.cloud.ses.configure("local", groups=0)
    return await stage.example()


async def full_group(stage: Stage) -> str:
    """A group that is said to have one place left; `test_errors` fills a real one."""
    group = await create_group(stage.ses)
    stage.cloud.database.run("UPDATE receiver SET size = 49999 WHERE id = ?", (group,))
    emails = ["ada@example.com", "bob@example.com"]
    if stage.action == "CreateReceiverDetail":
        return await stage.code(ReceiverId=group, Emails=emails)
    datas = [{"Email": email, "TemplateData": "{}"} for email in emails]
    return await stage.code(ReceiverId=group, Datas=datas)


async def busy_group(stage: Stage) -> str:
    group = await create_group(stage.ses)
    datas = [{"Email": ADA, "TemplateData": "{}"}]
    await stage.ses("CreateReceiverDetailWithData", ReceiverId=group, Datas=datas)
    if stage.action == "CreateReceiverDetail":
        return await stage.code(ReceiverId=group, Emails=[ADA])
    return await stage.code(ReceiverId=group, Datas=datas)


async def addresses_without_data(stage: Stage) -> str:
    group = await create_group(stage.ses)
    await upload_with_data(stage.ses, group, ada="Ada")
    return await stage.code(ReceiverId=group, Emails=["eve@example.com"])


async def empty_group(stage: Stage) -> str:
    params = await ready_to_send(stage.ses)
    params["ReceiverId"] = await create_group(stage.ses, "Empty")
    return await stage.code(**params)


async def large_raw_content(stage: Stage) -> str:
    stage.cloud.ses.configure("local", raw_content=True)
    simple = {"Text": encoded("x" * (2 * 1024 * 1024 + 1))}
    params = await ready_to_send(stage.ses)
    return await stage.code(**changed(params, {"Template": ..., "Simple": simple}))


async def large_values(stage: Stage) -> str:
    params = await stage.mail()
    many = await create_template(stage.ses, html="{{name}}" * 1000)
    values = json.dumps({"name": "x" * 3000})
    return await stage.code(
        **changed(params, {"Template": {"TemplateID": many, "TemplateData": values}})
    )


def to_black(action: str, **params: Any) -> Steps:
    async def steps(stage: Stage) -> str:
        send = await stage.mail()
        await stage.ses(action, **params)
        return await stage.code(**send)

    return steps


def second_mail(to: str, then: str | None = None, **settings: Any) -> Steps:
    """A mail to an address, and then another one to it, or to another one."""

    async def steps(stage: Stage) -> str:
        stage.cloud.ses.configure("local", **settings)
        params = await stage.mail(Destination=[to])
        await stage.ses("SendEmail", **params)
        return await stage.code(**{**params, "Destination": [then or to]})

    return steps


async def many_bounces(stage: Stage) -> str:
    stage.cloud.ses.configure("local", bounce_percent=5, bounce_minimum=9)
    params = await stage.mail()
    for number in range(10):
        address = f"bounce+{number}@example.com" if number else ADA
        await stage.ses("SendEmail", **{**params, "Destination": [address]})
    return await stage.code(**params)


async def link(stage: Stage, url: str) -> str:
    params = await stage.mail()
    linked = await create_template(stage.ses, html=f'<a href="{url}">Read</a>')
    template = {"TemplateID": linked, "TemplateData": "{}"}
    return await stage.code(**{**params, "Template": template})


async def illegal_link(stage: Stage) -> str:
    return await link(stage, "https://illegal.example.com/")


async def forbidden_link(stage: Stage) -> str:
    stage.cloud.ses.configure("local", links=False)
    return await link(stage, "https://shop.example.com/")


async def unknown_account(stage: Stage) -> str:
    stage.cloud.ses.configure("local", known=False)
    return await stage.example()


async def repeated_password(stage: Stage) -> str:
    await create_sender(stage.ses)
    return await twice(
        stage, EmailAddress="news@mail.example.com", Password="NotAReal42Word"
    )


def password(password: str) -> Steps:
    async def steps(stage: Stage) -> str:
        await create_sender(stage.ses)
        return await stage.code(EmailAddress="news@mail.example.com", Password=password)

    return steps


async def too_long_ago(stage: Stage) -> str:
    return await stage.example(RequestDate="2025-10-01")


async def second_setting(stage: Stage) -> str:
    await create_sender(stage.ses)
    return await twice(
        stage, Address="news@mail.example.com", UnsubscribeConfig="1", Status=1
    )
