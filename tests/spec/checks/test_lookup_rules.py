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
      Id: {type: string, required: true, doc: D., length: [1, 9]}
      Short: {type: string, required: true, doc: D., length: [0, 99]}
      Number: {type: integer, required: true, doc: D.}
      Note: {type: string, doc: D.}
      Names: {type: "list[string]", required: true, doc: D.}
      Kind: {type: string, required: true, doc: D., enum: {OLD: old}}
      Key: {type: string, required: true, doc: D., sensitive: true}
      Other: {type: string, required: true, nullable: true, doc: D.}
    check: %s
  Look:
    summary: Look.
    repeatable: true
    params:
      Order: {type: string, required: true, doc: D., length: [1, 9]}
      Shop: {type: string, doc: D.}
      Shops: {type: "list[string]", doc: D.}
      Gone: {type: string, doc: D., disabled: true, deprecated: No.}
    errors: [ResourceNotFound, ResourceNotFound.Order, InternalError, AuthFailure.No, Gone]
  LookPages:
    summary: Look at all.
    repeatable: true
    params:
      Order: {type: string, doc: D.}
      Offset: {type: integer, doc: D.}
      Limit: {type: integer, doc: D.}
    returns:
      Items: {type: "list[string]", doc: D.}
    pages: {offset: Offset, limit: Limit, items: Items}
    errors: [Gone]
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
  InternalError: It failed.
  AuthFailure: No.
  AuthFailure.No: Not you.
  Gone: It is gone.
"""


@pytest.mark.parametrize(
    "check",
    [
        "{action: Look, params: {Order: Id}, absent: [ResourceNotFound]}",
        "{action: Look, params: {Order: Id, Shop: Id}, absent: [Gone]}",
        "{action: Look, params: {Order: Id}, absent: [ResourceNotFound.Order]}",
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
            "{action: Look, params: {Order: Id, Shops: Names}, absent: [Gone]}",
            "`Names` must be `string` or `integer`, not `list[string]`",
        ),
        (
            "{action: Look, params: {Order: Kind}, absent: [Gone]}",
            "a value of an enum, as of `Kind`, names no one thing",
        ),
        (
            "{action: Look, params: {Order: Key}, absent: [Gone]}",
            "`Key` is a secret, which is shown to whoever watches the calls",
        ),
        (
            "{action: Look, params: {Order: Other}, absent: [Gone]}",
            "`Other` may be null: nothing can be found by it",
        ),
        (
            "{action: Look, params: {Order: Id, Gone: Id}, absent: [Gone]}",
            "`Gone` is disabled, so that the service ignores it: nothing can be found",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [InternalError]}",
            "`InternalError` says nothing of what is asked for",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [AuthFailure.No]}",
            "`AuthFailure.No` says nothing of what is asked for",
        ),
        (
            "{action: Look, params: {Order: Short}, absent: [Gone]}",
            "`Short` and `Order` differ in `length`",
        ),
        (
            "{action: LookPages, params: {Order: Id}, absent: [Gone]}",
            "`LookPages` succeeds also where there is nothing",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [Gone]}\n    unsigned: true",
            "an action that is `unsigned`, whose requests never grow too old",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: []}",
            "must not be empty: without a code nothing can be told to be absent",
        ),
        (
            "{action: Look, params: {Order: Id}, absent: [ResourceNotFond]}",
            '"ResourceNotFond" is not among the errors of `Look`; did you mean',
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
