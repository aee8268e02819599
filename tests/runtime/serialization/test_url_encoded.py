"""JSON that the service decodes from a URL, such as policies, is encoded once, by the SDK."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

import pytest

import tc3
from tc3.errors import ValidationError
from tc3.sts import AsyncStsClient, StsClient, models
from tc3gen.cloud import running_cloud

# The `%2F` is a part of the resource's name: decoded twice, it would name another one.
RESOURCE = "qcs::cos:ap-singapore:uid/125:bucket/a%2Fb"
POLICY: dict[str, Any] = {
    "version": "2.0",
    "statement": [{"effect": "allow", "action": ["*"], "resource": [RESOURCE]}],
}
TEXT = json.dumps(POLICY)
ENCODED = tc3.to_wire(models.GetFederationTokenRequest(name="app", policy=POLICY))[
    "Policy"
]


@pytest.mark.parametrize("policy", [POLICY, TEXT, ENCODED], ids=["map", "text", "url"])
def test_the_service_decodes_what_was_given(policy: Mapping[str, Any] | str) -> None:
    request = models.AssumeRoleRequest(
        role_arn="qcs::cam::uin/1:roleName/r", role_session_name="me", policy=policy
    )
    sent = tc3.to_wire(request)["Policy"]
    assert "%252F" in sent
    assert json.loads(unquote(sent)) == POLICY
    assert tc3.converter().unstructure(request)["Policy"] == sent
    read = tc3.from_wire(models.AssumeRoleRequest, tc3.to_wire(request))
    assert read.policy == POLICY


def test_what_was_sent_can_be_read_and_sent_again() -> None:
    wire = {"Name": "app", "Policy": ENCODED}
    assert tc3.to_wire(tc3.from_wire(models.GetFederationTokenRequest, wire)) == wire


def test_anything_else_is_refused() -> None:
    with pytest.raises(ValidationError, match="policy: must be a mapping or JSON text"):
        tc3.to_wire(models.GetFederationTokenRequest(name="app", policy=5))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


async def test_both_clients_get_a_key() -> None:
    with running_cloud() as cloud:
        with cloud.client(StsClient, region="ap-singapore") as client:
            made = client.get_federation_token(name="app", policy=POLICY)
        assert made.credentials.token
        async with cloud.client(AsyncStsClient, region="ap-singapore") as client:
            made = await client.get_federation_token(name="app", policy=TEXT)
        assert made.credentials.token
