"""Values of each type that fit, and what is said of those that do not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.spec.model import SCALARS, Field, Service, Type
from tc3gen.spec.problems import UNREAD, UNREAD_TYPE
from tc3gen.spec.value_checks.violations import (
    MAX_DEPTH,
    value_violations,
    violations,
)

from .violation_specs import SES, fields, member


def of_value(field: Field, value: Any) -> list[str]:
    return [str(violation) for violation in value_violations(field, value, SES)]


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
    [violation] = value_violations(field, bad, SES)
    assert (violation.kind, str(violation)) == (kind, message)


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
    [violation] = value_violations(member("Root", "Node"), value, SES)
    assert violation.message == f"is nested more than {MAX_DEPTH} levels deep"
    while value:  # else Python itself would overflow when it frees the value
        value = value["Children"].pop()


def test_the_size_of_a_file_is_not_that_of_its_base64() -> None:
    """As when it is sent; the members of a type stay base64."""
    three = member("File", "bytes", size=(None, 3))
    inside = Type(name="Inside", fields=fields(three))
    service = Service(service="s", version="v", title="T", types={"Inside": inside})
    known = fields(three, member("Inside", "Inside"))
    values = {"File": "YWJj", "Inside": {"File": "YWJj"}}
    found = violations(known, values, service, files=True)
    assert [str(m) for m in found] == ["`Inside.File` has 4 bytes, not at most 3"]
    assert [m.path for m in violations(known, values, service)] == [
        "File",
        "Inside.File",
    ]
    large = {"File": "YWJjZA=="}
    found = violations(known, large, service, files=True)
    assert [str(m) for m in found] == ["`File` has 4 bytes, not at most 3"]
    assert list(value_violations(three, "YWJj", service, file=True)) == []
    assert len(list(value_violations(three, "YWJj", service))) == 1


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
