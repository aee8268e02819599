"""Sending, and who may have something sent."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from .conftest import Api, Running, running

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

MAIL = {
    "FromEmailAddress": "a@b.example",
    "Subject": "S",
    "Destination": ["c@d.example"],
}


async def test_a_response_with_what_is_known_of_it(api: Api) -> None:
    request = {"EmailIdentity": "mail.example.com"}
    found = await api.post("send", "CreateEmailIdentity", request)
    assert found["status"] == 200
    assert found["response"]["IdentityType"] == "DOMAIN"
    assert found["request_id"] == found["response"]["RequestId"]
    assert (found["error"], found["attempts"], found["sent"]) == (None, 1, True)
    assert 0 < found["took"] < 60
    assert found["unknown"] == []


async def test_an_error_with_its_meaning_and_what_to_do(api: Api) -> None:
    found = await api.post("send", "SendEmail", MAIL)
    error = found["error"]
    assert error["code"] == "InvalidParameterValue.InvalidEmailIdentity"
    assert error["meaning"] == "The domain is not valid."
    assert error["remedy"].startswith("Correct")
    assert found["response"] is None


async def test_what_breaks_the_spec_is_not_sent(api: Api, served: Running) -> None:
    for request in ({}, {**MAIL, "Odd": 1}):
        found = await api.post("send", "SendEmail", request)
        assert found["error"]["kind"] == "ValidationError"
        assert found["error"]["problems"]
        assert (found["status"], found["attempts"], found["sent"]) == (None, 0, False)
    assert served.cloud.calls.count == 0


async def test_attempts_are_counted(api: Api, served: Running) -> None:
    served.cloud.faults.add("error", code="InternalError", count=2)
    found = await api.post("send", "ListReceivers", {"Offset": 0, "Limit": 10})
    assert (found["attempts"], found["error"]) == (3, None)


async def test_secrets_of_a_response_are_hidden_and_strange_members_marked(
    api: Api,
) -> None:
    role = "qcs::cam::uin/100000000001:roleName/mail-sender"
    request = {"RoleArn": role, "RoleSessionName": "nightly"}
    found = await api.post("send", "sts:2018-08-13:AssumeRole", request)
    assert found["response"]["Credentials"]["TmpSecretKey"] == "(hidden)"
    assert found["response"]["Credentials"]["Token"] == "(hidden)"
    assert found["response"]["Credentials"]["TmpSecretId"] != "(hidden)"


async def test_only_a_confirmed_action_is_sent_to_a_real_service(
    catalog: Any, folder: Any, api: Api
) -> None:
    async with running(catalog, folder, is_local=False) as real:
        there = Api(api.session, real.url)
        found = await there.post("send", "SendEmail", MAIL)
        assert found["confirmation"] == {
            "account": "local",
            "endpoint": real.cloud.url,
            "effect": "Send one message to one or more recipients.",
        }
        assert (found["status"], found["sent"]) == (None, False)
        for confirmed in (False, 1, "true", None):
            await there.post("send", "SendEmail", MAIL, confirmed=confirmed)
        assert real.cloud.calls.count == 0
        listed = await there.post("send", "ListReceivers", {"Offset": 0, "Limit": 10})
        assert listed["status"] == 200
        found = await there.post("send", "SendEmail", MAIL, confirmed=True)
        assert found["status"] == 200
        assert real.cloud.calls.count == 2


async def test_an_endpoint_that_is_not_there(
    api: Api, catalog: Any, folder: Any
) -> None:
    async with running(catalog, folder, endpoint="http://127.0.0.1:9") as gone:
        there = Api(api.session, gone.url)
        found = await there.post("send", "SendEmail", MAIL)
        assert found["error"]["kind"] == "ConnectError"
        assert found["sent"] is False
        assert found["attempts"] > 1


async def test_the_first_requests_may_come_at_once(tmp_path: Any, ses: Any) -> None:
    """The client is generated and imported once, and nobody gets half of it."""
    from tc3gen.explorer.client.package import ClientPackages
    from tc3gen.spec.model import Common

    packages = ClientPackages(tmp_path, Common())
    found = await asyncio.gather(
        *(asyncio.to_thread(packages.get, ses, [ses]) for _ in range(8))
    )
    assert all(hasattr(each.root, "to_wire") for each in found)
    assert len(list(tmp_path.iterdir())) == 1


WRONG = [
    ({"service": "ses"}, 400, "`version` must be a text"),
    ({"service": "no", "version": "1", "action": "A"}, 404, "there is no service 'no'"),
    ({"service": "ses", "version": "2020-10-02", "action": "X"}, 404, "no action 'X'"),
    ({"service": "ses", "version": "2020-10-02", "action": "SendEmail", "request": []},
     400, "`request` must be an object"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["check", "samples", "sign", "send"])
@pytest.mark.parametrize(("body", "status", "error"), WRONG)
async def test_wrong_use(
    api: Api, name: str, body: Any, status: int, error: str
) -> None:
    async with api.session.post(f"{api.url}/{name}", json=body) as response:
        assert response.status == status
        assert error in (await response.json())["error"]


@pytest.mark.parametrize("depth", [59, 61, 600, 100_000])
async def test_depth_is_limited(api: Api, depth: int) -> None:
    deep = f"{'[' * depth}{']' * depth}"
    body = (
        '{"service": "ses", "version": "2020-10-02", "action": "SendEmail", '
        f'"language": "python-sync", "request": {{"Odd": {deep}}}}}'
    )
    headers = {"Content-Type": "application/json"}
    for name in ("check", "samples", "sign", "send"):
        url = f"{api.url}/{name}"
        async with api.session.post(url, data=body, headers=headers) as response:
            assert response.status == (200 if depth < 60 else 400)


async def test_languages(api: Api) -> None:
    _, text = await api.text("/samples")
    assert '"nodejs-official"' in text
    found = await api.post("samples", "SendEmail", MAIL, language="cobol")
    assert found["error"].startswith("`language` must be one of python-async")


@pytest.mark.parametrize("name", ["check", "samples", "sign", "send"])
async def test_pages_of_other_sites_cannot_use_it(
    api: Api, served: Running, name: str
) -> None:
    url, body = f"{api.url}/{name}", {"service": "ses", "version": "2020-10-02",
                                      "action": "ListReceivers"}  # fmt: skip
    for headers in (
        {"Origin": "https://evil.example"},
        {"Host": "evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        async with api.session.post(url, json=body, headers=headers) as response:
            assert response.status == 403
    async with api.session.post(url, data=b"{}") as response:
        assert response.status == 400  # a form cannot say that it is JSON
    assert served.cloud.calls.count == 0


async def test_a_large_file_can_be_sent(api: Api) -> None:
    files = [{"FileName": "a.txt", "Content": "A" * 4_000_000}]
    found = await api.post("check", "SendEmail", {**MAIL, "Attachments": files})
    assert found["problems"] == []
    async with api.session.post(f"{api.url}/check", json={"x": "A" * 17_000_000}) as r:
        assert r.status in (400, 413)
