"""Situations in which SMS refuses a call or a message: each is steps that end with the code."""

from __future__ import annotations

from typing import Any

from .stage import (
    AMERICAN,
    APP,
    CHINESE,
    GLOBAL,
    MAINLAND,
    SIGN,
    SIGNATURE,
    TEMPLATE,
    Stage,
    Steps,
)

MARKETING = {"SmsType": 1, "TemplateContent": "Sale 拒收请回复R"}


def example(**change: Any) -> Steps:
    """The documented example, with some parameters changed or, by `...`, left out."""
    return lambda stage: stage.example(**change)


def settings(**changes: Any) -> Steps:
    """The documented example, of an account with other settings."""

    async def steps(stage: Stage) -> str:
        stage.cloud.sms.configure("local", **changes)
        return await stage.example()

    return steps


def signature(**change: Any) -> Steps:
    """A signature that could be applied for but for what is changed."""

    async def steps(stage: Stage) -> str:
        params: dict[str, Any] = {**SIGNATURE, **change}
        if stage.action == "ModifySmsSign":
            params["SignId"] = await stage.sign(SignName="pending1")
        return await stage.code(**params)

    return steps


def template(**change: Any) -> Steps:
    """A template that could be applied for but for what is changed."""

    async def steps(stage: Stage) -> str:
        await stage.sign()
        params: dict[str, Any] = {**TEMPLATE, **change}
        if stage.action == "ModifySmsTemplate":
            params["TemplateId"] = await stage.template(TemplateName="pending")
        return await stage.code(**params)

    return steps


def individual(**change: Any) -> Steps:
    """A template of an account that is not verified as a company."""

    async def steps(stage: Stage) -> str:
        stage.cloud.sms.configure("local", company=False)
        if stage.action == "ModifySmsTemplate":
            return await stage.code(**{**TEMPLATE, "TemplateId": 1, **change})
        return await stage.code(**{**TEMPLATE, **change})

    return steps


def message(scope: int = GLOBAL, **change: Any) -> Steps:
    """A message that could be sent but for what is changed."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready(scope)
        return await stage.code(**{**params, **change})

    return steps


def message_with(scope: int = GLOBAL, **changes: Any) -> Steps:
    """A message of an account with other settings."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready(scope)
        stage.cloud.sms.configure("local", **changes)
        return await stage.code(**params)

    return steps


def second_message_with(**changes: Any) -> Steps:
    """The second of two messages that are the same, with a limit."""

    async def steps(stage: Stage) -> str:
        stage.cloud.sms.configure("local", **changes)
        params = await stage.ready()
        assert await stage.code(**params) == "Ok"
        return await stage.code(**params)

    return steps


def message_of(scope: int = GLOBAL, values: Any = (), **change: Any) -> Steps:
    """A message made of another template, with these values."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready(scope, **change)
        return await stage.code(**{**params, "TemplateParamSet": list(values)})

    return steps


def to_other_country(scope: int, number: str) -> Steps:
    """A message made of a template for other numbers."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready(scope)
        return await stage.code(**{**params, "PhoneNumberSet": [number]})

    return steps


def marketing(*, night: bool = False, company: bool = True) -> Steps:
    """An advertisement, at another time or of somebody who may send none."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready(MAINLAND, **MARKETING)
        stage.cloud.clock.advance(14 * 3600 if night else 0)
        stage.cloud.sms.configure("local", company=company)
        return await stage.code(**params)

    return steps


def multi(**change: Any) -> Steps:
    """A message among several that could be sent but for what is changed."""

    async def steps(stage: Stage) -> str:
        params = await stage.ready()
        one = {
            "PhoneNumber": AMERICAN,
            "TemplateId": params["TemplateId"],
            "TemplateParamSet": ["184203"],
            **change,
        }
        return await stage.code(SmsSdkAppId=APP, MultiSmsInfoSet=[one])

    return steps


async def second_global_message(stage: Stage) -> str:
    stage.cloud.sms.configure("local", global_per_second=0)
    return await multi()(stage)


async def empty_package(stage: Stage) -> str:
    params = await stage.ready()
    stage.cloud.sms.add_package("local", APP, 1)
    assert await stage.code(**params) == "Ok"
    return await stage.code(**params)


async def after_opting_out(stage: Stage) -> str:
    params = await stage.ready()
    assert await stage.code(**params) == "Ok"
    assert stage.cloud.sms.reply(AMERICAN, " Stop ", account="local")
    return await stage.code(**params)


async def repeated_signature(stage: Stage) -> str:
    await stage.sign()
    return await signature()(stage)


async def waiting_signature(stage: Stage) -> str:
    await stage.sign(SignName="pending")
    return await signature(SignName="pending")(stage)


async def approved_signature(stage: Stage) -> str:
    return await stage.code(**SIGNATURE, SignId=await stage.sign())


async def signature_of_another(stage: Stage) -> str:
    theirs = Stage(stage.cloud, stage.other, stage.sms)
    id = await theirs.sign(SignName="pending")
    return await stage.code(**SIGNATURE, SignId=id)


async def too_many_signatures(stage: Stage) -> str:
    stage.cloud.sms.configure("local", signatures=0)
    return await stage.code(**SIGNATURE)


async def deleted_signature(stage: Stage) -> str:
    id = await stage.sign()
    await stage.call("DeleteSmsSign", SignId=id)
    return await stage.code(SignId=id)


async def approved_template(stage: Stage) -> str:
    await stage.sign()
    id = await stage.template()
    if stage.action == "AddSmsTemplate":
        return await stage.code(**TEMPLATE)
    return await stage.code(**TEMPLATE, TemplateId=id)


async def template_of_another(stage: Stage) -> str:
    theirs = Stage(stage.cloud, stage.other, stage.sms)
    await theirs.sign()
    id = await theirs.template(TemplateName="pending")
    return await stage.code(**TEMPLATE, TemplateId=id)


async def too_many_templates(stage: Stage) -> str:
    stage.cloud.sms.configure("local", templates=0)
    await stage.sign()
    return await stage.code(**TEMPLATE)


async def deleted_template(stage: Stage) -> str:
    await stage.sign()
    id = await stage.template()
    await stage.call("DeleteSmsTemplate", TemplateId=id)
    return await stage.code(TemplateId=id)


async def all_templates_by_a_sub_account(stage: Stage) -> str:
    stage.cloud.sms.configure("local", main_account=False)
    return await stage.example(TemplateIdSet=...)


def period(begin: int, end: int | None = None) -> Steps:
    """A period that begins and ends so many seconds from now."""

    async def steps(stage: Stage) -> str:
        now = int(stage.cloud.clock())
        change = {"EndTime": ...} if end is None else {"EndTime": now + end}
        return await stage.example(BeginTime=now + begin, **change)

    return steps


def numbers(*texts: str) -> Steps:
    """The code of the first of some numbers."""

    async def steps(stage: Stage) -> str:
        response = await stage.call(stage.action, PhoneNumberSet=list(texts))
        return str(response["PhoneNumberInfoSet"][0]["Code"])

    return steps


def number_in_period(text: str) -> Steps:
    """Reports on what is not a number, in the last hour."""

    async def steps(stage: Stage) -> str:
        now = int(stage.cloud.clock())
        return await stage.example(PhoneNumber=text, BeginTime=now - 3600, EndTime=now)

    return steps


__all__ = ["AMERICAN", "CHINESE", "SIGN"]
