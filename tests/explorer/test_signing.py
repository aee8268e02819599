"""The steps of a signature, and that nothing in them is a secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from tc3gen.explorer.client.capture import Captured
from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.client.signing import METHODS, sign_request

from .conftest import Api

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECRET = "*" * 32
MAIL = {
    "FromEmailAddress": "a@b.example",
    "Subject": "S",
    "Destination": ["c@d.example"],
}


async def test_the_published_vector(ses_client: ClientPackage) -> None:
    """The example of the provider's documentation, which signs for another service."""
    body = (
        b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], '
        b'"Name": "instance-name"}]}'
    )
    request = Captured(
        "POST",
        "https://cvm.tencentcloudapi.com/",
        {
            "Content-Type": "application/json; charset=utf-8",
            "Host": "cvm.tencentcloudapi.com",
            "X-TC-Action": "DescribeInstances",
            "Authorization": "",
        },
        "",
        body,
    )
    credential = ses_client.root.Credential(
        "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", SECRET
    )
    signed = sign_request(_cvm(ses_client), request, credential, 1551113065)
    assert signed.step("body_hash") == (
        "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"
    )
    assert signed.step("canonical_request_hash") == (
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84"
    )
    assert signed.step("string_to_sign") == (
        "TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n"
        "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84"
    )
    assert signed.signature == (
        "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )
    assert SECRET not in "".join(step.text for step in signed.steps)


def _cvm(package: ClientPackage) -> ClientPackage:
    from attrs import evolve

    return evolve(package, service=evolve(package.service, service="cvm"))


@pytest.mark.parametrize("method", METHODS)
async def test_each_method_signs_what_the_cloud_accepts(api: Api, method: str) -> None:
    found = await api.post(
        "sign", "SendEmail", MAIL, method=method, timestamp=1700000000
    )
    steps = {step["name"]: step["text"] for step in found["steps"]}
    assert all(step["explanation"] for step in found["steps"])
    key, digest = b"local", {"HmacSHA1": "sha1"}.get(method, "sha256")
    text = steps["string_to_sign"].encode()
    if method == METHODS[0]:
        for part in ("2023-11-14", "ses", "tc3_request"):
            begin = b"TC3" + key if part == "2023-11-14" else key
            key = hmac.digest(begin, part.encode(), "sha256")
        assert hmac.new(key, text, "sha256").hexdigest() == found["signature"]
        assert (
            hashlib.sha256(steps["canonical_request"].encode()).hexdigest()
            in text.decode()
        )
        assert key.hex() not in json.dumps(found)
    else:
        from base64 import b64encode

        made = b64encode(hmac.digest(key, text, digest)).decode()
        assert made == found["signature"]


async def test_a_canonical_request_is_compared(api: Api) -> None:
    own = await api.post("sign", "SendEmail", MAIL, timestamp=1700000000)
    text = next(s["text"] for s in own["steps"] if s["name"] == "canonical_request")
    same = await api.post("sign", "SendEmail", MAIL, timestamp=1, canonical=text)
    assert not any(line["differs"] for line in same["comparison"])
    other = text.replace("sendemail", "SendEmail")
    found = await api.post("sign", "SendEmail", MAIL, timestamp=1, canonical=other)
    (line,) = [line for line in found["comparison"] if line["first"]]
    assert line["client"]["differs"] == "SendEmail"
    assert line["server"]["differs"] == "sendemail"


async def test_a_token_is_hidden(
    ses_client: ClientPackage,
    monkeypatch: pytest.MonkeyPatch,
    catalog: Any,
    folder: Any,
) -> None:
    from tc3gen.explorer.client.target import Target
    from tc3gen.explorer.explorer import Explorer, FilledRequest
    from tc3gen.explorer.web.api import Api as Handlers

    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDexample")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "a-secret-key")
    monkeypatch.setenv("TENCENTCLOUD_TOKEN", "a-secret-token")
    explorer = Explorer(lambda: catalog, folder / "packages", Target)
    service = ses_client.service
    asked = FilledRequest(service, service.actions["SendEmail"], MAIL)
    for method in METHODS:
        _, found = await Handlers(explorer).sign(asked, {"method": method})
        text = json.dumps(found)
        assert "AKIDexample" in text
        assert "a-secret" not in text
    _, found = await Handlers(explorer).samples(asked, {"language": "curl"})
    assert '"X-TC-Token: $TENCENTCLOUD_TOKEN"' in found["code"]
    assert "a-secret" not in found["code"]
    assert "ses.intl.tencentcloudapi.com" in found["code"]


async def test_without_a_credential_it_is_said(
    ses_client: ClientPackage,
    monkeypatch: pytest.MonkeyPatch,
    catalog: Any,
    folder: Any,
    tmp_path: Any,
) -> None:
    from tc3gen.explorer.client.target import Target
    from tc3gen.explorer.explorer import Explorer, FilledRequest
    from tc3gen.explorer.web.api import Api as Handlers

    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("ID", "KEY"):
        monkeypatch.delenv(f"TENCENTCLOUD_SECRET_{name}", raising=False)
    target = Target(profile="nobody")
    explorer = Explorer(lambda: catalog, folder / "packages", lambda: target)
    service = ses_client.service
    asked = FilledRequest(service, service.actions["SendEmail"], MAIL)
    _, found = await Handlers(explorer).sign(asked, {})
    assert found["steps"] == []
    assert found["error"].startswith("the profile that was asked for is not in ")
    status, found = await Handlers(explorer).send(asked, {"confirmed": True})
    assert (status, found["error"]["kind"]) == (200, "CredentialError")
    assert found["sent"] is False


@pytest.mark.parametrize("timestamp", [-1, 1e3, "1", 10**12, True])
async def test_a_time_must_be_one(api: Api, timestamp: Any) -> None:
    found = await api.post("sign", "SendEmail", MAIL, timestamp=timestamp)
    assert "timestamp" in found["error"]
