"""The table: every error code that all services share, and what it is answered to.

A code that no request brings about has its reason here, and is asked for as a fault.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.gateway.gateway import BODY_LIMIT
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller, Sent

Spoil = Callable[[Sent], None]
Steps = Callable[[Caller], Awaitable[str]]

ACTION = "ListReceivers"
PARAMS = {"Offset": 0, "Limit": 10}


def spoiled(spoil: Spoil) -> Steps:
    async def steps(ses: Caller) -> str:
        sent = ses.request(ACTION, json.dumps(PARAMS).encode())
        spoil(sent)
        return await ses.code_of(sent)

    return steps


def header(name: str, value: str) -> Steps:
    """A header that is not among those that are signed."""
    return spoiled(lambda sent: sent.headers.__setitem__(name, value))


def body(content: bytes) -> Steps:
    async def steps(ses: Caller) -> str:
        return await ses.code_of(ses.request(ACTION, content))

    return steps


def params(**changes: object) -> Steps:
    kept = {name: value for name, value in {**PARAMS, **changes}.items() if value != ""}
    return body(json.dumps(kept).encode())


async def another_method(ses: Caller) -> str:
    async with ses.session.put(ses.url) as response:
        assert response.status == 405
        return str((await response.json())["Response"]["Error"]["Code"])


async def another_path(ses: Caller) -> str:
    async with ses.session.get(f"{ses.url}/else") as response:
        assert response.status == 404
        return str((await response.json())["Response"]["Error"]["Code"])


async def another_key(ses: Caller) -> str:
    nobody = ses.with_options(secret_id="nobody")
    return await nobody.code_of(nobody.request(ACTION))


async def another_product(ses: Caller) -> str:
    sent = ses.request(ACTION)
    scope = sent.headers["Authorization"]
    sent.headers["Authorization"] = scope.replace("/ses/", "/cvm/")
    return await ses.code_of(sent)


async def too_often(ses: Caller) -> str:
    codes = [await ses.code_of(ses.request("ListEmailAddress")) for _ in range(21)]
    assert codes[:20] == ["ok"] * 20
    return codes[20]


CAUSED: dict[str, Steps] = {
    "AuthFailure.InvalidAuthorization": header("Authorization", "Basic eA=="),
    "AuthFailure.SecretIdNotFound": another_key,
    "AuthFailure.SignatureExpire": header("X-TC-Timestamp", "1"),
    "AuthFailure.SignatureFailure": spoiled(lambda s: setattr(s, "body", b"{ }")),
    "AuthFailure.TokenFailure": header("X-TC-Token", "none"),
    "InvalidAction": header("X-TC-Action", "ListAll"),
    "InvalidParameter": params(Offset="0"),
    "InvalidParameterValue": header("X-TC-Language", "fr-FR"),
    "InvalidRequest": another_path,
    "MissingParameter": params(Limit=""),
    "NoSuchProduct": another_product,
    "NoSuchVersion": header("X-TC-Version", "1999-01-01"),
    "RequestLimitExceeded": too_often,
    "RequestSizeLimitExceeded": body(b" " * BODY_LIMIT + b"{}"),
    "UnknownParameter": params(Whatever=1),
    "UnsupportedProtocol": another_method,
    "UnsupportedRegion": header("X-TC-Region", "ap-nowhere"),
}
"""By what is wrong with a request."""

ASKED_FOR = {
    "ActionOffline": "specs do not say which actions are offline",
    "AuthFailure": "what is wrong with a signature has codes of its own",
    "AuthFailure.InvalidSecretId": "there are no keys that only the console takes",
    "AuthFailure.MFAFailure": "there is no second factor",
    "AuthFailure.UnauthorizedOperation": "there are no access policies",
    "DryRunOperation": "no action of the specs that come along has a dry run",
    "FailedOperation": "it is said of no situation in particular",
    "InternalError": "a fault inside the service",
    "InvalidFilter": "no action of the specs that come along has filters",
    "IpInBlacklist": "there are no lists of addresses",
    "IpNotInWhitelist": "there are no lists of addresses",
    "LimitExceeded": "quotas have codes of the service's own",
    "OperationDenied": "what is denied has codes of the service's own",
    "RequestLimitExceeded.GlobalRegionUinLimitExceeded": "limits are by action only",
    "RequestLimitExceeded.IPLimitExceeded": "limits are by action only",
    "RequestLimitExceeded.UinLimitExceeded": "limits are by action only",
    "ResourceInUse": "resources have codes of the service's own",
    "ResourceInsufficient": "a fault inside the service",
    "ResourceNotFound": "resources have codes of the service's own",
    "ResourceUnavailable": "a fault inside the service",
    "ResourcesSoldOut": "nothing is sold here",
    "ResponseSizeLimitExceeded": "pages are too small for it",
    "ServiceUnavailable": "a fault inside the service",
    "UnauthorizedOperation": "there are no access policies",
    "UnsupportedOperation": "it is said of no situation in particular",
}
"""Why nothing brings them about."""


@pytest.fixture
def cloud(specs: Specs, clock: Callable[[], float]) -> LocalCloud:
    return LocalCloud(specs.services, specs.common, clock=clock, rate_limit=True)


@pytest.mark.parametrize("code", CAUSED)
async def test_what_a_wrong_request_is_told(ses: Caller, code: str) -> None:
    assert await params()(ses) == "ok"
    assert await CAUSED[code](ses) == code


@pytest.mark.parametrize("code", ASKED_FOR)
async def test_what_can_be_asked_for(cloud: LocalCloud, ses: Caller, code: str) -> None:
    cloud.faults.add("error", code=code, action=ACTION)
    assert await params()(ses) == code
    assert await params()(ses) == "ok"


def test_the_table_is_complete(specs: Specs) -> None:
    assert not CAUSED.keys() & ASKED_FOR.keys()
    assert CAUSED.keys() | ASKED_FOR.keys() == set(specs.common.errors)
