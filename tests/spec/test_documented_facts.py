"""Facts that no type holds, which a spec tells in its texts: what the documentation says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import load_specs

SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture(scope="module")
def services() -> Mapping[str, Service]:
    loaded = load_specs([SPEC / "ses", SPEC / "sts"]).services
    return {each.service: each for each in loaded}


@pytest.mark.parametrize(
    ("service", "action", "facts"),
    [
        ("ses", "CreateEmailIdentity", ("10 domains", "500 mails a day")),
        ("ses", "GetSendEmailStatus", ("last 30 days",)),
        ("ses", "SendEmail", ("4 MB with its attachments", "1 MB of text and HTML")),
        (
            "ses",
            "UpdateEmailSmtpPassWord",
            (
                "`smtp.qcloudmail.com`",
                "`gz-smtp.qcloudmail.com`",
                "`sg-smtp.qcloudmail.com`",
                "port 465 with TLS",
                "20 mails a second",
                "50 recipients",
                "without `Cc` and `Bcc`",
            ),
        ),
        ("ses", "BatchSendEmail", ("24 hours later",)),
        ("sts", "GetSessionToken", ("for the China site only",)),
        ("sts", "QueryApiKey", ("for the China site only",)),
    ],
)
def test_actions(
    services: Mapping[str, Service], service: str, action: str, facts: tuple[str, ...]
) -> None:
    found = services[service].actions[action]
    text = " ".join(f"{found.summary} {found.description}".split())
    assert [fact for fact in facts if fact not in text] == []


def test_callbacks(services: Mapping[str, Service]) -> None:
    events = services["ses"].events
    assert events is not None
    text = " ".join(events.doc.split())
    assert (
        "one for the account and one for each sender address, which comes first" in text
    )
    assert "port must be 8080, 8081 or 8082" in text
    assert "must contain the word `unsubscribe`" in events.kinds["unsubscribe"].doc


def test_a_domain_has_two_dkim_records(services: Mapping[str, Service]) -> None:
    (example,) = services["ses"].actions["CreateEmailIdentity"].examples[:1]
    response = example.response
    assert isinstance(response, dict)
    hosts = [record["SendDomain"] for record in response["Attributes"]]
    keys = [host.partition("._domainkey.")[0] for host in hosts if "_domainkey" in host]
    assert keys == ["mail", "qcloud"]


def test_rates_are_those_of_an_action_region_and_sub_account() -> None:
    for path in SPEC.glob("s?s/*.yaml"):
        line = "# requests a second, for each action, region and sub-account"
        assert line in path.read_text(), path
