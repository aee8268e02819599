"""Endpoints and regions: what is accepted, and where requests then go."""

from __future__ import annotations

from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3._core.endpoints import Endpoint, Site, default_endpoint
from tc3._core.transport.base import TransportOptions
from tc3._core.transport.synchronous.transport import H11Transport
from tc3.ses import AsyncSesClient, SesClient
from tc3.sts import StsClient

from ..support.driver import KEY


def endpoint_of(**options: Any) -> str:
    with SesClient(KEY, **options) as client:
        return client._core.settings.endpoint.url


@pytest.mark.parametrize(
    ("service", "region", "site", "host"),
    [
        ("ses", None, "international", "ses.intl.tencentcloudapi.com"),
        ("ses", "ap-singapore", "international", "ses.intl.tencentcloudapi.com"),
        ("ses", "ap-guangzhou", "china", "ses.tencentcloudapi.com"),
        (
            "sts",
            "ap-shanghai-fsi",
            "china",
            "sts.ap-shanghai-fsi.tencentcloudapi.com",
        ),
    ],
)
def test_default_endpoint(
    service: str, region: str | None, site: Site, host: str
) -> None:
    assert default_endpoint(service, region, site) == Endpoint("https", host)


@pytest.mark.parametrize(
    ("endpoint", "url"),
    [
        ("http://127.0.0.1:8808", "http://127.0.0.1:8808/"),
        ("https://gw.example/tencent/", "https://gw.example/tencent/"),
        ("https://gw.example/a/b", "https://gw.example/a/b"),
        ("http://127.0.0.1:8808/", "http://127.0.0.1:8808/"),
        ("localhost:8808", "https://localhost:8808/"),
        ("HTTPS://Example.COM", "https://example.com/"),
        ("https://example.com:443", "https://example.com/"),
        ("http://example.com:80", "http://example.com/"),
        ("https://example.com:80", "https://example.com:80/"),
        ("http://[::1]:8808", "http://[::1]:8808/"),
        ("[2001:db8::1]", "https://[2001:db8::1]/"),
        ("ses.intl.tencentcloudapi.com", "https://ses.intl.tencentcloudapi.com/"),
        ("xn--bcher-kva.example", "https://xn--bcher-kva.example/"),
        ("http://local_cloud:8808", "http://local_cloud:8808/"),  # as Compose names it
    ],
)
def test_endpoint(endpoint: str, url: str) -> None:
    assert endpoint_of(endpoint=endpoint) == url


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        " ",
        "http://",
        "://example.com",
        "ftp://example.com",
        "file:///etc/passwd",
        "http+unix://example.com",
        "https://user:hunter2@example.com",
        "user@example.com",
        "ftp://user:hunter2@example.com",
        "https://user:hunter2@example.com:99999",
        "https://example.com@evil.example",
        "https://example.com\\@evil.example",
        "https://example.com/a b",
        "https://example.com/a/../b",
        "https://example.com/..",
        "https://example.com//",
        "https://example.com/?query",
        "https://example.com?a=b",
        "https://example.com#",
        "https://example.com/#fragment",
        "https://example..com",
        "https://..",
        "https://.example.com",
        "https://example.com.",
        "https://example.com:99999",
        "https://example.com:-1",
        "https://example.com:0",
        "https://example.com:port",
        "https://example.com:",
        "https://[::1",
        "https://[::zz]",
        "https://::1",
        "https://exa mple.com",
        "https://example.com\x00",
        "https://example.com\r\nX-Evil: 1",
        "https://exam\nple.com",
        " https://example.com",
        "https://example.com\n",
        "https://" + "x" * 5000 + "..",
        5,
        b"https://example.com",
        "https://bücher.example",
        "https://%65xample.com",
        "https://example.com:4٣3",
        "x" * 5000 + "/path",
    ],
)
def test_wrong_endpoint(endpoint: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="endpoint") as caught:
        endpoint_of(endpoint=endpoint)
    assert "hunter2" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize(
    "region",
    [
        "",
        "ap singapore",
        "ap-singapore\r\nX-Evil: 1",
        "ap-singapore\x00",
        "AP-SINGAPORE",
        "a\n",
        "-a",
        "ü",
        5,
    ],
)
def test_wrong_region(region: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="region must be a name"):
        SesClient(KEY, region)


