"""Both clients against the local cloud, from the signature to the reply."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from tc3 import errors
from tc3.sms import AsyncSmsClient, SmsClient, enums
from tc3.sms.v20190711 import SmsClient as OlderClient
from tc3gen.cloud import RunningCloud, running_cloud

from .stage import APP

PNG = b"\x89PNG\r\n\x1a\n"
GLOBAL = enums.MessageScope.GLOBAL


@pytest.fixture(scope="module")
def thread_cloud() -> Iterator[RunningCloud]:
    with running_cloud(review_seconds=60) as cloud:
        yield cloud


@pytest.fixture
def cloud(thread_cloud: RunningCloud) -> RunningCloud:
    thread_cloud.reset()
    return thread_cloud


@pytest.fixture
def client(cloud: RunningCloud) -> Iterator[SmsClient]:
    with cloud.client(SmsClient, region="ap-singapore") as sms:
        yield sms


@pytest.fixture
async def async_client(cloud: RunningCloud) -> AsyncIterator[AsyncSmsClient]:
    async with cloud.client(AsyncSmsClient, region="ap-singapore") as sms:
        yield sms


def apply_for_both(sms: SmsClient, name: str = "ExampleShop") -> tuple[int, int]:
    added = sms.add_sms_sign(
        sign_name=name,
        sign_type=enums.SignType.TRADEMARK,
        document_type=enums.DocumentType.TRADEMARK_CERTIFICATE,
        international=GLOBAL,
        sign_purpose=enums.SignPurpose.OWN,
        proof_image=PNG,
    )
    made = sms.add_sms_template(
        template_name=name,
        template_content="Your login code is {1}.",
        sms_type=enums.SmsType.VERIFICATION,
        international=GLOBAL,
        remark="Codes for signing in",
    )
    sign, template = added.add_sign_status.sign_id, made.add_template_status.template_id
    assert sign is not None
    assert template is not None
    return sign, int(template)


def test_from_the_signature_to_the_reply(
    cloud: RunningCloud, client: SmsClient
) -> None:
    sign, template = apply_for_both(client)
    cloud.clock.advance(60)
    shown = client.wait_until_sign_approved(sign_id=sign, international=GLOBAL)
    assert shown.sign_name == "ExampleShop"
    found = client.wait_until_template_approved(
        template_id=template, international=GLOBAL
    )
    response = client.send_sms(
        phone_number_set=["+12025550123", "+12025550180"],
        sms_sdk_app_id=APP,
        template_id=str(found.template_id),
        sign_name=shown.sign_name,
        template_param_set=["184203"],
    )
    assert [status.code for status in response.send_status_set] == ["Ok", "Ok"]
    cloud.sms.reply("+12025550123", "Thanks", account="local")
    reports = client.pull_sms_send_status(limit=10, sms_sdk_app_id=APP)
    assert [each.description for each in reports.pull_sms_send_status_set] == [
        enums.ReportCode.DELIVERED,
        enums.ReportCode.UNDELIVERED,
    ]
    (reply,) = client.pull_sms_reply_status(
        limit=10, sms_sdk_app_id=APP
    ).pull_sms_reply_status_set
    assert reply.reply_content == "Thanks"


async def test_waiting_goes_on_while_the_review_does(
    cloud: RunningCloud, client: SmsClient, async_client: AsyncSmsClient
) -> None:
    sign, template = await asyncio.to_thread(apply_for_both, client)
    waits = asyncio.gather(
        async_client.wait_until_sign_approved(
            sign_id=sign, international=GLOBAL, interval=0.01
        ),
        async_client.wait_until_template_approved(
            template_id=template, international=GLOBAL, interval=0.01
        ),
    )
    await asyncio.to_thread(cloud.clock.advance, 60)
    approved, found = await waits
    assert (approved.sign_id, found.template_id) == (sign, template)


def test_waiting_ends_where_the_review_ends_badly(
    cloud: RunningCloud, client: SmsClient
) -> None:
    sign, template = apply_for_both(client, "rejected")
    cloud.clock.advance(60)
    with pytest.raises(errors.WaitFailed):
        client.wait_until_sign_approved(sign_id=sign, international=GLOBAL)
    with pytest.raises(errors.WaitFailed) as caught:
        client.wait_until_template_approved(template_id=template, international=GLOBAL)
    assert caught.value.last.review_reply == "The name asks for it"


def test_the_older_version_works_on_the_same_state(
    cloud: RunningCloud, client: SmsClient
) -> None:
    sign, template = apply_for_both(client)
    cloud.clock.advance(60)
    with cloud.client(OlderClient) as older:
        shown = older.wait_until_sign_approved(sign_id=sign, international=1)
        assert shown.sign_name == "ExampleShop"
        response = older.send_sms(
            phone_number_set=["+12025550123"],
            template_id=str(template),
            sms_sdk_app_id=APP,
            sign="ExampleShop",
            template_param_set=["184203"],
        )
    assert response.send_status_set[0].code == "Ok"
    assert cloud.sms.messages.wait_for(text="184203").signature == "ExampleShop"
