"""Whether values of the wire fit the members they are meant for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.spec.fit import MAX_DEPTH, Misfit, misfits, value_misfits
from tc3gen.spec.problems import UNREAD, UNREAD_TYPE
from tc3gen.spec.vocabulary import (
    SCALARS,
    Enum,
    EnumMember,
    Field,
    Service,
    Type,
    TypeRef,
)


def member(name: str, type_name: str, depth: int = 0, **options: Any) -> Field:
    return Field(name=name, type=TypeRef(type_name, depth), **options)


def fields(*members: Field) -> dict[str, Field]:
    return {member.name: member for member in members}


ATTACHMENT = Type(
    name="Attachment",
    fields=fields(
        member("FileName", "string", required=True),
        member("Content", "bytes"),
    ),
)
NODE = Type(name="Node", fields=fields(member("Children", "Node", depth=1)))
LANGUAGE = Enum(
    name="Language",
    members={
        "ENGLISH": EnumMember(
            name="ENGLISH", values={"international": "1", "china": "2"}
        ),
        "CHINESE": EnumMember(
            name="CHINESE", values={"international": "2", "china": "1"}
        ),
        "VIETNAMESE": EnumMember(name="VIETNAMESE", values={"china": "12"}),
    },
)
TASK = Enum(
    name="Task",
    members={
        "NOW": EnumMember(name="NOW", values={"international": 1, "china": 1}),
        "LATER": EnumMember(name="LATER", values={"international": 2, "china": 2}),
    },
)
SES = Service(
    service="ses",
    version="2020-10-02",
    title="",
    types={"Attachment": ATTACHMENT, "Node": NODE},
    enums={"Language": LANGUAGE, "Task": TASK},
)
SEND = fields(
    member("Subject", "string", required=True, length=(1, 5)),
    member("Attachments", "Attachment", depth=1, items=(0, 2)),
    member("Task", "integer", enum="Task"),
    member("Language", "string", enum="Language"),
    member("Note", "string", nullable=True),
)


def of_request(values: Any, site: str | None = None) -> list[str]:
    return [str(misfit) for misfit in misfits(SEND, values, SES, site=site)]


def of_value(field: Field, value: Any) -> list[str]:
    return [str(misfit) for misfit in value_misfits(field, value, SES)]


def test_a_request_that_fits() -> None:
    request = {
        "Subject": "Hello",
        "Attachments": [{"FileName": "a.txt", "Content": "aGk="}, {"FileName": "b"}],
        "Task": 2,
        "Language": "12",
        "Note": None,
    }
    assert of_request(request) == []


def test_each_misfit_has_a_path_a_kind_and_the_member() -> None:
    request = {"Attachments": [{"FileName": "a"}, {"Content": "aGk="}]}
    found = list(misfits(SEND, request, SES))
    assert found == [
        Misfit(
            ("Attachments", 1, "FileName"),
            "missing",
            "is missing",
            ATTACHMENT.fields["FileName"],
        ),
        Misfit(("Subject",), "missing", "is missing", SEND["Subject"]),
    ]
    assert [misfit.path for misfit in found] == ["Attachments[1].FileName", "Subject"]


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
    [misfit] = misfits(SEND, request, SES)
    assert (misfit.kind, str(misfit)) == (kind, message)


@pytest.mark.parametrize("values", [None, [], "text", 5])
def test_parameters_are_an_object(values: Any) -> None:
    [misfit] = misfits(SEND, values, SES)
    assert (misfit.kind, misfit.path, misfit.field) == ("type", "", None)
    assert misfit.message.startswith("must be an object, not ")


def test_all_misfits_are_found_at_once() -> None:
    request = {"Task": True, "Language": "7", "X": 1, "Attachments": [1, {}]}
    assert [misfit.path for misfit in misfits(SEND, request, SES)] == [
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


def test_in_an_answer_members_may_be_missing_or_null() -> None:
    answers: list[dict[str, Any]] = [
        {},
        {"Subject": None},
        {"Attachments": None},
        {"Attachments": [None, {}]},
    ]
    for answer in answers:
        assert list(misfits(SEND, answer, SES, answer=True)) == []


def test_in_an_answer_the_rest_must_fit() -> None:
    answer = {"Subject": 5, "X": 1, "Attachments": [{"Y": 1}]}
    found = misfits(SEND, answer, SES, answer=True)
    assert [misfit.path for misfit in found] == ["Subject", "X", "Attachments[0].Y"]


JSON = "must be text that holds a JSON object"
BYTES = "must be base64 text"
TIME = "must be a time like 2024-01-31 08:00:00"
ISO = "must be a time with a zone, like 2024-01-31T08:00:00Z"
DATE = "must be a date like 2024-01-31"
INTEGER = "must be an integer of 64 bits"


@pytest.mark.parametrize(
    ("field", "good", "bad", "message"),
    [
        (member("A", "string"), ["", "é"], [1, True, [], {}], "must be text"),
        (
            member("A", "integer"),
            [0, -(2**63), 2**64 - 1],
            [1.0, 1.5, True, "1", 2**64, -(2**63) - 1],
            INTEGER,
        ),
        (
            member("A", "float"),
            [1, 1.0, -2.5],
            [True, "1.5", float("nan"), float("inf"), 10**400],
            "must be a number",
        ),
        (
            member("A", "boolean"),
            [True, False],
            [0, 1, "true"],
            "must be true or false",
        ),
        (
            member("A", "bytes"),
            ["", "aGk=", "aGkh"],
            ["aGk", "a b=", "é", "a\n==", 5],
            BYTES,
        ),
        (
            member("A", "json"),
            ["", "{}", '{"a": [1]}'],
            ["[]", "x", "5", '{"a": NaN}', {"a": 1}, '{"a":' * 100_000],
            JSON,
        ),
        (
            member("A", "datetime"),
            ["2024-01-31 08:00:00"],
            ["", "2024-01-31", "2024-02-30 08:00:00", "2024-01-31T08:00:00Z", 5],
            TIME,
        ),
        (member("A", "date", format="iso"), ["2024-02-29"], ["x"], DATE),
        (
            member("A", "datetime", format="iso"),
            [
                "2024-01-31T08:00:00Z",
                "2024-01-31T08:00:00+08:00",
                "2024-01-31T08:00:00.5-03:30",
            ],
            [
                "2024-01-31T08:00:00",
                "2024-02-30T08:00:00Z",
                "2024-01-31 08:00:00",
                "2024-01-31T08:00:00+99:00",
                5,
            ],
            ISO,
        ),
        (
            member("A", "date"),
            ["2024-02-29"],
            ["2023-02-29", "20240131", "٢٠٢٤-01-31", "2024-01-31 08:00:00", 5],
            DATE,
        ),
    ],
    ids=lambda value: str(value.type) if isinstance(value, Field) else None,
)
def test_each_scalar_has_its_values(
    field: Field, good: list[Any], bad: list[Any], message: str
) -> None:
    assert [value for value in good if of_value(field, value)] == []
    for value in bad:
        [said] = of_value(field, value)
        assert said.startswith(f"{message}, not ")


@pytest.mark.parametrize(
    ("field", "good", "bad", "kind", "message"),
    [
        (
            member("A", "string", length=(2, 3)),
            ["éé", "ééé"],
            "é",
            "limit",
            "has 1 characters, not from 2 to 3",
        ),
        (
            member("A", "string", size=(None, 4)),
            ["éé"],
            "ééé",
            "size",
            "has 6 bytes, not at most 4",
        ),
        (
            member("A", "bytes", size=(4, 4)),
            ["aGk="],
            "aGkhaGkh",
            "size",
            "has 8 bytes, not exactly 4",
        ),
        (
            member("A", "json", size=(None, 2)),
            ["{}"],
            '{"a": 1}',
            "size",
            "has 8 bytes, not at most 2",
        ),
        (
            member("A", "integer", range=(1, None)),
            [1, 2**40],
            0,
            "limit",
            "is 0, not at least 1",
        ),
        (
            member("A", "float", range=(None, 1.5)),
            [1.5, -7],
            1.6,
            "limit",
            "is 1.6, not at most 1.5",
        ),
        (
            member("A", "string", depth=1, items=(1, None)),
            [["a"]],
            [],
            "limit",
            "has 0 items, not at least 1",
        ),
        (
            member("A", "string", depth=2, items=(1, 1)),
            [[["a", "b"]], [[]]],
            [["a"], ["b"]],
            "limit",
            "has 2 items, not exactly 1",
        ),
        (
            member("A", "string", depth=1, length=(1, 2)),
            [["a", "bb"], []],
            ["ccc"],
            "limit",
            "`[0]` has 3 characters, not from 1 to 2",
        ),
        (
            member("A", "integer", depth=2, enum="Task"),
            [[[1, 2], []]],
            [[1], [7]],
            "enum",
            "`[1][0]` is 7, which is none of the values: 1 (NOW), 2 (LATER)",
        ),
    ],
    ids=lambda value: str(value.type) if isinstance(value, Field) else None,
)
def test_limits(
    field: Field, good: list[Any], bad: Any, kind: str, message: str
) -> None:
    assert [value for value in good if of_value(field, value)] == []
    [misfit] = value_misfits(field, bad, SES)
    assert (misfit.kind, str(misfit)) == (kind, message)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (member("Password", "integer", sensitive=True), "hunter2"),
        (member("Password", "string", sensitive=True), 31337),
        (member("Password", "integer", sensitive=True, range=(1, 2)), 31337),
        (member("Password", "integer", sensitive=True, enum="Task"), 31337),
    ],
)
def test_a_secret_is_never_in_the_message(field: Field, value: Any) -> None:
    [message] = of_value(field, value)
    assert str(value) not in message


def test_a_long_or_unprintable_value_is_shown_safely() -> None:
    [message] = of_value(member("A", "integer"), "\x1b[31m\u202e" + "x" * 1000)
    assert message == (
        'must be an integer of 64 bits, not the text "\\u001b[31m\\u202e'
        + "x" * 43
        + "..."
    )


def test_recursive_types_cannot_overflow() -> None:
    value: dict[str, Any] = {}
    for _ in range(100_000):
        value = {"Children": [value]}
    [misfit] = value_misfits(member("Root", "Node"), value, SES)
    assert misfit.message == f"is nested more than {MAX_DEPTH} levels deep"
    while value:  # else Python itself would overflow when it frees the value
        value = value["Children"].pop()


def test_the_size_of_a_file_is_not_that_of_its_base64() -> None:
    """As when it is sent; the members of a type stay base64."""
    three = member("File", "bytes", size=(None, 3))
    inside = Type(name="Inside", fields=fields(three))
    service = Service(service="s", version="v", title="T", types={"Inside": inside})
    known = fields(three, member("Inside", "Inside"))
    values = {"File": "YWJj", "Inside": {"File": "YWJj"}}
    found = misfits(known, values, service, files=True)
    assert [str(m) for m in found] == ["`Inside.File` has 4 bytes, not at most 3"]
    assert [m.path for m in misfits(known, values, service)] == ["File", "Inside.File"]
    large = {"File": "YWJjZA=="}
    found = misfits(known, large, service, files=True)
    assert [str(m) for m in found] == ["`File` has 4 bytes, not at most 3"]
    assert list(value_misfits(three, "YWJj", service, file=True)) == []
    assert len(list(value_misfits(three, "YWJj", service))) == 1


def test_what_was_not_read_fits() -> None:
    field = Field(name="A", type=UNREAD_TYPE)
    assert of_value(field, 5) == []
    assert of_value(member("A", "integer", depth=1), [1, UNREAD]) == []


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.sampled_from([*SCALARS, "Attachment", "Node"]), st.integers(0, 2), VALUES)
def test_no_value_raises(type_name: str, depth: int, value: Any) -> None:
    for format in (None, "iso"):
        of_value(
            member("A", type_name, depth, format=format, length=(1, 2), range=(1, 2)),
            value,
        )