def test_region_that_no_site_is_known_to_have_passes() -> None:
    with SesClient(KEY, "mars-north") as client:
        assert client._core.settings.region == "mars-north"


def test_the_only_region_of_a_site_need_not_be_given() -> None:
    with SesClient(KEY) as one, SesClient(KEY, site="china") as two:
        assert one._core.settings.region == "ap-singapore"
        assert two._core.settings.region is None


def test_message_names_the_regions_of_the_site() -> None:
    with pytest.raises(errors.ConfigurationError) as caught:
        SesClient(KEY, "ap-hongkong")
    assert str(caught.value) == (
        "region ap-hongkong belongs to the china site; pass site='china', or one of "
        "ap-singapore"
    )


@pytest.mark.parametrize("site", ["", "intl", "China", None])
def test_wrong_site(site: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="'international' or 'china'"):
        SesClient(KEY, site=site)


def test_finance_region_stands_in_the_host() -> None:
    with StsClient(KEY, "ap-shanghai-fsi", site="china") as client:
        host = client._core.settings.endpoint.host
        assert host == "sts.ap-shanghai-fsi.tencentcloudapi.com"
        other = client.with_options(region="ap-guangzhou")
        assert other._core.settings.endpoint.host == "sts.tencentcloudapi.com"


def test_a_region_must_be_given_where_there_are_several() -> None:
    with SesClient(KEY, site="china", retry=RetryPolicy(1)) as client:
        with pytest.raises(errors.ConfigurationError) as refused:
            client.list_email_address()
        assert str(refused.value) == (
            "ses has several regions on the china site: pass region=, one of "
            "ap-guangzhou, ap-hongkong"
        )
    closed = "http://127.0.0.1:1"  # another server may not want a region
    client = SesClient(KEY, site="china", endpoint=closed, retry=RetryPolicy(1))
    with client, pytest.raises(errors.ConnectError):
        client.list_email_address()


def test_a_region_must_be_given_with_a_transport_too() -> None:
    """Such as one that clients share."""
    transport = H11Transport(TransportOptions())
    client = SesClient(KEY, site="china", transport=transport)
    with client, pytest.raises(errors.ConfigurationError, match="one of ap-guangzhou"):
        client.list_email_address()
    transport.close()


async def test_a_region_must_be_given_to_asynchronous_clients_too() -> None:
    async with AsyncSesClient(KEY, site="china") as client:
        with pytest.raises(errors.ConfigurationError, match="one of ap-guangzhou"):
            await client.list_email_address()


# Domains of one's own


@pytest.mark.parametrize("cls", [SesClient, AsyncSesClient])
@pytest.mark.parametrize(
    ("domain", "url"),
    [
        ("api.example.com", "https://ses.api.example.com/"),
        ("http://Cloud.Example:8080", "http://ses.cloud.example:8080/"),
        ("intl.tencentcloudapi.com", "https://ses.intl.tencentcloudapi.com/"),
    ],
)
def test_domain(cls: Any, domain: str, url: str) -> None:
    assert cls(KEY, domain=domain)._core.settings.endpoint.url == url
    assert cls(KEY, domain=domain, region="my-cloud")._core.settings.endpoint.given


@pytest.mark.parametrize(
    ("domain", "reason"),
    [
        ("", "domain must be"),
        ("a/b", "domain must be"),
        ("user@example.com", "domain must be"),
        ("a b", "domain must be"),
        ("example..com", "domain: its host"),
        (5, "domain must be"),
        ("ftp://example.com", "domain must be"),
        ("tencentcloudapi.com", "belongs to the china site"),
    ],
)
def test_wrong_domain(domain: Any, reason: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=reason):
        SesClient(KEY, domain=domain)


def test_domain_and_endpoint() -> None:
    with pytest.raises(errors.ConfigurationError, match="not both"):
        SesClient(KEY, domain="example.com", endpoint="ses.example.com")
