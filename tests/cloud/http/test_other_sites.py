"""Requests that a browser sends for a page of another site, to every address of the cloud."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from tc3 import Credential
from tc3.errors import Tc3Error
from tc3.ses import AsyncSesClient
from tc3gen.cloud import LocalCloud
from tc3gen.python.runtime.signing.v1 import signature
from tc3gen.spec.reading.load import Specs

from ..support.client import FORM, JSON, Caller, Clock

PATHS = ("/", "/_local/", "/_local/calls/1", "/_local/outbox", "/_local/news", "/other")
"""Calls, a page, one that shows what a caller sent, data, a stream, and nothing at all."""


@pytest.fixture
def cloud(specs: Specs, clock: Clock) -> LocalCloud:
    """A cloud that has a name of its own."""
    return LocalCloud(
        specs.services, specs.common, clock=clock, hosts=["Cloud.test:80"]
    )


async def status_of(
    session: aiohttp.ClientSession,
    url: str,
    method: str = "GET",
    **headers: str,
) -> int:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    async with session.request(method, url, headers=given) as response:
        assert "Access-Control-Allow-Origin" not in response.headers
        return response.status


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8808"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "localhost.evil.example"},
        {"Host": "tencentcloudapi.com.evil.example"},
        {"Host": "eviltencentcloudapi.com"},
        {"Host": "http://evil.example"},
        {"Host": ""},
        {"Host": "[evil.example]"},
        {"Host": "localhost:8808", "Origin": "http://localhost:3000"},
        {"Host": "localhost:8808", "Origin": "https://evil.example"},
        {"Host": "localhost:8808", "Origin": "null"},
        {"Host": "localhost:8808", "Origin": ""},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Dest": "image"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"},
        {
            "Sec_Fetch_Site": "cross-site",
            "Sec_Fetch_Mode": "navigate",
            "Sec_Fetch_Dest": "iframe",
        },
        {"Sec_Fetch_Site": "anything new"},
    ],
)
async def test_they_are_refused(
    session: aiohttp.ClientSession,
    url: str,
    headers: dict[str, str],
) -> None:
    for path in PATHS:
        for method in ("GET", "POST", "OPTIONS", "DELETE", "HEAD"):
            status = await status_of(session, f"{url}{path}", method, **headers)
            assert status == 403, (method, path)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Host": "localhost:8808"},
        {"Host": "LOCALHOST"},
        {"Host": "localhost."},
        {"Host": "ses.localhost:8808"},
        {"Host": "[::1]:8808"},
        {"Host": "192.0.2.7"},
        {"Host": "cloud.test:8808"},
        {"Host": "http://127.0.0.1:8808"},
        {"Host": "ses.tencentcloudapi.com"},
        {"Host": "ses.intl.tencentcloudapi.com:443"},
        {"Host": "localhost:8808", "Origin": "http://localhost:8808"},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
    ],
)
async def test_others_are_not(
    session: aiohttp.ClientSession, url: str, headers: dict[str, str]
) -> None:
    for path in ("/", "/_local/", "/_local/outbox"):
        assert await status_of(session, f"{url}{path}", **headers) == 200


async def test_a_link_leads_to_a_page_but_makes_no_call(
    session: aiohttp.ClientSession, url: str
) -> None:
    """The link in a mail's footer is followed from wherever the mail is read."""
    followed = {
        "Sec_Fetch_Site": "cross-site",
        "Sec_Fetch_Mode": "navigate",
        "Sec_Fetch_Dest": "document",
    }
    for path in ("/_local/", "/_local/unsubscribe/some-mail"):
        assert await status_of(session, f"{url}{path}", **followed) == 200
    for method, path in (("GET", "/"), ("POST", "/"), ("POST", "/_local/clear")):
        assert await status_of(session, f"{url}{path}", method, **followed) == 403


async def test_a_signed_form_of_another_site_changes_nothing(
    cloud: LocalCloud, ses: Caller
) -> None:
    """A form needs no leave of the browser, and the key of a local cloud is no secret."""
    fields = {
        "Action": "CreateEmailIdentity",
        "EmailIdentity": "mail.example.com",
        "Version": ses.service.version,
        "Region": ses.region,
        "Timestamp": str(int(ses.clock.now)),
        "Nonce": "1",
        "SecretId": "local",
    }

    async def send(method: str, **headers: str) -> int:
        host = ses.url.removeprefix("http://")
        made = signature(
            "local", fields.items(), algorithm="HmacSHA1", method=method, host=host
        )
        text = urlencode({**fields, "Signature": made})
        async with ses.session.request(
            method,
            ses.url if method == "POST" else f"{ses.url}/?{text}",
            data=text if method == "POST" else None,
            headers={"Content-Type": FORM, **headers},
        ) as response:
            return response.status

    for method in ("POST", "GET"):
        for name, value in (
            ("Origin", "https://evil.example"),
            ("Sec-Fetch-Site", "cross-site"),
        ):
            assert await send(method, **{name: value}) == 403
    assert cloud.calls.count == 0
    assert (await ses("ListEmailIdentities"))["EmailIdentities"] == []
    assert await send("POST") == 200
    assert len((await ses("ListEmailIdentities"))["EmailIdentities"]) == 1


CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0"


@pytest.mark.parametrize("host", ["192.0.2.7:8808", "ses.tencentcloudapi.com"])
async def test_an_image_from_an_address_that_is_not_local_makes_no_call(
    session: aiohttp.ClientSession, cloud: LocalCloud, url: str, host: str
) -> None:
    """For such an address browsers leave out `Sec-Fetch-Site`, and `Origin` of a GET."""
    browser = {"Host": host, "User_Agent": CHROME, "Accept": "image/webp,*/*;q=0.8"}
    for method in ("GET", "HEAD"):
        for path in ("/", "/?Action=DeleteReceiver", "/other"):
            assert await status_of(session, f"{url}{path}", method, **browser) == 403
    assert cloud.calls.count == 0
    for path in ("/_local/", "/_local/outbox"):  # what is only looked at
        assert await status_of(session, f"{url}{path}", **browser) == 200
    for said in ({"Origin": f"http://{host}"}, {"Sec_Fetch_Site": "none"}):
        assert await status_of(session, f"{url}/", **browser, **said) == 200
    curl = {**browser, "User_Agent": "curl/8.0"}
    assert await status_of(session, f"{url}/", **curl) == 200


async def test_the_refusal_says_what_to_do(
    session: aiohttp.ClientSession, url: str
) -> None:
    """A container's name needs to be allowed, and its user to be told."""
    for path, host, named in (
        ("/", "cloud", "--allow-host cloud`"),
        ("/_local/outbox", "tc3-cloud.test:8808", "--allow-host tc3-cloud.test`"),
        ("/_local/outbox", "<b>", "--allow-host NAME`"),
    ):
        async with session.get(f"{url}{path}", headers={"Host": host}) as response:
            body = await response.text()
        assert named in body
        json.loads(body)


async def test_a_client_shows_the_refusal(specs: Specs) -> None:
    cloud = LocalCloud(specs.services, specs.common)
    async with cloud.serve() as url:
        endpoint = url.replace("127.0.0.1", "cloud.test")
        connector = aiohttp.TCPConnector(resolver=_Here())
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            AsyncSesClient(
                Credential("local", "local"), endpoint=endpoint, session=session
            ) as client,
        ):
            with pytest.raises(Tc3Error, match="--allow-host cloud"):
                await client.list_email_identities()


class _Here(AbstractResolver):
    """Every name leads to this machine."""

    async def resolve(
        self, host: str, port: int = 0, family: int = 0
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host, host="127.0.0.1", port=port, family=2, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


async def test_no_response_can_be_framed(
    session: aiohttp.ClientSession, cloud: LocalCloud, ses: Caller
) -> None:
    """Whoever frames the unsubscribe page, say, could have its button clicked unseen."""
    for method, path in (
        ("GET", "/"),
        ("GET", "/other"),
        ("GET", "/_local"),
        ("GET", "/_local/"),
        ("GET", "/_local/none"),
        ("GET", "/_local/calls"),
        ("GET", "/_local/health"),
        ("GET", "/_local/news"),
        ("GET", "/_local/outbox/none/raw"),
        ("GET", "/_local/static/page.css"),
        ("GET", "/_local/static/none"),
        ("GET", "/_local/unsubscribe/none"),
        ("POST", "/_local/unsubscribe/none"),
        ("POST", "/_local/clear"),
        ("POST", "/_local/reset"),
        ("PUT", "/"),
    ):
        async with session.request(
            method, f"{ses.url}{path}", allow_redirects=False
        ) as response:
            policy = response.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, (method, path)
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("body", [b'{"kind": "drop"}'])
@pytest.mark.parametrize("kind", ["text/plain", FORM, JSON])
async def test_controls_need_the_content_type_that_no_form_has(
    session: aiohttp.ClientSession, url: str, kind: str, body: bytes
) -> None:
    async with session.post(
        f"{url}/_local/faults", data=body, headers={"Content-Type": kind}
    ) as response:
        assert response.status == (200 if kind == JSON else 400)
