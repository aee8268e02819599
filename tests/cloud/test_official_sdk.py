"""The provider's own SDK, unmodified, works against the local cloud."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud, running_cloud
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


def client(cloud: LocalCloud, secret_key: str = "local", method: str = "POST") -> Any:
    endpoint = cloud.url.removeprefix("http://")
    http = http_profile.HttpProfile(
        protocol="http", endpoint=endpoint, reqMethod=method
    )
    profile = client_profile.ClientProfile(httpProfile=http)
    key = credential.Credential("local", secret_key)
    return ses_client.SesClient(key, "ap-singapore", profile)


def call(sdk: Any, action: str, **params: Any) -> Any:
    request = getattr(models, f"{action}Request")()
    request.from_json_string(json.dumps(params))
    return getattr(sdk, action)(request)


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_story(cloud: LocalCloud, method: str) -> None:
    sdk = client(cloud, method=method)
    call(sdk, "CreateEmailIdentity", EmailIdentity="mail.example.com")
    verified = call(sdk, "UpdateEmailIdentity", EmailIdentity="mail.example.com")
    assert verified.VerifiedForSendingStatus is True
    call(sdk, "CreateEmailAddress", EmailAddress="news@mail.example.com")
    content = {"Html": encoded("<p>Hello {{name}} & all</p>")}
    template = call(
        sdk, "CreateEmailTemplate", TemplateName="hello", TemplateContent=content
    )
    group = call(sdk, "CreateReceiver", ReceiversName="Readers", Desc="All of them")
    emails = ["ada@example.com", "bob@example.com"]
    counts = call(
        sdk, "CreateReceiverDetail", ReceiverId=group.ReceiverId, Emails=emails
    )
    assert counts.ValidCount == 2
    task = call(
        sdk,
        "BatchSendEmail",
        FromEmailAddress="Shop <news@mail.example.com>",
        ReceiverId=group.ReceiverId,
        Subject="Grüße",
        TaskType=1,
        Template={"TemplateID": template.TemplateID, "TemplateData": '{"name":"é"}'},
    )
    tasks = call(sdk, "ListSendTasks", Offset=0, Limit=10)
    assert [each.TaskId for each in tasks.Data] == [task.TaskId]
    assert [mail.html for mail in cloud.outbox] == ["<p>Hello é & all</p>"] * 2
    assert cloud.outbox[0].subject == "Grüße"


def test_errors_arrive(cloud: LocalCloud) -> None:
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud, secret_key="wrong"), "ListEmailAddress")
    assert caught.value.code == "AuthFailure.SignatureFailure"
    assert caught.value.requestId
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud), "DeleteReceiver", ReceiverId=1)
    assert caught.value.code == "OperationDenied.ReceiverNotExist"
