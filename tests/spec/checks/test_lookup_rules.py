"""What `check` may say: how to find out if a call was carried out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[str]]

SPEC = """\
service: shop
version: "2024-01-01"
title: Shop
summary: Sells.
actions:
  Order:
    summary: Order.
    params:
      Id: {type: string, required: true, doc: D.}
      Number: {type: integer, required: true, doc: D.}
      Note: {type: string, doc: D.}
    check: %s
  Look:
    summary: Look.
    repeatable: true
    params:
      Order: {type: string, required: true, doc: D.}
      Shop: {type: string, doc: D.}
    errors: [ResourceNotFound, ResourceNotFound.Order]
  LookAgain:
    summary: Look again.
    repeatable: true
    form: get
    params:
      Order: {type: string, doc: D.}
    errors: [ResourceNotFound]
errors:
  ResourceNotFound: Not here.
  ResourceNotFound.Order: No such order.
"""


@pytest.mark.parametrize(
    "check",
    [
        "{action: Look, params: {Order: Id}, absent: [ResourceNotFound]}",
        "{action: Look, params: {Order: Id, Shop: Id}, absent: [ResourceNotFound], after: 3}",
    ],
)
def test_checks(problems: Found, check: str) -> None:
    assert problems(SPEC % check) == []


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("Look", '`check` must be a mapping, not the text "Look"'),
        ("{action: Look, params: {Order: Id}}", "`check` needs `absent`"),
        ("{params: {Order: Id}, absent: [ResourceNotFound]}", "`check` needs `action`"),
        (
            "{action: Lok, params: {Order: Id}, absent: [ResourceNotFound]}",
            'there is no action "Lok"; did you mean `Look`?',
        ),
        (
            "{action: Order, params: {Id: Id, Number: Number}, absent: []}",
            "`Order` is not `repeatable`: to ask must change nothing",
        ),
        (
            "{action: LookAgain, params: {Order: Id}, absent: [ResourceNotFound]}",
            "`LookAgain` is called in a way of its own",
        ),
        (
            "{action: Look, params: {}, absent: [ResourceNotFound]}",
            "must not be empty: what is found must be known by something in the request",
        ),
        (
            "{action: Look, params: {Shop: Id}, absent: [ResourceNotFound]}",
            "`Look` needs `Order` too",
        ),
        (
            "{action: Look, params: {Ordr: Id}, absent: [ResourceNotFound]}",
            'there is no "Ordr" in the parameters of `Look`; did you mean `Order`?',
        ),
        (
            "{action: Look, params: {Order: Ids}, absent: [ResourceNotFound]}",
            'there is no "Ids" in the parameters; did you mean `Id`?',
        ),
        (
            "{action: Look, params: {Order: Note}, absent: [ResourceNotFound]}",
            "`Note` is not required: a call without it could not be found",
        ),
        (
            "{action: Look, params: {Order: Number}, absent: [ResourceNotFound]}",
            "`Number` must be `string`, as `Order` is, not `integer`",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: []}",
            "must not be empty: without a code nothing can be told to be absent",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [ResourceNotFond]}",
            '"ResourceNotFond" is not among the errors of `Look`; did you mean',
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [ResourceNotFound], after: 0}",
            "`after` must be more than 0, not 0",
        ),
    ],
)
def test_wrong_checks(problems: Found, check: str, problem: str) -> None:
    found = problems(SPEC % check)
    assert any(problem in each for each in found), found


def test_a_code_that_stands_twice(problems: Found) -> None:
    codes = "[ResourceNotFound, ResourceNotFound]"
    (found,) = problems(
        SPEC % f"{{action: Look, params: {{Order: Id}}, absent: {codes}}}"
    )
    assert found.endswith("the error code `ResourceNotFound` stands here twice")
