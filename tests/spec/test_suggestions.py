"""Suggestions for unknown words, near by spelling or by meaning."""

from __future__ import annotations

import pytest

from tc3gen.spec.model import Action, Service
from tc3gen.spec.select import parse_only, unknown
from tc3gen.spec.suggestions import MAX_NAMES, closest


def service(name: str, title: str, *actions: str) -> Service:
    return Service(
        service=name,
        version="2024-01-31",
        title=title,
        actions={action: Action(name=action) for action in actions},
    )


SERVICES = [
    service("ses", "Simple Email Service", "SendEmail"),
    service("sms", "Short Message Service", "SendSms"),
    service("cws", "Cloud Web Scanner", "CreateSites"),
    service("cvm", "Cloud Virtual Machine", "RunInstances"),
]


@pytest.mark.parametrize(
    ("only", "end"),
    [
        ("cos", ": object storage has an API of its own, which is not Tencent Cloud"),
        ("SendEmail", "; did you mean `ses:SendEmail`?"),
        ("sendemail", "; did you mean `ses:SendEmail`?"),
        ("mail", "; did you mean `ses`?"),
        ("Email", "; did you mean `ses`?"),
        ("scanner", "; did you mean `cws`?"),
        ("ec2", "; did you mean `cvm`?"),
        ("cmv", "; did you mean `cvm`?"),
        ("nothing", ""),
    ],
)
def test_services(only: str, end: str) -> None:
    [told] = unknown(SERVICES, [parse_only(only)])
    if end:
        assert told.startswith(f"no spec describes `{only}`{end}")
    else:
        assert told == f"no spec describes `{only}`"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("integr", "integer"),
        ("Gte", "Get"),
        ("INTEGER", "integer"),
        ("x" * 500, None),
        ("quite another", None),
    ],
)
def test_spelling(word: str, found: str | None) -> None:
    assert closest(word, ["integer", "Get", "boolean"]) == found


def test_of_too_many_names_none_is_guessed() -> None:
    names = [f"Name{number}" for number in range(MAX_NAMES + 1)]
    assert closest("Nam7", names) is None
    assert closest("Nam7", names[1:]) is not None
