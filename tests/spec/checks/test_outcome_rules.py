"""What `outcomes` may say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..texts import SEND

Found = Callable[[str], list[str]]

SPEC = (
    SEND
    + """\
    returns:
      Results: {type: "list[Result]", doc: D.}
      Inner: {type: Inner, doc: D.}
      Names: {type: "list[string]", doc: D.}
      Invalid: {type: integer, doc: D.}
    outcomes: %s
types:
  Inner:
    doc: D.
    fields: {Failed: {type: "list[Result]", doc: D.}, Lost: {type: integer, doc: D.}}
  Result:
    doc: D.
    fields:
      Name: {type: string, doc: D.}
      Code: {type: string, doc: D.}
      Number: {type: integer, doc: D.}
      Mood: {type: string, doc: D., enum: {GLAD: glad}}
      Words: {type: "list[string]", doc: D.}
"""
)


@pytest.mark.parametrize(
    "outcomes",
    [
        "{of: Results, item: Name, code: Code, ok: [Ok], message: Name}",
        '{of: Results, item: Number, code: Number, ok: [0, ""]}',
        "{of: Inner.Failed, item: Name, message: Code}",
        "{of: Results}",
        "{counts: [Invalid, Inner.Lost]}",
    ],
)
def test_outcomes(problems: Found, outcomes: str) -> None:
    assert problems(SPEC % outcomes) == []


@pytest.mark.parametrize(
    ("outcomes", "problem"),
    [
        (
            "{of: Resuls}",
            '14:20: there is no "Resuls" in the response; did you mean `Results`?',
        ),
        ("{of: Inner.Lost}", "14:20: `Lost` must be a list of a type, not `integer`"),
        ("{of: Names}", "14:20: `Names` must be a list of a type, not `list[string]`"),
        (
            "{of: Results, item: Nme}",
            '14:35: there is no "Nme" in `Result`; did you mean `Name`?',
        ),
        (
            "{of: Results, code: Mood, ok: [glad]}",
            "14:35: `Mood` must be `string` or `integer` without an enum, not `string`",
        ),
        (
            "{of: Results, item: Words}",
            "14:35: `Words` must be `string` or `integer` without an enum, "
            "not `list[string]`",
        ),
        (
            "{of: Results, message: Number}",
            "14:38: `Number` must be `string` without an enum, not `integer`",
        ),
        (
            "{of: Results, code: Code, ok: [0]}",
            "14:46: the code must be text, not the number 0",
        ),
        (
            "{of: Results, code: Code, ok: [Ok, Ok]}",
            '14:50: the code "Ok" stands here twice',
        ),
        (
            "{counts: [Results]}",
            "14:25: `Results` must be `integer`, not `list[Result]`",
        ),
        ("{counts: [Invalid, Invalid]}", "14:34: `Invalid` stands here twice"),
    ],
)
def test_what_outcomes_name_is_there(
    problems: Found, outcomes: str, problem: str
) -> None:
    assert problems(SPEC % outcomes) == [f"ses.yaml:{problem}"]


@pytest.mark.parametrize(
    ("outcomes", "problem"),
    [
        ("{item: Name}", "14:15: `outcomes` needs either `of` or `counts`"),
        (
            "{of: Results, counts: [Invalid]}",
            "14:15: `outcomes` needs either `of` or `counts`",
        ),
        (
            "{counts: [Invalid], item: Name}",
            "14:15: `counts` names no items: it has no `item` beside it",
        ),
        (
            "{of: Results, ok: [Ok]}",
            "14:15: `ok` lists values of a member: name it by `code`",
        ),
        (
            "{of: Results, code: Code, ok: [1.5]}",
            "14:46: a code must be a text or an integer",
        ),
        (
            "{of: Results, code: Code, ok: []}",
            "14:45: `ok` must not be empty: leave it out if all in it failed",
        ),
        ("[Results]", "14:15: `outcomes` must be a mapping, not a list"),
    ],
)
def test_malformed_outcomes(problems: Found, outcomes: str, problem: str) -> None:
    assert problems(SPEC % outcomes) == [f"ses.yaml:{problem}"]


def test_a_stream_has_no_results(problems: Found) -> None:
    text = (SPEC % "{of: Results}").replace(
        "    returns:", "    streams: true\n    returns:"
    )
    assert problems(text) == [
        "ses.yaml:15:5: an action that streams has no results one by one"
    ]
