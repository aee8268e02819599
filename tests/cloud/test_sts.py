"""Temporary keys: made by the token service of the cloud, taken by all of its services."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.temporary_keys import issue_key, open_token

from .support.client import Caller, Refused

ROLE = "qcs::cam::uin/100000000001:roleName/mail-sender"
BAD_TOKEN = "AuthFailure.TokenFailure"


async def assume(sts: Caller, **params: Any) -> dict[str, Any]:
    given = {"RoleArn": ROLE, "RoleSessionName": "nightly", **params}
    return await sts("AssumeRole", **given)


def with_key(caller: Caller, response: dict[str, Any]) -> Caller:
    key = response["Credentials"]
    return caller.with_options(
        secret_id=key["TmpSecretId"],
        secret_key=key["TmpSecretKey"],
        token=key["Token"],
    )


async def unsigned(sts: Caller, action: str, **params: Any) -> dict[str, Any]:
    sent = sts.request(action, json.dumps(params).encode())
    sent.headers["Authorization"] = "SKIP"
    return await sts.send(sent)


async def test_a_role_works_on_the_state_of_its_account(
    ses: Caller, sts: Caller, other: Caller
) -> None:
    response = await assume(sts, DurationSeconds=1800)
    assert response["ExpiredTime"] == int(sts.clock.now) + 1800
    assert response["Expiration"] == "2026-01-01T00:30:00Z"
    role = with_key(ses, response)
    await role("CreateEmailIdentity", EmailIdentity="mail.example.com")
    for caller, number in ((role, 1), (ses, 1), (other, 0)):
        response = await caller("ListEmailIdentities")
        assert len(response["EmailIdentities"]) == number


async def test_a_key_works_until_it_expires(
    cloud: LocalCloud, ses: Caller, sts: Caller
) -> None:
    role = with_key(ses, await assume(sts, DurationSeconds=1800))
    cloud.clock.advance(1799)
    await role("ListEmailAddress")
    cloud.clock.advance(1)
    assert await role.code("ListEmailAddress") == BAD_TOKEN


async def test_a_token_belongs_to_its_key(ses: Caller, sts: Caller) -> None:
    one, two = [with_key(ses, await assume(sts)) for _ in range(2)]
    assert one.token is not None
    await one("ListEmailAddress")
    for token in (None, two.token, "x", "é.ü", one.token[:-1], f"A{one.token}"):
        assert await one.with_options(token=token).code("ListEmailAddress") == BAD_TOKEN
    assert await ses.with_options(token=one.token).code("ListEmailAddress") == BAD_TOKEN
    wrong = one.with_options(secret_key=two.secret_key)
    assert await wrong.code("ListEmailAddress") == "AuthFailure.SignatureFailure"
    with pytest.raises(Refused) as caught:
        await wrong("ListEmailAddress")
    assert one.token not in caught.value.message


async def test_every_way_to_a_key(ses: Caller, sts: Caller) -> None:
    saml = {"PrincipalArn": "qcs::cam::uin/1:saml-provider/x", "SAMLAssertion": "YQ=="}
    web = {"ProviderId": "idp", "WebIdentityToken": "a.b.c"}
    role = {"RoleArn": ROLE, "RoleSessionName": "build"}
    device = "qcs::cam:uin/1::mfa/softToken"
    for response, kind, user in (
        (await assume(sts), "CAMRole", ":nightly"),
        (
            await unsigned(sts, "AssumeRoleWithSAML", **saml, **role),
            "CAMRole",
            ":build",
        ),
        (
            await unsigned(sts, "AssumeRoleWithWebIdentity", **web, **role),
            "CAMRole",
            ":build",
        ),
        (
            await sts("GetFederationToken", Name="app", Policy="%7B%7D"),
            "CAMUser",
            ":app",
        ),
        (
            await sts("GetSessionToken", SerialNumber=device, TokenCode="123456"),
            "CAMUser",
            "100000000001",
        ),
    ):
        key = with_key(sts, response)
        identity = await key("GetCallerIdentity")
        assert (identity["Type"], identity["AccountId"]) == (kind, "100000000001")
        assert identity["UserId"].endswith(user)
        await with_key(ses, response)("ListEmailAddress")
    keys = await sts("QueryApiKey")
    assert [each["SecretId"] for each in keys["IdKeys"]] == ["local"]


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("AssumeRole", {"DurationSeconds": 43201}, "InvalidParameter.OverTimeError"),
        ("AssumeRole", {"RoleArn": "admin"}, "InvalidParameter.ParamError"),
        ("AssumeRole", {"Policy": "{"}, "InvalidParameter.StrategyFormatError"),
        (
            "AssumeRole",
            {"Policy": '{"principal": 1}'},
            "InvalidParameter.StrategyInvalid",
        ),
        ("AssumeRole", {"Policy": "x" * 5000}, "InvalidParameter.PolicyTooLong"),
        ("AssumeRole", {"TokenCode": "12345"}, "FailedOperation.CheckMFAError"),
        ("AssumeRole", {"RoleSessionName": ""}, "InvalidParameterValue"),
    ],
)
async def test_refusals(
    sts: Caller, action: str, params: dict[str, Any], code: str
) -> None:
    given = {"RoleArn": ROLE, "RoleSessionName": "nightly", **params}
    assert await sts.code(action, **given) == code


async def test_refusals_of_unsigned_actions(sts: Caller) -> None:
    role = {"RoleArn": ROLE, "RoleSessionName": "build"}
    web = {"ProviderId": "idp", "WebIdentityToken": "none"}
    saml = {"PrincipalArn": "qcs::cam::uin/1:saml-provider/x", "SAMLAssertion": "?"}
    for action, params, code in (
        (
            "AssumeRoleWithWebIdentity",
            web,
            "InvalidParameter.WebIdentityTokenError",
        ),
        ("AssumeRoleWithSAML", saml, "InvalidParameter.ParamError"),
    ):
        with pytest.raises(Refused) as caught:
            await unsigned(sts, action, **params, **role)
        assert caught.value.code == code
        assert code in sts.service.actions[action].errors


async def test_a_temporary_key_cannot_ask_for_all(sts: Caller) -> None:
    role = with_key(sts, await assume(sts))
    await assume(role)  # one role may lead to another
    federated = {"Name": "app", "Policy": "%7B%7D"}
    assert await role.code("GetFederationToken", **federated) == "UnsupportedOperation"
    mfa = {"SerialNumber": "x", "TokenCode": "123456"}
    code = "FailedOperation.TempKeyNotAllowed"
    assert await role.code("GetSessionToken", **mfa) == code


def test_tokens_are_sealed() -> None:
    accounts = {"a": "secret-a", "b": "secret-b"}
    key = issue_key("b", "secret-b", "role", "nightly", 5000)
    assert open_token(key.token, accounts) == key
    assert open_token(key.token, {**accounts, "b": "changed"}) is None
    for secret in (key.secret_key, key.token, "secret-b"):
        assert secret not in repr(key)
    content, _, seal = key.token.partition(".")
    for token in ("", ".", seal, f"{content}.", f".{seal}", "\ud800." + seal, "\x00"):
        assert open_token(token, accounts) is None
    assert len(issue_key("b", "s", "role", "é" * 128, 5000).token) < 4096
    assert evolve(key.session, name="x") != key.session
