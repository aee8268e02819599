"""The older signatures, whose common parameters are fields: every way to get one wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.spec.reading.load import Specs, load_specs

from ..support.older import older_query

TOY = Path(__file__).parents[2] / "runtime" / "support" / "toy.yaml"


@pytest.fixture(scope="module")
def toy_specs() -> Specs:
    return load_specs([TOY])


@pytest.fixture
def cloud(toy_specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(toy_specs.services, toy_specs.common) as cloud:
        yield cloud


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "ok"),
        ({"SignatureMethod": "HmacSHA1"}, "ok"),
        ({"SignatureMethod": "HmacSHA256"}, "ok"),
        ({"SignatureMethod": "HmacMD5"}, "InvalidParameterValue"),
        ({"Nonce": ""}, "MissingParameter"),
        ({"Nonce": "-1"}, "InvalidParameter"),
        ({"Timestamp": ""}, "MissingParameter"),
        ({"Timestamp": "1767225600"}, "AuthFailure.SignatureExpire"),
        ({"SecretId": ""}, "MissingParameter"),
        ({"SecretId": "nobody"}, "AuthFailure.SecretIdNotFound"),
        ({"Signature": "EliP9YW3pW28FpsEdkXt/+WcGeI="}, "AuthFailure.SignatureFailure"),
        ({"Signature": "é"}, "AuthFailure.SignatureFailure"),
        ({"Version": "2024-01-02"}, "NoSuchProduct"),
        ({"Token": "any"}, "AuthFailure.TokenFailure"),
        ({"Language": "de-DE"}, "InvalidParameterValue"),
        ({"Unknown": "1"}, "UnknownParameter"),
        ({"Numbers.0": "x"}, "InvalidParameter"),
        ({"Text": "x" * 33_000}, "RequestSizeLimitExceeded"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_older_signatures(
    cloud: LocalCloud,
    session: aiohttp.ClientSession,
    method: str,
    changes: dict[str, str],
    code: str,
) -> None:
    fields = {"Text": "1", "Numbers.0": "1", "Numbers.1": "2"}
    query = older_query(
        cloud, "Find", "2024-01-01", fields, **{"method": method, **changes}
    )
    url, body = f"{cloud.url}/?{query}", None
    if method == "POST":
        url, body = cloud.url, query
        # Only a query is limited to 32 KB.
        code = "ok" if code == "RequestSizeLimitExceeded" else code
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    async with session.request(method, url, data=body, headers=headers) as response:
        content = json.loads(await response.read())["Response"]
    assert content.get("Error", {}).get("Code", "ok") == code


async def test_a_large_older_request(
    cloud: LocalCloud, session: aiohttp.ClientSession
) -> None:
    for size, code in ((1_000_000, "ok"), (1_100_000, "RequestSizeLimitExceeded")):
        fields = {"Text": "x" * size}
        body = older_query(cloud, "Find", "2024-01-01", fields, method="POST")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with session.post(cloud.url, data=body, headers=headers) as response:
            content = json.loads(await response.read())["Response"]
        assert content.get("Error", {}).get("Code", "ok") == code


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_older_signature_may_leave_out_the_port(
    cloud: LocalCloud, session: aiohttp.ClientSession, method: str
) -> None:
    host = cloud.url.removeprefix("http://")
    for named, code in (
        (host.partition(":")[0], "ok"),
        ("x.localhost", "AuthFailure.SignatureFailure"),
    ):
        query = older_query(
            cloud, "Find", "2024-01-01", {"Text": "1"}, method=method, host=named
        )
        url, body = f"{cloud.url}/?{query}", None
        if method == "POST":
            url, body = cloud.url, query
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with session.request(method, url, data=body, headers=headers) as response:
            content = json.loads(await response.read())["Response"]
        assert content.get("Error", {}).get("Code", "ok") == code
