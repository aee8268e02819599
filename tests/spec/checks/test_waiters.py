"""Waiters in a spec: what can be said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

from tc3gen.spec.model import Waiter
from tc3gen.spec.reading.load import Specs

Found = Callable[[str], list[str]]

NAMES = "a mapping of names, not a list: write `NAME: ...`, without a dash or brackets"

SPEC = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
waiters:
  Ready: WAITER
actions:
  Get:
    summary: Get.
    repeatable: true
    params:
      Id: {type: string, required: true, doc: D.}
      Hint: {type: string, doc: D.}
    returns:
      Done: {type: boolean, doc: D.}
      Status: {type: string, enum: Status, doc: D.}
      Job: {type: Job, doc: D.}
      Names: {type: "list[string]", doc: D.}
    examples: [{title: T, request: {Id: x}}]
  List:
    summary: List.
    repeatable: true
    params:
      Offset: {type: integer, required: true, doc: D.}
      Limit: {type: integer, required: true, doc: D.}
      Kind: {type: string, doc: D.}
      Owner: {type: string, required: true, doc: D.}
    returns:
      Page: {type: Page, doc: D.}
    pages: {offset: Offset, limit: Limit, items: Page.Jobs}
    examples: [{title: T, request: {Offset: 0, Limit: 1, Owner: x}}]
  Make:
    summary: Make.
    returns:
      Done: {type: boolean, doc: D.}
    examples: [{title: T}]
types:
  Page: {doc: D., fields: {Jobs: {type: "list[Job]", doc: D.}}}
  Job:
    doc: D.
    fields:
      Id: {type: string, doc: D.}
      Progress: {type: integer, doc: D.}
      Kind: {type: string, enum: Status, doc: D.}
      Parts: {type: "list[Job]", doc: D.}
enums:
  Status: {doc: D., values: {OPEN: open, READY: ready, FAILED: failed}}
"""


def spec(**keys: str) -> str:
    """A spec with one waiter, in line 6."""
    usual = {
        "doc": "D.",
        "action": "Get",
        "path": "Status",
        "success": "[READY]",
        "interval": "1",
        "deadline": "60",
    }
    merged = {key: text for key, text in {**usual, **keys}.items() if text}
    inside = ", ".join(f"{key}: {text}" for key, text in merged.items())
    return SPEC.replace("WAITER", f"{{{inside}}}")


OF_A_LIST = {
    "action": "List",
    "path": "Page.Jobs.Progress",
    "where": "{Id: JobId}",
    "success": "[100]",
}


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"failure": "[FAILED]", "params": "[Hint]", "name": "is_ready"},
        {"path": "Done", "success": "[true]", "failure": "[false]"},
        {"path": "Job.Progress", "success": "[100, 101]"},
        OF_A_LIST,
        {**OF_A_LIST, "params": "[Kind]"},
    ],
)
def test_waiters_in_which_nothing_is_wrong(
    problems: Found, keys: dict[str, str]
) -> None:
    assert problems(spec(**keys)) == []


