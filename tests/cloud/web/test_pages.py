"""The pages as a program gets them: headers, odd addresses, downloads, what is hidden."""

from __future__ import annotations

import json
from base64 import b64encode
from urllib.parse import quote

import pytest
from aiohttp import ClientSession

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.call_log import BODY_KEPT

from ..support.client import Caller
from ..support.post import send
from ..support.story import create_group, ready_to_send, upload

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = "/_local/"
LISTS = ("", "sms", "groups", "tasks", "calls")


async def get(session: ClientSession, url: str, path: str = "") -> tuple[int, str]:
    async with session.get(f"{url}{ROOT}{path}") as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    "path",
    [
        *LISTS,
        "mail/none",
        "sms/with/none",
        "calls/1",
        "static/page.css",
        "static/narrow.css",
    ],
)
async def test_every_page_forbids_what_it_does_not_need(
    url: str, session: ClientSession, path: str
) -> None:
    async with session.get(f"{url}{ROOT}{path}") as response:
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self'" in policy
        assert not [each for each in policy if "unsafe" in each or "*" in each]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        # Nothing for other sites; our own forms must say which page they are of.
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["Cache-Control"] == "no-store"


async def test_other_sites_do_not_get_in(url: str, session: ClientSession) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        async with session.get(f"{url}{ROOT}", headers=headers) as response:
            assert response.status == 403


@pytest.mark.parametrize("path", LISTS)
async def test_an_empty_list_says_what_to_do(
    url: str, session: ClientSession, path: str
) -> None:
    status, text = await get(session, url, path)
    assert status == 200
    assert "yet</h2>" in text
    assert "<pre" in text


async def test_the_address_without_a_slash_leads_to_the_page(
    url: str, session: ClientSession
) -> None:
    async with session.get(f"{url}/_local") as response:
        assert (response.status, response.url.path) == (200, ROOT)


@pytest.mark.parametrize(
    "path",
    [
        "mail/x",
        "mail/%ff%00",
        "mail/x/html",
        "mail/x/raw",
        "mail/x/files/0",
        "groups/1",
        "groups/-1",
        "groups/x",
        "groups/²",
        "groups/" + "9" * 400,
        "calls/0",
        "calls/" + "9" * 5000,
    ],
)
async def test_what_is_not_there(url: str, session: ClientSession, path: str) -> None:
    status, text = await get(session, url, path)
    assert (status, "Not found" in text) == (404, True)


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "page=0",
        "page=-1",
        "page=99999999999999999999",
        "page=x",
        "page=²",
        "q=%ff%00%ed%a0%80",
        "q=" + "a" * 5000,
        "status=x&account=x&task=" + "9" * 90,
        "failed",
    ],
)
async def test_odd_queries(
    url: str, session: ClientSession, path: str, query: str
) -> None:
    status, text = await get(session, url, f"{path}?{query}")
    assert (status, "cannot be shown" in text) == (200, False)


async def test_lists_come_in_pages(ses: Caller, session: ClientSession) -> None:
    for number in range(51):
        await create_group(ses, f"group-{number:02}")
    _, first = await get(session, ses.url, "groups")
    _, second = await get(session, ses.url, "groups?page=2")
    assert ("group-50" in first, "group-00" in first) == (True, False)
    assert ("group-50" in second, "group-00" in second) == (False, True)
    assert 'href="?page=2"' in first
    assert 'href="?page=1"' in second


async def test_a_group_shows_its_state_and_its_first_rows(
    ses: Caller, session: ClientSession
) -> None:
    group = await create_group(ses, "Readers")
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=["ada@example.com"])
    _, text = await get(session, ses.url, f"groups/{group}")
    assert "uploading</span>" in text
    assert "ada@example.com" in text
    ses.clock.now += 10
    _, text = await get(session, ses.url, f"groups/{group}")
    assert "ready</span>" in text


async def test_tasks_say_when_they_run_next(
    ses: Caller, session: ClientSession
) -> None:
    params = await ready_to_send(ses)
    timed = {"BeginTime": "2026-01-02 10:00:00"}
    response = await ses(
        "BatchSendEmail", **{**params, "TaskType": 2}, TimedParam=timed
    )
    _, text = await get(session, ses.url, "tasks")
    assert "waiting</span>" in text
    assert 'datetime="2026-01-02T02:00:00Z"' in text
    ses.clock.now += 86400 * 2
    await ses("ListReceivers", Offset=0, Limit=1)
    _, text = await get(session, ses.url, "tasks")
    assert "finished</span>" in text
    _, text = await get(session, ses.url, f"?task={response['TaskId']}")
    assert "bob@example.com" in text


