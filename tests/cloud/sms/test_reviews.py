"""Signatures and templates: reviewed, changed, listed and deleted."""

from __future__ import annotations

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..support.client import Clock
from .stage import GLOBAL, NEWER, SIGN, SIGNATURE, TEMPLATE, Stage

EFFECTIVE, UNDER_REVIEW, REJECTED = 0, 1, -1


async def sign_status(stage: Stage, id: int) -> int:
    response = await stage.call(
        "DescribeSmsSignList", SignIdSet=[id], International=GLOBAL
    )
    (found,) = response["DescribeSignListStatusSet"]
    return int(found["StatusCode"])


async def template_status(stage: Stage, id: int) -> int:
    response = await stage.call(
        "DescribeSmsTemplateList", TemplateIdSet=[id], International=GLOBAL
    )
    (found,) = response["DescribeTemplateStatusSet"]
    return int(found["StatusCode"])


@pytest.mark.parametrize(
    ("name", "status"),
    [("ExampleShop", EFFECTIVE), ("rejectedShop", REJECTED), ("Pending", UNDER_REVIEW)],
)
async def test_the_name_decides_the_review(
    stage: Stage, name: str, status: int
) -> None:
    assert await sign_status(stage, await stage.sign(SignName=name)) == status
    assert (
        await template_status(stage, await stage.template(TemplateName=name)) == status
    )


async def test_a_review_that_waits_is_ended_by_hand(
    cloud: LocalCloud, stage: Stage
) -> None:
    sign = await stage.sign(SignName="pending")
    assert cloud.sms.review_signature(sign, approved=False, reason="Too vague")
    response = await stage.call(
        "DescribeSmsSignList", SignIdSet=[sign], International=GLOBAL
    )
    (shown,) = response["DescribeSignListStatusSet"]
    assert (shown["StatusCode"], shown["ReviewReply"]) == (REJECTED, "Too vague")
    template = await stage.template(TemplateName="pending")
    assert cloud.sms.review_template(template, approved=True)
    assert await template_status(stage, template) == EFFECTIVE
    assert not cloud.sms.review_template(1, approved=True)


@pytest.fixture
def slow_cloud(specs: Specs, clock: Clock) -> LocalCloud:
    return LocalCloud(specs.services, specs.common, clock=clock, review_seconds=3600)


async def test_a_review_takes_as_long_as_it_is_told_to(
    slow_cloud: LocalCloud, stage: Stage
) -> None:
    async with slow_cloud.serve() as url:
        slow = Stage(slow_cloud, stage.sms.with_options(url=url), stage.other)
        sign = await slow.sign()
        assert await sign_status(slow, sign) == UNDER_REVIEW
        slow_cloud.clock.advance(3600)
        assert await sign_status(slow, sign) == EFFECTIVE


async def test_what_was_rejected_can_be_changed(stage: Stage) -> None:
    sign = await stage.sign(SignName="rejected")
    response = await stage.call("ModifySmsSign", **SIGNATURE, SignId=sign)
    assert response["ModifySignStatus"]["SignId"] == sign
    assert await sign_status(stage, sign) == EFFECTIVE
    template = await stage.template(TemplateName="rejected")
    await stage.call("ModifySmsTemplate", **TEMPLATE, TemplateId=template)
    assert await template_status(stage, template) == EFFECTIVE


async def test_a_deleted_template_sends_nothing(stage: Stage) -> None:
    params = await stage.ready()
    response = await stage.call(
        "DeleteSmsTemplate", TemplateId=int(params["TemplateId"])
    )
    assert response["DeleteTemplateStatus"]["DeleteStatus"] == "return successfully!"
    assert await stage.code(**params) == "FailedOperation.TemplateUnapprovedOrNotExist"


async def test_a_deleted_signature_opens_nothing(stage: Stage) -> None:
    params = await stage.ready()
    response = await stage.call(
        "DescribeSmsSignList", SignIdSet=[20001], International=GLOBAL
    )
    (shown,) = response["DescribeSignListStatusSet"]
    await stage.call("DeleteSmsSign", SignId=shown["SignId"])
    assert (
        await stage.code(**params) == "FailedOperation.SignatureIncorrectOrUnapproved"
    )
    assert await stage.sign() > 20001


@pytest.mark.parametrize("version", [NEWER], indirect=True)
async def test_lists_have_pages(stage: Stage) -> None:
    for number in range(3):
        await stage.sign(SignName=f"{SIGN[:7]}{number}")
        await stage.template(TemplateContent=f"Hello {number}", SmsType=2)
    response = await stage.call(
        "DescribeSmsSignList", International=GLOBAL, Limit=2, Offset=2
    )
    assert [each["SignName"] for each in response["DescribeSignListStatusSet"]] == [
        "Example2"
    ]
    response = await stage.call(
        "DescribeSmsTemplateList", International=GLOBAL, Limit=2, Offset=1
    )
    found = response["DescribeTemplateStatusSet"]
    assert [each["TemplateContent"] for each in found] == ["Hello 1", "Hello 2"]
    response = await stage.call("DescribeSmsTemplateList", International=0, Limit=100)
    assert response["DescribeTemplateStatusSet"] == []
