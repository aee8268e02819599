"""Whether values of the wire fit the members they are meant for."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.spec.value_checks.violations import (
    Violation,
    violations,
)

from .violation_specs import ATTACHMENT, SES, fields, member

SEND = fields(
    member("Subject", "string", required=True, length=(1, 5)),
    member("Attachments", "Attachment", depth=1, items=(0, 2)),
    member("Task", "integer", enum="Task"),
    member("Language", "string", enum="Language"),
    member("Note", "string", nullable=True),
)


def of_request(values: Any, site: str | None = None) -> list[str]:
    return [str(violation) for violation in violations(SEND, values, SES, site=site)]


def test_a_request_that_fits() -> None:
    request = {
        "Subject": "Hello",
        "Attachments": [{"FileName": "a.txt", "Content": "aGk="}, {"FileName": "b"}],
        "Task": 2,
        "Language": "12",
        "Note": None,
    }
    assert of_request(request) == []


def test_each_violation_has_a_path_a_kind_and_the_member() -> None:
    request = {"Attachments": [{"FileName": "a"}, {"Content": "aGk="}]}
    found = list(violations(SEND, request, SES))
    assert found == [
        Violation(
            ("Attachments", 1, "FileName"),
            "missing",
            "is missing",
            ATTACHMENT.fields["FileName"],
        ),
        Violation(("Subject",), "missing", "is missing", SEND["Subject"]),
    ]
    assert [violation.path for violation in found] == [
        "Attachments[1].FileName",
        "Subject",
    ]


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        (
            {"Subjcet": "Hi"},
            "unknown",
            "`Subjcet` is not known; did you mean `Subject`?",
        ),
        ({"Subject": None}, "missing", "`Subject` is null, but must be given"),
        ({"Task": None}, "type", "`Task` must not be null: leave it out"),
        ({"Subject": 5}, "type", "`Subject` must be text, not the number 5"),
        ({"Subject": True}, "type", "`Subject` must be text, not true"),
        ({"Subject": ["a"]}, "type", "`Subject` must be text, not a list"),
        (
            {"Subject": "too long"},
            "limit",
            "`Subject` has 8 characters, not from 1 to 5",
        ),
        (
            {"Attachments": "a"},
            "type",
            '`Attachments` must be a list, not the text "a"',
        ),
        ({"Attachments": {}}, "type", "`Attachments` must be a list, not an object"),
        (
            {"Attachments": [{"FileName": "a"}] * 3},
            "limit",
            "`Attachments` has 3 items, not from 0 to 2",
        ),
        (
            {"Attachments": ["a"]},
            "type",
            '`Attachments[0]` must be an object, not the text "a"',
        ),
        (
            {"Attachments": [None]},
            "type",
            "`Attachments[0]` must be an object, not null",
        ),
        (
            {"Attachments": [{"FileName": "a", "Contents": ""}]},
            "unknown",
            "`Attachments[0].Contents` is not known; did you mean `Content`?",
        ),
        (
            {"Task": 3},
            "enum",
            "`Task` is 3, which is none of the values: 1 (NOW), 2 (LATER)",
        ),
    ],
)
def test_what_does_not_fit(values: dict[str, Any], kind: str, message: str) -> None:
    request = {"Subject": "Hello", **values}
    [violation] = violations(SEND, request, SES)
    assert (violation.kind, str(violation)) == (kind, message)


@pytest.mark.parametrize("values", [None, [], "text", 5])
def test_parameters_are_an_object(values: Any) -> None:
    [violation] = violations(SEND, values, SES)
    assert (violation.kind, violation.path, violation.field) == ("type", "", None)
    assert violation.message.startswith("must be an object, not ")


def test_all_violations_are_found_at_once() -> None:
    request = {"Task": True, "Language": "7", "X": 1, "Attachments": [1, {}]}
    assert [violation.path for violation in violations(SEND, request, SES)] == [
        "Task",
        "Language",
        "X",
        "Attachments[0]",
        "Attachments[1].FileName",
        "Subject",
    ]


def test_enum_values_are_those_of_the_site() -> None:
    request = {"Subject": "Hello", "Language": "12"}
    assert of_request(request) == []
    assert of_request(request, site="china") == []
    assert of_request({"Subject": "Hello", "Language": "7"}) == [
        '`Language` is "7", which is none of the values: "1" (ENGLISH or CHINESE), '
        '"2" (CHINESE or ENGLISH), "12" (VIETNAMESE)'
    ]
    assert of_request(request, site="international") == [
        '`Language` is "12", which is none of the values: "1" (ENGLISH), "2" (CHINESE)'
    ]


def test_in_a_response_members_may_be_missing_or_null() -> None:
    responses: list[dict[str, Any]] = [
        {},
        {"Subject": None},
        {"Attachments": None},
        {"Attachments": [None, {}]},
    ]
    for response in responses:
        assert list(violations(SEND, response, SES, in_response=True)) == []


def test_in_a_response_the_rest_must_fit() -> None:
    response = {"Subject": 5, "X": 1, "Attachments": [{"Y": 1}]}
    found = violations(SEND, response, SES, in_response=True)
    assert [violation.path for violation in found] == [
        "Subject",
        "X",
        "Attachments[0].Y",
    ]
