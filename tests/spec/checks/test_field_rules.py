"""What a field must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..texts import PARAM, SEND

Found = Callable[[str], list[str]]


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (
            "{type: integr, doc: D.}",
            '10:17: there is no type "integr"; did you mean `integer`?',
        ),
        (
            '{type: "list[Unheard]", doc: D.}',
            '10:17: there is no type "Unheard"; there are `string`, `integer`, `float`, '
            "`boolean`, `bytes`, `json`, `datetime`, `date`, those under `types:`, and "
            "`list[...]` of one",
        ),
        (
            "{type: number, doc: D.}",
            '10:17: there is no type "number"; write `integer` or `float`',
        ),
        (
            '{type: "list[int]", doc: D.}',
            '10:17: there is no type "int"; write `integer`',
        ),
        (
            "{type: string, doc: D., disabled: true}",
            "10:7: `P` is disabled: say under `deprecated` what to use instead",
        ),
        (
            "{type: string, doc: D., always: true}",
            "10:42: `always` is for what the service returns; a parameter that must be "
            "given is `required`",
        ),
        (
            "{type: string, doc: D., format: iso}",
            "10:42: `format` is only for `datetime`, not `string`",
        ),
        (
            "{type: string, doc: D., enum: Stat}",
            '10:40: there is no enum "Stat"',
        ),
        (
            "{type: json, doc: D., enum: {A: x}}",
            "10:38: `enum` is only for `string` and `integer`, not `json`",
        ),
        (
            "{type: string, doc: D., enum: {A: 1}}",
            "10:40: the values of `P` are `integer`, but `P` is `string`",
        ),
        (
            '{type: integer, doc: D., enum: {A: "1"}}',
            "10:41: the values of `P` are `string`, but `P` is `integer`",
        ),
        (
            '{type: string, doc: D., enum: {A: 1, B: "2"}}',
            "10:34: the values of `P` are texts and integers: write all as one",
        ),
        (
            "{type: string, doc: D., enum: {}}",
            "10:34: the enum `P` has no members",
        ),
        (
            "{type: string, doc: D., enum: {A: x, B: x}}",
            '10:47: `B` has the value "x" of `A`: keep one of the two',
        ),
        (
            "{type: string, doc: D., enum: {A: x, B: {international: y, china: x}}}",
            '10:47: `B` has the value "x" of `A` on `china`: keep one of the two',
        ),
        (
            "{type: integer, doc: D., length: [1, 2]}",
            "10:43: `length` is only for `string`, not `integer`",
        ),
        (
            "{type: integer, doc: D., size: [1, 2]}",
            "10:41: `size` is only for `string`, `bytes` and `json`, not `integer`",
        ),
        (
            "{type: string, doc: D., range: [1, 2]}",
            "10:41: `range` is only for `integer` and `float`, not `string`",
        ),
        (
            "{type: string, doc: D., items: [1, 2]}",
            "10:41: `items` is only for lists, not `string`",
        ),
        (
            "{type: string, doc: D., length: [2, 1]}",
            "10:42: `length` is reversed: write [1, 2]",
        ),
        (
            "{type: string, doc: D., length: [null, null]}",
            "10:42: `length` limits nothing: leave it out",
        ),
        (
            "{type: string, doc: D., length: [-1, 5]}",
            "10:43: `length` cannot be negative, as -1 is",
        ),
        (
            "{type: string, doc: D., size: [0, 1.5]}",
            "10:44: `size` counts in integers, not 1.5",
        ),
        (
            "{type: integer, doc: D., example: five}",
            '10:44: the example must be an integer of 64 bits, not the text "five"',
        ),
        (
            "{type: string, doc: D., length: [1, 3], example: four}",
            "10:59: the example has 4 characters, not from 1 to 3",
        ),
        (
            "{type: integer, doc: D., range: [1, 3], default: 0}",
            "10:59: the default is 0, not from 1 to 3",
        ),
        (
            "{type: integer, doc: D., enum: {A: 1}, default: 2}",
            "10:58: the default is 2, which is none of the values: 1 (A)",
        ),
        (
            '{type: "list[integer]", doc: D., example: [1, x]}',
            '10:56: the example `[1]` must be an integer of 64 bits, not the text "x"',
        ),
    ],
)
def test_fields(problems: Found, field: str, problem: str) -> None:
    assert problems(f"{PARAM}{field}\n") == [f"ses.yaml:{problem}"]


@pytest.mark.parametrize(
    "field",
    [
        "{type: integer, doc: D., range: [-5, null]}",
        "{type: float, doc: D., range: [0.5, 1.5], example: 1}",
        "{type: string, doc: D., length: [1, 1], size: [null, 4], default: é}",
        "{type: json, doc: D., size: [0, 800], example: '{}'}",
        '{type: "list[string]", doc: D., items: [1, 50], length: [1, 9], enum: {A: x}}',
        "{type: datetime, doc: D., format: iso, example: '2024-01-31T08:00:00Z'}",
        "{type: string, doc: D., disabled: true, deprecated: Use nothing.}",
        "{type: integer, doc: D., enum: {A: {china: 1}, B: {international: 1}}}",
    ],
)
def test_fields_in_which_nothing_is_wrong(problems: Found, field: str) -> None:
    assert problems(f"{PARAM}{field}\n") == []


def test_members_of_answers_and_types_follow_the_same_rules(problems: Found) -> None:
    assert problems(
        SEND
        + """\
    returns:
      R: {type: T, doc: D., length: [1, 2]}
types:
  T:
    doc: D.
    fields:
      F: {type: string, doc: D., format: iso}
"""
    ) == [
        "ses.yaml:10:37: `length` is only for `string`, not `T`",
        "ses.yaml:15:42: `format` is only for `datetime`, not `string`",
    ]