async def test_a_message_with_its_parts(ses: Caller, session: ClientSession) -> None:
    data = b64encode(b"<script>alert(1)</script>").decode()
    files = [{"FileName": "report-1.html", "Content": data}]
    id = await send(ses, "Report", "click@example.com", Attachments=files)
    _, text = await get(session, ses.url, f"mail/{id}")
    for part in ("report-1.html", "click</strong>", "Report"):
        assert part in text
    _, text = await get(session, ses.url, f"mail/{id}?view=text")
    assert "Hello Ada" in text
    _, text = await get(session, ses.url, f"mail/{id}?view=source")
    assert "MIME-Version: 1.0" in text
    async with session.get(f"{ses.url}{ROOT}mail/{id}/files/0") as response:
        assert await response.read() == b"<script>alert(1)</script>"
        assert response.content_type == "application/octet-stream"
        disposition = response.headers["Content-Disposition"]
        assert disposition == "attachment; filename*=UTF-8''report-1.html"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    async with session.get(f"{ses.url}{ROOT}mail/{id}/raw") as response:
        assert b"Subject: Report" in await response.read()
        assert "Report.eml" in response.headers["Content-Disposition"]


async def test_the_frame_has_a_policy_of_its_own(
    ses: Caller, session: ClientSession
) -> None:
    id = await send(ses, "Hello")
    for query, images in (("", "img-src data:"), ("?images", "img-src data: http:")):
        address = f"{ses.url}{ROOT}mail/{id}/html{query}"
        async with session.get(address) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "<p>Hello Ada</p>" in await response.text()
        assert policy.startswith("sandbox allow-popups allow-popups-to-escape-sandbox;")
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert images in policy


async def test_secrets_are_hidden(ses: Caller, session: ClientSession) -> None:
    body = {
        "Password": "s3cret-1",
        "EmailAddress": "x",
        "Deep": [{"token": "s3cret-2"}],
    }
    sent = ses.request(
        "UpdateEmailSmtpPassWord",
        json.dumps(body).encode(),
        headers={
            "X-TC-Token": "s3cret-3",
            "Cookie": "s3cret-8",
            "X-Other": "no-secret",
        },
    )
    signature = sent.headers["Authorization"].rpartition("=")[2]
    await ses.code_of(sent)
    query = "Action=X&SecretKey=s3cret-4&Signature=s3cret-5&Token=s3cret-6"
    async with session.get(f"{ses.url}/?{query}"):
        pass
    broken = ses.request("UpdateEmailSmtpPassWord", b'{"Password": "s3cret-7", ')
    await ses.code_of(broken)
    texts = [
        (await get(session, ses.url, f"calls/{number}"))[1] for number in (1, 2, 3)
    ]
    text = "".join(texts)
    assert "s3cret" not in text
    assert signature not in text
    assert text.count("(hidden)") >= 8
    assert "no-secret" in text


async def test_large_bodies_are_cut(
    cloud: LocalCloud, ses: Caller, session: ClientSession
) -> None:
    group = await create_group(ses)
    await upload(ses, group, *(f"reader{n}@example.com" for n in range(5000)))
    kept = cloud.calls.newest_first()[0]
    assert len(kept.request.body) == BODY_KEPT < kept.body_size
    status, text = await get(session, ses.url, f"calls/{kept.number}")
    assert (status, "its beginning" in text) == (200, True)


async def test_only_the_last_calls_are_kept_and_a_reset_forgets_them(
    cloud: LocalCloud, ses: Caller, session: ClientSession
) -> None:
    for _ in range(3):
        await ses("ListReceivers", Offset=0, Limit=1)
    calls = cloud.calls.newest_first()
    assert [call.number for call in calls] == [3, 2, 1]
    assert "ListReceivers" in (await get(session, ses.url, "calls?q=listrec"))[1]
    assert "Nothing found" in (await get(session, ses.url, "calls?failed=1"))[1]
    found = await get(session, ses.url, f"calls?q={quote(ses.seen[0])}")
    assert found[1].count("data-row") == 1
    cloud.reset()
    assert cloud.calls.newest_first() == []
