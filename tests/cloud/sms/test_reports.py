"""Reports and replies: pulled once, listed by number, and counted."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud

from .stage import AMERICAN, APP, NEWER, Stage


async def pulled(stage: Stage, what: str, limit: int = 100) -> list[dict[str, Any]]:
    response = await stage.call(f"PullSms{what}Status", SmsSdkAppId=APP, Limit=limit)
    found: list[dict[str, Any]] = response[f"PullSms{what}StatusSet"]
    return found


async def listed(stage: Stage, what: str, number: str) -> list[dict[str, Any]]:
    now = int(stage.cloud.clock())
    response = await stage.call(
        f"PullSms{what}StatusByPhoneNumber",
        BeginTime=now - 3600, EndTime=now, Offset=0, Limit=10,
        PhoneNumber=number, SmsSdkAppId=APP,
    )  # fmt: skip
    found: list[dict[str, Any]] = response[f"PullSms{what}StatusSet"]
    return found


async def test_a_report_is_handed_out_once(stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550180")
    (first,) = await pulled(stage, "Send", limit=1)
    (second,) = await pulled(stage, "Send")
    assert await pulled(stage, "Send") == []
    assert (first["ReportStatus"], first["Description"]) == ("SUCCESS", "DELIVRD")
    assert (second["ReportStatus"], second["Description"]) == ("FAIL", "UNDELIV")
    assert first["SerialNo"] == stage.cloud.sms.messages[0].serial
    assert len(await listed(stage, "Send", AMERICAN)) == 1


async def test_a_report_in_the_words_of_each_version(stage: Stage) -> None:
    await stage.send(AMERICAN)
    (report,) = await listed(stage, "Send", AMERICAN)
    if stage.older:
        assert report["PurePhoneNumber"] == AMERICAN
        assert (report["NationCode"], report["PhoneNumber"]) == ("1", "2025550123")
        assert report["UserReceiveTime"] == "2026-01-01 08:00:00"
    else:
        assert report["PhoneNumber"] == AMERICAN
        assert (report["CountryCode"], report["SubscriberNumber"]) == (
            "1",
            "2025550123",
        )
        assert report["UserReceiveTime"] == int(stage.cloud.clock())


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_the_session_is_repeated_where_the_provider_opened_it(
    stage: Stage,
) -> None:
    await stage.send(AMERICAN, SessionContext="order-4711")
    (report,) = await listed(stage, "Send", AMERICAN)
    assert report["SessionContext"] == ""
    stage.cloud.sms.configure("local", session_in_reports=True)
    (report,) = await listed(stage, "Send", AMERICAN)
    assert report["SessionContext"] == "order-4711"


async def test_replies(cloud: LocalCloud, stage: Stage) -> None:
    await stage.send("+12025550195", ExtendCode="11")
    assert cloud.sms.reply("+12025550195", "And again", account="local")
    first, second = await listed(stage, "Reply", "+12025550195")
    assert (first["ReplyContent"], second["ReplyContent"]) == ("Thank you", "And again")
    assert first["ExtendCode"] == "11"
    assert first["Sign" if stage.older else "SignName"] == "ExampleShop"
    assert len(await pulled(stage, "Reply")) == 2
    assert await pulled(stage, "Reply") == []


async def test_nobody_replies_to_nothing(cloud: LocalCloud, stage: Stage) -> None:
    assert not cloud.sms.reply(AMERICAN, "Hello?", account="local")
    with pytest.raises(ValueError, match="not a phone number"):
        cloud.sms.reply("me", "Hello?", account="local")
    with pytest.raises(ValueError, match="1 to 1,000 characters"):
        cloud.sms.reply(AMERICAN, " ", account="local")


async def test_a_reply_may_end_all_messages(stage: Stage) -> None:
    await stage.send("+12025550196")
    assert (
        await stage.code(**_same(stage, "+12025550196"))
        == "FailedOperation.PhoneNumberInBlacklist"
    )
    assert await stage.code(**_same(stage, AMERICAN)) == "Ok"


def _same(stage: Stage, number: str) -> dict[str, Any]:
    message = stage.cloud.sms.messages[0]
    return {
        "PhoneNumberSet": [number], "SmsSdkAppId": APP, "SignName": message.signature,
        "TemplateId": message.template, "TemplateParamSet": ["184203"],
    }  # fmt: skip


async def test_statistics(stage: Stage) -> None:
    await stage.send(
        AMERICAN, *(f"+1202555018{digit}" for digit in range(10)), "+12025550135"
    )
    period = {"BeginTime": "2026010108", "EndTime": "2026010108", "SmsSdkAppId": APP}
    response = await stage.call("SendStatusStatistics", Limit=0, Offset=0, **period)
    assert response["SendStatusStatistics"] == {
        "FeeCount": 11, "RequestCount": 12, "RequestSuccessCount": 11,
    }  # fmt: skip
    response = await stage.call("CallbackStatusStatistics", Limit=0, Offset=0, **period)
    assert response["CallbackStatusStatistics"] == {
        "CallbackCount": 11,
        "RequestSuccessCount": 11,
        "CallbackFailCount": 10,
        "CallbackSuccessCount": 1,
        "InternalErrorCount": 2,
        "InvalidNumberCount": 1,
        "ShutdownErrorCount": 2,
        "BlackListCount": 1,
        "FrequencyLimitCount": 1,
    }
    later = {**period, "BeginTime": "2026010109", "EndTime": "2026010109"}
    response = await stage.call("SendStatusStatistics", Limit=0, Offset=0, **later)
    assert response["SendStatusStatistics"]["RequestCount"] == 0


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_the_list_of_messages_to_a_number(stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550180")
    now = int(stage.cloud.clock())
    response = await stage.call(
        "DescribeSendRecordList",
        PhoneNumber=AMERICAN,
        SmsSdkAppId=APP,
        BeginTime=now - 60,
    )
    assert response["TotalCount"] == 1
    (record,) = response["SendRecordSet"]
    assert record["Content"] == "[ExampleShop]Your login code is 1****3."
    assert (record["SendStatus"], record["StatusCode"]) == (2, "DELIVRD")
    assert record["UserReceiveTime"] == now


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_numbers_are_normalised_as_documented(stage: Stage) -> None:
    example = stage.sms.service.actions["DescribePhoneNumberInfo"].examples[0]
    response = await stage.call("DescribePhoneNumberInfo", **example.request)
    assert response == example.response


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_codes_that_came_back(stage: Stage) -> None:
    (status,) = await stage.send(AMERICAN)
    response = await stage.call(
        "ReportConversion", SmsSdkAppId=APP, SerialNo=status["SerialNo"]
    )
    assert response["ReportConversionStatus"]["Code"] == "ok"
    response = await stage.call("ReportConversion", SmsSdkAppId=APP, SerialNo="none")
    assert response["ReportConversionStatus"]["Code"] == "FailedOperation.OtherError"


async def test_a_carrier_reports_what_a_test_says(
    cloud: LocalCloud, stage: Stage
) -> None:
    (status,) = await stage.send("+12025550191")
    assert cloud.sms.messages[0].status == "sending"
    assert cloud.sms.report(status["SerialNo"], "MK:0001")
    assert [each.status for each in cloud.sms.messages] == ["failed"]
    (report,) = await pulled(stage, "Send")
    assert report["Description"] == "MK:0001"
    assert not cloud.sms.report("none")
    assert not cloud.sms.report("")
