"""The provider's own SDK and command line, unmodified, work against the local cloud."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.spec.reading.load import Specs

from ..conftest import find
from .clients import (
    STORY,
    call,
    check_outbox,
    check_responses,
    client,
    exceptions,
    params_of,
    request_of,
    sdk_module,
    tccli,
)


@pytest.fixture
def cloud(specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(specs.services, specs.common) as cloud:
        yield cloud


@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"])
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_the_story(cloud: LocalCloud, method: str, signature: str) -> None:
    sdk = client(cloud.url, method=method, signature=signature)
    responses = {
        action: getattr(sdk, action)(request_of(cloud, action, params))
        for action, params in STORY
    }
    check_responses(responses)
    check_outbox(cloud)


def test_the_story_with_the_asynchronous_client(cloud: LocalCloud) -> None:
    module = sdk_module("ses.v20201002.ses_client_async")

    async def story() -> dict[str, Any]:
        async with client(cloud.url, module=module) as sdk:
            return {
                action: await getattr(sdk, action)(request_of(cloud, action, params))
                for action, params in STORY
            }

    check_responses(asyncio.run(story()))
    check_outbox(cloud)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no forks there")
@pytest.mark.nightly
def test_the_command_line(cloud: LocalCloud, tmp_path: Path) -> None:
    """The same story, told with `tccli`."""
    pytest.importorskip("tccli", reason="needs tccli")
    calls = [(action, params_of(cloud, params)) for action, params in STORY]
    responses: dict[str, Any] = {}
    done = tccli(cloud.url, calls, tmp_path)
    for (action, _), (status, out, err) in zip(calls, done, strict=True):
        assert (status, err) == (0, ""), action
        responses[action] = json.loads(out)
    assert responses["UpdateEmailIdentity"]["VerifiedForSendingStatus"] is True
    statuses = responses["GetSendEmailStatus"]["EmailStatusList"]
    assert [each["DeliverStatus"] for each in statuses] == [1, 1, 3]
    assert responses["ListBlackEmailAddress"]["TotalCount"] == 1
    check_outbox(cloud)


def test_the_story_has_every_action(specs: Specs) -> None:
    assert {action for action, _ in STORY} == set(find(specs, "ses").actions)


def test_errors_arrive(cloud: LocalCloud) -> None:
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud.url, secret_key="wrong"), "ListEmailAddress")
    assert caught.value.code == "AuthFailure.SignatureFailure"
    assert caught.value.requestId
    with pytest.raises(exceptions.TencentCloudSDKException) as caught:
        call(client(cloud.url), "DeleteReceiver", ReceiverId=1)
    assert caught.value.code == "OperationDenied.ReceiverNotExist"
