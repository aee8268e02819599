"""Sending: a status for each number, what a message costs, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.sms.numbers.magic import FATES, REFUSALS

from .stage import AMERICAN, APP, CHINESE, GLOBAL, MAINLAND, NEWER, SIGN, Stage


async def test_each_number_has_a_status_of_its_own(stage: Stage) -> None:
    sent, refused, broken = await stage.send(
        AMERICAN, "+12025550135", "12", SessionContext="order-4711"
    )
    assert (sent["Code"], sent["Fee"], sent["IsoCode"]) == ("Ok", 1, "US")
    assert sent["SessionContext"] == "order-4711"
    assert sent["SerialNo"].startswith("0001:")
    assert refused["Code"] == "FailedOperation.PhoneNumberInBlacklist"
    assert (refused["SerialNo"], refused["Fee"]) == ("", 0)
    assert refused["PhoneNumber"] == "+12025550135"
    assert broken["Code"] == "InvalidParameterValue.IncorrectPhoneNumber"
    assert broken["PhoneNumber"] == "12"


async def test_messages_are_kept(cloud: LocalCloud, stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550135")
    arrived, refused = cloud.sms.messages
    assert arrived.text == "[ExampleShop]Your login code is 184203."
    assert (arrived.status, arrived.report) == ("delivered", "DELIVRD")
    assert (arrived.number, arrived.country, arrived.signature) == (
        AMERICAN,
        "US",
        SIGN,
    )
    assert (refused.status, refused.serial) == ("refused", "")
    assert refused.reason == "FailedOperation.PhoneNumberInBlacklist"


@pytest.mark.parametrize(
    "number", [CHINESE, "8612000000001", "12000000001", "008612000000001"]
)
@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_a_mainland_number_may_lack_its_prefix(
    cloud: LocalCloud, stage: Stage, number: str
) -> None:
    params = await stage.ready(MAINLAND)
    response = await stage.call("SendSms", **{**params, "PhoneNumberSet": [number]})
    assert response["SendStatusSet"][0]["PhoneNumber"] == CHINESE
    assert cloud.sms.messages[0].text.startswith("【ExampleShop】")


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_a_global_message_needs_no_signature(
    cloud: LocalCloud, stage: Stage
) -> None:
    (status,) = await stage.send(AMERICAN, SignName="")
    assert status["Code"] == "Ok"
    assert cloud.sms.messages[0].text == "Your login code is 184203."


@pytest.mark.parametrize(
    ("scope", "values", "fee"),
    [
        (GLOBAL, ["x" * 140], 1),
        (GLOBAL, ["x" * 158], 2),
        (GLOBAL, ["字"], 1),
        (GLOBAL, ["字" * 70], 2),
    ],
)
@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_a_long_text_is_charged_as_several_messages(
    stage: Stage, scope: int, values: list[str], fee: int
) -> None:
    params = await stage.ready(scope, SmsType=2, TemplateContent="Hi {1}")
    params |= {"TemplateParamSet": values, "SignName": ""}
    (status,) = (await stage.call("SendSms", **params))["SendStatusSet"]
    assert status["Fee"] == fee


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_some_numbers_are_refused(stage: Stage) -> None:
    statuses = await stage.send(*(f"+120255501{digits}" for digits in REFUSALS))
    assert [each["Code"] for each in statuses] == list(REFUSALS.values())
    assert all(each["Message"] for each in statuses)


def test_every_code_of_sending_has_a_number(stage: Stage) -> None:
    codes = stage.sms.service.actions["SendSms"].errors
    assert set(codes) == set(REFUSALS.values())


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_some_numbers_get_another_report(cloud: LocalCloud, stage: Stage) -> None:
    reports = {digits: fate.report for digits, fate in FATES.items() if not fate.delay}
    await stage.send(*(f"+120255501{digits}" for digits in reports))
    found = {each.number[-2:]: each.report or None for each in cloud.sms.messages}
    assert found == reports


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_a_late_message_arrives_after_ten_minutes(
    cloud: LocalCloud, stage: Stage
) -> None:
    await stage.send("+12025550190")
    assert cloud.sms.messages[0].status == "sending"
    cloud.clock.advance(599)
    assert cloud.sms.messages[0].status == "sending"
    cloud.clock.advance(1)
    message = cloud.sms.messages[0]
    assert message.status == "delivered"
    assert message.received_at == pytest.approx(message.sent_at + 600)


async def test_packages_pay_for_messages(cloud: LocalCloud, stage: Stage) -> None:
    cloud.sms.add_package("local", APP, 1)
    cloud.sms.add_package("local", APP, 5, gift=True)
    statuses = await stage.send(*[AMERICAN] * 4)
    assert [each["Code"] for each in statuses] == ["Ok"] * 4
    now = int(cloud.clock())
    period = {} if stage.older else {"BeginTime": "2026010100", "EndTime": "2026010123"}
    response = await stage.call(
        "SmsPackagesStatistics", SmsSdkAppId=APP, Limit=10, Offset=0, **period
    )
    first, second = response["SmsPackagesStatisticsSet"]
    assert (first["CurrentUsage"], second["CurrentUsage"]) == (1, 3)
    created = first["PackageCreateUnixTime" if stage.older else "PackageCreateTime"]
    assert created == now
    if stage.older:
        assert first["PackageCreateTime"] == "2026-01-01 08:00:00"


async def test_an_expired_package_pays_for_nothing(
    cloud: LocalCloud, stage: Stage
) -> None:
    cloud.sms.add_package("local", APP, 5)
    cloud.clock.advance(2 * 365 * 86400 + 1)
    (status,) = await stage.send(AMERICAN)
    assert status["Code"] == "FailedOperation.InsufficientBalanceInSmsPackage"


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_several_messages_at_once(cloud: LocalCloud, stage: Stage) -> None:
    params = await stage.ready()
    one: dict[str, Any] = {
        "PhoneNumber": AMERICAN,
        "TemplateId": params["TemplateId"],
        "TemplateParamSet": ["184203"],
        "SessionContext": "a",
        "SenderId": "EXSHOP",
    }
    other = {**one, "PhoneNumber": "+447700900123", "TemplateParamSet": []}
    response = await stage.call(
        "SendMultiGlobalSms", SmsSdkAppId=APP, MultiSmsInfoSet=[one, other]
    )
    sent, refused = response["SendMultiStatusSet"]
    assert (sent["Code"], sent["IsoCode"], sent["Fee"]) == ("Ok", "US", 1)
    assert refused["Code"] == "FailedOperation.TemplateIncorrectOrUnapproved"
    assert (refused["SessionContext"], refused["IsoCode"]) == ("a", "GB")
    assert sent["SerialNo"] != refused["SerialNo"]
    assert cloud.sms.messages[0].sender == "EXSHOP"


async def test_the_usual_limits_hold_with_the_rate_limits(stage: Stage) -> None:
    cloud = LocalCloud(rate_limit=True)
    limits = cloud.sms.settings("local")
    assert (limits.number_per_30_seconds, limits.number_per_day) == (1, 2)
    assert LocalCloud().sms.settings("local").number_per_day is None


async def test_limits_end_with_their_time(cloud: LocalCloud, stage: Stage) -> None:
    cloud.sms.configure("local", number_per_30_seconds=1, number_per_day=2)
    params = await stage.ready()

    async def code() -> str:
        response = await stage.call("SendSms", **params)
        return str(response["SendStatusSet"][0]["Code"])

    assert await code() == "Ok"
    assert await code() == "LimitExceeded.PhoneNumberThirtySecondLimit"
    cloud.clock.advance(31)
    assert await code() == "Ok"
    cloud.clock.advance(31)
    assert await code() == "LimitExceeded.PhoneNumberDailyLimit"
    cloud.clock.advance(16 * 3600)  # past midnight in the zone UTC+8
    assert await code() == "Ok"


async def test_accounts_know_nothing_of_each_other(
    cloud: LocalCloud, stage: Stage
) -> None:
    params = await stage.ready()
    theirs = Stage(cloud, stage.other, stage.sms)
    assert await theirs.code(**params) == "FailedOperation.TemplateUnapprovedOrNotExist"


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_large_texts_are_refused_before_they_are_multiplied(
    cloud: LocalCloud, stage: Stage
) -> None:
    """A template repeats a value a hundred times, a call has two hundred numbers."""
    large = "x" * 5_000_000
    params = await stage.ready(SmsType=2, TemplateContent="{1}" * 100)
    params |= {"PhoneNumberSet": [AMERICAN] * 200}
    response = await stage.call("SendSms", **{**params, "TemplateParamSet": [large]})
    codes = {each["Code"] for each in response["SendStatusSet"]}
    assert codes == {"InvalidParameterValue.ContentLengthLimit"}
    for name in ("TemplateId", "SignName", "SenderId", "ExtendCode"):
        code = await stage.code(**{**params, "TemplateParamSet": ["1"], name: large})
        assert code == "FailedOperation.FailResolvePacket"
    assert len(cloud.sms.messages) == 200
