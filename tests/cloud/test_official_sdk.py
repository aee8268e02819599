"""The provider's own SDK and command line, unmodified, work against the local cloud."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.ses.state import day_of, day_text
from tc3gen.spec.load import Specs

from .story import encoded

REASON = "needs tencentcloud-sdk-python-ses"


def sdk_module(name: str) -> Any:
    return pytest.importorskip(f"tencentcloud.{name}", reason=REASON)


models = sdk_module("ses.v20201002.models")
ses_client = sdk_module("ses.v20201002.ses_client")
credential = sdk_module("common.credential")
client_profile = sdk_module("common.profile.client_profile")
http_profile = sdk_module("common.profile.http_profile")
exceptions = sdk_module("common.exception.tencent_cloud_sdk_exception")


@pytest.fixture
def cloud(specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(specs.services, specs.common) as cloud:
        yield cloud


def client(
    cloud: LocalCloud,
    secret_key: str = "local",
    method: str = "POST",
    module: Any = ses_client,
    signature: str = "TC3-HMAC-SHA256",
) -> Any:
    endpoint = cloud.url.removeprefix("http://")
    http = http_profile.HttpProfile(
        protocol="http", endpoint=endpoint, reqMethod=method
    )
    profile = client_profile.ClientProfile(signature, httpProfile=http)
    key = credential.Credential("local", secret_key)
    return module.SesClient(key, "ap-singapore", profile)


def call(sdk: Any, action: str, **params: Any) -> Any:
    request = getattr(models, f"{action}Request")()
    request.from_json_string(json.dumps(params))
    return getattr(sdk, action)(request)


STORY: list[tuple[str, dict[str, Any]]] = [
    ("CreateEmailIdentity", {"EmailIdentity": "mail.example.com"}),
    ("UpdateEmailIdentity", {"EmailIdentity": "mail.example.com"}),
    ("GetEmailIdentity", {"EmailIdentity": "mail.example.com"}),
    ("ListEmailIdentities", {}),
    ("CreateEmailAddress", {"EmailAddress": "news@mail.example.com"}),
    (
        "UpdateEmailSmtpPassWord",
        {"EmailAddress": "news@mail.example.com", "Password": "NotAReal42Word"},
    ),
    ("ListEmailAddress", {}),
    (
        "CreateEmailTemplate",
        {
            "TemplateName": "hello",
            "TemplateContent": {"Html": encoded("<p>Hello {{name}} & all</p>")},
        },
    ),
    ("GetEmailTemplate", {"TemplateID": 10001}),
    ("ListEmailTemplates", {"Offset": 0, "Limit": 10}),
    ("CreateReceiver", {"ReceiversName": "Readers", "Desc": "All of them"}),
    (
        "CreateReceiverDetail",
        {"ReceiverId": 1001, "Emails": ["ada@example.com", "bob@example.com"]},
    ),
    ("ListReceivers", {"Offset": 0, "Limit": 10}),
    ("ListReceiverDetails", {"ReceiverId": 1001, "Offset": 0, "Limit": 10}),
    (
        "BatchSendEmail",
        {
            "FromEmailAddress": "Shop <news@mail.example.com>",
            "ReceiverId": 1001,
            "Subject": "Grüße",
            "TaskType": 1,
            "Template": {"TemplateID": 10001, "TemplateData": '{"name":"é"}'},
        },
    ),
    ("ListSendTasks", {"Offset": 0, "Limit": 10}),
    (
        "SendEmail",
        {
            "FromEmailAddress": "news@mail.example.com",
            "Destination": ["bounce@example.com"],
            "Subject": "Hello",
            "Template": {"TemplateID": 10001, "TemplateData": '{"name":"B"}'},
        },
    ),
    ("GetSendEmailStatus", {"RequestDate": "TODAY", "Offset": 0, "Limit": 10}),
    ("GetStatisticsReport", {"StartDate": "TODAY", "EndDate": "TODAY"}),
    ("GetAbuseReport", {"StartTime": "TODAY", "EndTime": "TODAY"}),
    (
        "ListBlackEmailAddress",
        {"StartDate": "TODAY", "EndDate": "TODAY", "Offset": 0, "Limit": 10},
    ),
    ("DeleteBlackList", {"EmailAddressList": ["bounce@example.com"]}),
    ("CreateCustomBlacklist", {"Emails": ["eve@example.com"]}),
    ("ListCustomBlacklist", {"Offset": 0, "Limit": 10, "Status": 2}),
    ("UpdateCustomBlackList", {"Id": 304001, "Email": "eva@example.com"}),
    ("DeleteCustomBlackList", {"Emails": ["eva@example.com"]}),
    (
        "CreateAddressUnsubscribeConfig",
        {"Address": "news@mail.example.com", "UnsubscribeConfig": "1", "Status": 1},
    ),
    (
        "UpdateAddressUnsubscribeConfig",
        {"Address": "news@mail.example.com", "UnsubscribeConfig": "1", "Status": 0},
    ),
    ("ListAddressUnsubscribeConfig", {"Offset": 0, "Limit": "10"}),
    ("DeleteAddressUnsubscribeConfig", {"Address": "news@mail.example.com"}),
    ("DeleteReceiver", {"ReceiverId": 1001}),
    (
        "UpdateEmailTemplate",
        {
            "TemplateID": 10001,
            "TemplateName": "bye",
            "TemplateContent": {"Text": encoded("Bye")},
        },
    ),
    ("DeleteEmailTemplate", {"TemplateID": 10001}),
    ("DeleteEmailAddress", {"EmailAddress": "news@mail.example.com"}),
    ("DeleteEmailIdentity", {"EmailIdentity": "mail.example.com"}),
]
"""Nearly every action, in an order in which it works."""


def request_of(cloud: LocalCloud, action: str, params: dict[str, Any]) -> Any:
    request = getattr(models, f"{action}Request")()
    today = day_text(day_of(cloud.clock()))
    request.from_json_string(json.dumps(params).replace("TODAY", today))
    return request


def check_outbox(cloud: LocalCloud) -> None:
    bodies = [mail.html for mail in cloud.outbox]
    assert bodies == ["<p>Hello é & all</p>"] * 2 + ["<p>Hello B & all</p>"]
    assert cloud.outbox[0].subject == "Grüße"
    assert cloud.outbox[2].status == "bounced"


def check_answers(answers: dict[str, Any]) -> None:
    assert answers["UpdateEmailIdentity"].VerifiedForSendingStatus is True
    assert answers["ListEmailAddress"].EmailSenders[0].SmtpPwdType == 1
    assert answers["CreateReceiverDetail"].ValidCount == 2
    task = answers["BatchSendEmail"].TaskId
    assert [each.TaskId for each in answers["ListSendTasks"].Data] == [task]
    statuses = [
        each.DeliverStatus for each in answers["GetSendEmailStatus"].EmailStatusList
    ]
    assert statuses == [1, 1, 3]
    assert answers["GetStatisticsReport"].OverallVolume.BounceCount == 1
    assert answers["ListBlackEmailAddress"].TotalCount == 1
    assert answers["ListCustomBlacklist"].Data[0].Email == "eve@example.com"


@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_story(cloud: LocalCloud, method: str, signature: str) -> None:
    sdk = client(cloud, method=method, signature=signature)
    answers = {
        action: getattr(sdk, action)(request_of(cloud, action, params))
        for action, params in STORY
    }
    check_answers(answers)
    check_outbox(cloud)


def test_the_story_with_the_asynchronous_client(cloud: LocalCloud) -> None:
    module = sdk_module("ses.v20201002.ses_client_async")

    async def story() -> dict[str, Any]:
        async with client(cloud, module=module) as sdk:
            return {
                action: await getattr(sdk, action)(request_of(cloud, action, params))
                for action, params in STORY
            }

    check_answers(asyncio.run(story()))
    check_outbox(cloud)


def test_the_command_line(cloud: LocalCloud, tmp_path: Path) -> None:
    pytest.importorskip("tccli", reason="needs tccli")
    arguments = (
        "ses CreateEmailIdentity --EmailIdentity mail.example.com"
        f" --region ap-singapore --endpoint {cloud.url}"
    ).split()
    done = subprocess.run(
        [sys.executable, "-c", "import tccli.main; tccli.main.main()", *arguments],
        env={
            **os.environ,
            "HOME": str(tmp_path),
            "TENCENTCLOUD_SECRET_ID": "local",
            "TENCENTCLOUD_SECRET_KEY": "local",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["VerifiedForSendingStatus"] is False


def test_errors_arrive(cloud: LocalCloud) -> None:
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud, secret_key="wrong"), "ListEmailAddress")
    assert caught.value.code == "AuthFailure.SignatureFailure"
    assert caught.value.requestId
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud), "DeleteReceiver", ReceiverId=1)
    assert caught.value.code == "OperationDenied.ReceiverNotExist"
