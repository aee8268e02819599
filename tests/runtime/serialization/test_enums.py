"""Enums, above all the one whose values mean different things on the two sites."""

from __future__ import annotations

from typing import Any

import pytest

from tc3 import errors, from_wire, to_wire
from tc3._core.endpoints import Site
from tc3.ses import AsyncSesClient, SesClient, enums, models
from tc3.ses.enums import DnsRecordType, UnsubscribeLanguage

from ..support.driver import KEY, Driver
from ..support.servers import Server

INTERNATIONAL, CHINA = "international", "china"


def mail(unsubscribe: Any) -> dict[str, Any]:
    return {
        "from_email_address": "a@example.com",
        "subject": "Hello",
        "unsubscribe": unsubscribe,
    }


SENT = [
    (INTERNATIONAL, UnsubscribeLanguage.ENGLISH, "1"),
    (CHINA, UnsubscribeLanguage.ENGLISH, "2"),
    (INTERNATIONAL, UnsubscribeLanguage.SIMPLIFIED_CHINESE, "2"),
    (CHINA, UnsubscribeLanguage.SIMPLIFIED_CHINESE, "1"),
    (INTERNATIONAL, UnsubscribeLanguage.INDONESIAN, "11"),
    (CHINA, UnsubscribeLanguage.INDONESIAN, "11"),
    (CHINA, UnsubscribeLanguage.VIETNAMESE, "12"),
]


@pytest.mark.parametrize(("site", "language", "value"), SENT)
async def test_language_becomes_the_value_of_the_site(
    driver: Driver,
    server: Server,
    site: str,
    language: UnsubscribeLanguage,
    value: str,
) -> None:
    async with driver.client(server.url, site=site) as client:
        await client.send_email(**mail(language))
        await client.batch_send_email(receiver_id=1, task_type=1, **mail(language))
        loose = client.with_options(validate=False)
        await loose.send_email(**mail(language))
    assert [r.params["Unsubscribe"] for r in server.requests] == [value] * 3


@pytest.mark.parametrize("validate", [True, False])
@pytest.mark.parametrize("site", [INTERNATIONAL, CHINA])
@pytest.mark.parametrize("plain", ["1", "2", "0", 1, "ENGLISH", True])
async def test_plain_value_is_refused_even_without_validation(
    driver: Driver, server: Server, plain: object, site: str, validate: bool
) -> None:
    async with driver.client(server.url, site=site, validate=validate) as client:
        with pytest.raises(errors.ValidationError, match="different things") as caught:
            await client.send_email(**mail(plain))
    assert caught.value.field == "unsubscribe"
    assert server.requests == []


async def test_language_that_a_site_lacks_is_refused(
    driver: Driver, server: Server
) -> None:
    for validate in (True, False):
        async with driver.client(server.url, validate=validate) as client:
            with pytest.raises(
                errors.ValidationError, match="does not exist on the"
            ) as e:
                await client.send_email(**mail(UnsubscribeLanguage.VIETNAMESE))
            assert e.value.field == "unsubscribe"
    assert server.requests == []


@pytest.mark.parametrize(("site", "language", "value"), SENT)
def test_value_is_read_as_the_site_means_it(
    site: Site, language: UnsubscribeLanguage, value: str
) -> None:
    wire = {"Unsubscribe": value}
    request = from_wire(models.SendEmailRequest, wire, site=site)
    assert request.unsubscribe is language


@pytest.mark.parametrize("site", [INTERNATIONAL, CHINA])
def test_unknown_value_stays_plain_and_cannot_be_sent(site: Site) -> None:
    wire = {"FromEmailAddress": "a@b.c", "Subject": "s", "Unsubscribe": "99"}
    request = from_wire(models.SendEmailRequest, wire, site=site, strict=False)
    plain: object = request.unsubscribe
    assert plain == "99"
    with pytest.raises(errors.ValidationError):
        to_wire(request, site=site)


@pytest.mark.parametrize("client", [SesClient, AsyncSesClient])
@pytest.mark.parametrize(
    ("options", "home"),
    [
        ({"endpoint": "ses.tencentcloudapi.com"}, CHINA),
        ({"endpoint": "https://ses.tencentcloudapi.com/"}, CHINA),
        ({"endpoint": "SES.ap-guangzhou.TencentCloudAPI.com:443"}, CHINA),
        ({"site": "china", "endpoint": "ses.intl.tencentcloudapi.com"}, INTERNATIONAL),
        ({"region": "ap-guangzhou"}, CHINA),
        ({"site": "china", "region": "ap-singapore"}, INTERNATIONAL),
    ],
)
def test_server_of_the_other_site_is_refused(
    client: Any, options: dict[str, Any], home: str
) -> None:
    with pytest.raises(errors.ConfigurationError, match=f"belongs to the {home} site"):
        client(KEY, **options)


def test_region_of_the_other_site_is_refused_in_options_too() -> None:
    with SesClient(KEY) as client, pytest.raises(errors.ConfigurationError):
        client.with_options(region="ap-guangzhou")


def test_text_enum_is_its_text() -> None:
    assert str(DnsRecordType.MX) == f"{DnsRecordType.MX}" == "MX"
    assert f"{DnsRecordType.MX:>4}" == "  MX"
    assert DnsRecordType.MX == "MX"


def test_integer_enum_is_its_number() -> None:
    plain: object = 1
    assert plain == enums.TaskType.SEND_NOW
    assert to_wire(
        models.ListSendTasksRequest(
            offset=0, limit=1, status=enums.SendTaskStatus.FINISHED
        )
    ) == {"Offset": 0, "Limit": 1, "Status": 10}
