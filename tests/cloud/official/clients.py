"""The provider's own SDK and command line, and the whole story of SES in their words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.china_time import day_of, day_text

from ..support.story import encoded

ROOT = Path(__file__).parents[3]
REASON = "needs tencentcloud-sdk-python-ses and tencentcloud-sdk-python-common[async]"


def sdk_module(name: str) -> Any:
    return pytest.importorskip(f"tencentcloud.{name}", reason=REASON)


models = sdk_module("ses.v20201002.models")
ses_client = sdk_module("ses.v20201002.ses_client")
credential = sdk_module("common.credential")
client_profile = sdk_module("common.profile.client_profile")
http_profile = sdk_module("common.profile.http_profile")
exceptions = sdk_module("common.exception.tencent_cloud_sdk_exception")


def client(
    url: str,
    secret_key: str = "local",
    method: str = "POST",
    module: Any = ses_client,
    signature: str = "TC3-HMAC-SHA256",
) -> Any:
    endpoint = url.removeprefix("http://")
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
    ("CreateReceiver", {"ReceiversName": "Members"}),
    (
        "CreateReceiverDetailWithData",
        {
            "ReceiverId": 1002,
            "Datas": [{"Email": "eve@example.com", "TemplateData": '{"name":"Eve"}'}],
        },
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
"""Every action, in an order in which it works."""


def params_of(cloud: LocalCloud, params: dict[str, Any]) -> str:
    """Parameters as JSON, of the day that the cloud has."""
    return json.dumps(params).replace("TODAY", day_text(day_of(cloud.clock())))


def request_of(cloud: LocalCloud, action: str, params: dict[str, Any]) -> Any:
    request = getattr(models, f"{action}Request")()
    request.from_json_string(params_of(cloud, params))
    return request


def check_outbox(cloud: LocalCloud) -> None:
    bodies = [mail.html for mail in cloud.outbox]
    assert bodies == ["<p>Hello é & all</p>"] * 2 + ["<p>Hello B & all</p>"]
    assert cloud.outbox[0].subject == "Grüße"
    assert cloud.outbox[2].status == "bounced"


def check_responses(responses: dict[str, Any]) -> None:
    assert responses["UpdateEmailIdentity"].VerifiedForSendingStatus is True
    assert responses["ListEmailAddress"].EmailSenders[0].SmtpPwdType == 1
    assert responses["CreateReceiverDetail"].ValidCount == 2
    task = responses["BatchSendEmail"].TaskId
    assert [each.TaskId for each in responses["ListSendTasks"].Data] == [task]
    statuses = [
        each.DeliverStatus for each in responses["GetSendEmailStatus"].EmailStatusList
    ]
    assert statuses == [1, 1, 3]
    assert responses["GetStatisticsReport"].OverallVolume.BounceCount == 1
    assert responses["ListBlackEmailAddress"].TotalCount == 1
    assert responses["ListCustomBlacklist"].Data[0].Email == "eve@example.com"


def tccli(
    url: str,
    calls: Sequence[tuple[str, str]],
    folder: Path,
    secret_key: str = "local",
) -> list[tuple[int, str, str]]:
    """Run `tccli ses ACTION` for actions and their parameters as JSON, one after another.

    Returns the exit status of each, its output and its errors.
    """
    lines = []
    for number, (action, params) in enumerate(calls):
        file = folder / f"{number}.json"
        file.write_text(params)
        words = ["ses", action, "--cli-input-json", f"file://{file}"]
        words += ["--region", "ap-singapore", "--endpoint", url]
        lines.append(json.dumps(words))
    done = subprocess.run(
        [sys.executable, "-m", "tests.cloud.official.tccli_process"],
        cwd=ROOT,
        env={
            **os.environ,
            "HOME": str(folder),
            "TENCENTCLOUD_SECRET_ID": "local",
            "TENCENTCLOUD_SECRET_KEY": secret_key,
        },
        input="\n".join(lines),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(status, out, err) for status, out, err in found]