def test_a_waiter_is_loaded(loaded: Callable[[str], Specs]) -> None:
    [service] = loaded(spec(**OF_A_LIST, failure="[-1]", params="[Kind]")).services
    assert service.waiters == {
        "Ready": Waiter(
            name="Ready",
            doc="D.",
            action="List",
            path="Page.Jobs.Progress",
            where={"Id": "JobId"},
            params=("Kind",),
            success=(100,),
            failure=(-1,),
            interval=1,
            deadline=60,
        )
    }


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ({"action": "Gte"}, 'there is no action "Gte"; did you mean `Get`?'),
        (
            {"action": "Make", "path": "Done", "success": "[true]"},
            "`Make` is not repeatable: it cannot be asked again and again",
        ),
        (
            {"path": "Stats"},
            'there is no "Stats" in the response; did you mean `Status`?',
        ),
        (
            {"path": "Job.Progres"},
            'there is no "Progres" in `Job`; did you mean `Progress`?',
        ),
        ({"path": "Done.Deep"}, 'there is no "Deep" in `Done`'),
        ({"path": "Job"}, "`Job` must be `string`, `integer` or `boolean`, not `Job`"),
        (
            {"path": "Names"},
            "`Names` must be `string`, `integer` or `boolean`, not `list[string]`",
        ),
        (
            {"where": "{Id: Id}"},
            "there is no list on the path to pick an item from",
        ),
        (
            {**OF_A_LIST, "where": ""},
            "say under `where` which item of `Jobs` to look at",
        ),
        (
            {**OF_A_LIST, "path": "Page.Jobs.Parts.Progress"},
            "the path leads through more than one list",
        ),
        (
            {**OF_A_LIST, "where": "{Progres: JobId}"},
            'the items have no member "Progres"; did you mean `Progress`?',
        ),
        (
            {**OF_A_LIST, "where": "{Kind: JobKind}"},
            "`Kind` must be `string` or `integer` without an enum to pick by",
        ),
        (
            {**OF_A_LIST, "where": "{Id: Owner}"},
            "there is a parameter `Owner` already",
        ),
        (
            {**OF_A_LIST, "where": "{Id: Job-Id}"},
            '"Job-Id" cannot name a parameter: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            {**OF_A_LIST, "params": "[Knid]"},
            '`List` has no parameter "Knid"; did you mean `Kind`?',
        ),
        (
            {**OF_A_LIST, "params": "[Offset]"},
            "`Offset` is set by paging: leave it out",
        ),
        (
            {**OF_A_LIST, "params": "[Owner]"},
            "`Owner` is required and taken anyway: leave it out",
        ),
        ({"params": "[Hint, Hint]"}, "`Hint` stands here twice"),
        (
            {"success": "[REDY]"},
            '"REDY" is no member of `Status`; did you mean `READY`?',
        ),
        ({"success": "[1]"}, "1 is no member of `Status`"),
        (
            {"path": "Done", "success": "[1]"},
            "the state must be true or false, not the number 1",
        ),
        ({"success": "[READY, READY]"}, 'the state "READY" stands here twice'),
        ({"failure": "[READY]"}, 'the state "READY" stands here twice'),
        ({"success": "[]"}, "`success` must not be empty"),
        (
            {"success": "READY"},
            '`success` must be a list, not the text "READY": write `[READY]`',
        ),
        (
            {"success": "[1.5]", "path": "Done"},
            "a state must be a text, an integer, `true` or `false`",
        ),
        ({"success": ""}, "a waiter needs `success`"),
        ({"interval": "0"}, "`interval` must be more than 0, not 0"),
        ({"deadline": "-1"}, "`deadline` must be more than 0, not -1"),
        ({"interval": "61"}, "the deadline is before the second question"),
        ({"interval": "1.5"}, "`interval` must be an integer, not the number 1.5"),
        ({"where": "[Id]"}, f"`where` must be {NAMES}"),
        ({"pth": "x"}, 'a waiter has no key "pth"; did you mean `path`?'),
        ({"name": "a-b"}, '"a-b" is no name for Python'),
    ],
)
def test_what_is_refused(problems: Found, keys: dict[str, str], problem: str) -> None:
    found = problems(spec(**keys))
    assert [text.split(": ", 1)[1] for text in found] == [problem]
    assert found[0].startswith("ses.yaml:6:")


def test_the_name_of_a_waiter(problems: Found) -> None:
    [problem] = problems(spec().replace("  Ready:", '  "a b":'))
    assert problem.startswith('ses.yaml:6:3: "a b" cannot name a waiter')


def test_members_whose_type_is_wrong_are_reported_once(problems: Found) -> None:
    text = dedent(spec()).replace(
        "Status: {type: string, enum", "Status: {type: 5, enum"
    )
    assert len([p for p in problems(text) if ":6:" in p]) == 0


LISTED = {**OF_A_LIST, "where": "{Id: Ids}"}


def with_list(kind: str) -> str:
    """The spec where an action takes the ids of items in a list."""
    head = "      Owner: {"
    text = spec(**LISTED)
    assert text.count(head) == 1
    more = f'      Ids: {{type: "list[{kind}]", required: true, doc: D.}}\n'
    value = "x" if kind == "string" else "1"
    text = text.replace("Limit: 1, Owner: x", f"Limit: 1, Owner: x, Ids: [{value}]")
    return text.replace(head, more + head)


def test_an_item_may_be_asked_for_in_a_list(problems: Found) -> None:
    assert problems(with_list("string")) == []


def test_the_list_has_values_of_the_member(problems: Found) -> None:
    [problem] = problems(with_list("integer"))
    assert problem.endswith("`Ids` must be `list[string]`, not `list[integer]`")
