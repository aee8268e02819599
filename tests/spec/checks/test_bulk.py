"""Bulk methods in a spec: what can be said, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tc3gen.spec.model import Bulk
from tc3gen.spec.reading.load import Specs

Found = Callable[[str], list[str]]

NAMES = "a mapping of names, not a list: write `NAME: ...`, without a dash or brackets"

SPEC = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
bulk:
  Upload: BULK
actions:
  Add:
    summary: Add.
    params:
      Group: {type: integer, required: true, doc: D.}
      Names: {type: "list[string]", required: true, doc: D., items: [1, 100]}
      More: {type: "list[string]", doc: D., items: [1, 100]}
      Endless: {type: "list[string]", doc: D.}
      Numbers: {type: "list[integer]", doc: D., items: [1, 100]}
    examples: [{title: T, request: {Group: 1, Names: [x]}}]
  AddRows:
    summary: Add rows.
    params:
      Group: {type: integer, required: true, doc: D.}
      Kind: {type: string, doc: D.}
      Rows: {type: "list[Row]", required: true, doc: D., items: [1, 100]}
    examples: [{title: T, request: {Group: 1, Rows: [{Name: x}]}}]
  AddAll:
    summary: Add all.
    params:
      Group: {type: string, required: true, doc: D.}
      Names: {type: "list[string]", required: true, doc: D., items: [1, 100]}
    examples: [{title: T, request: {Group: x, Names: [x]}}]
types:
  Row:
    doc: D.
    fields:
      Name: {type: string, required: true, doc: D.}
      Size: {type: integer, required: true, doc: D.}
      Hint: {type: string, doc: D.}
errors:
  Denied.Busy: Busy.
"""


def spec(**keys: str) -> str:
    """A spec with one bulk method, in line 6."""
    usual = {
        "doc": "D.",
        "params": "{Group: Group}",
        "rows": "{Add: Names, AddRows: Rows}",
        "key": "Name",
    }
    merged = {key: text for key, text in {**usual, **keys}.items() if text}
    inside = ", ".join(f"{key}: {text}" for key, text in merged.items())
    return SPEC.replace("BULK", f"{{{inside}}}").replace(
        "Name: x}", "Name: x, Size: 1}"
    )


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"rows": "{AddRows: Rows}", "params": "{To: Group, Kind: Kind}"},
        {"rows": "{Add: Names}", "key": ""},
        {"busy": "[Denied.Busy]", "interval": "1", "deadline": "9", "name": "put"},
        {"busy": "[InternalError]"},
    ],
)
def test_bulk_methods_in_which_nothing_is_wrong(
    problems: Found, keys: dict[str, str]
) -> None:
    assert problems(spec(**keys)) == []


def test_a_bulk_method_is_loaded(loaded: Callable[[str], Specs]) -> None:
    [service] = loaded(
        spec(params="{To: Group}", busy="[Denied.Busy]", interval="2", deadline="9")
    ).services
    assert service.bulk == {
        "Upload": Bulk(
            name="Upload",
            doc="D.",
            params={"To": "Group"},
            rows={"Add": "Names", "AddRows": "Rows"},
            key="Name",
            busy=("Denied.Busy",),
            interval=2,
            deadline=9,
        )
    }


ONE = {"rows": "{Add: Names}", "key": ""}


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        (
            {"rows": "{Ad: Names}", "key": ""},
            'there is no action "Ad"; did you mean `Add`?',
        ),
        (
            {"rows": "{Add: Name}", "key": ""},
            '`Add` has no parameter "Name"; did you mean `Names`?',
        ),
        (
            {"rows": "{Add: Numbers}", "key": "", "params": "{G: Group, N: Names}"},
            "`Numbers` must be a list of texts or of a type, not `list[integer]`",
        ),
        (
            {"rows": "{Add: Group}", "key": "", "params": "{N: Names}"},
            "`Group` must be a list of texts or of a type, not `integer`",
        ),
        (
            {"rows": "{Add: Endless}", "key": "", "params": "{G: Group, N: Names}"},
            "say under `items` how many `Endless` a request may have",
        ),
        (
            {"rows": "{AddAll: Names, Add: Names}", "key": "", "params": ""},
            "the rows of an action before it are texts too",
        ),
        (
            {"rows": "{}", "key": "", "params": ""},
            "name an action and the parameter for its rows",
        ),
        ({"key": ""}, "say under `key` which member tells one `Row`"),
        ({"key": "Nam"}, '`Row` has no "Nam"; did you mean `Name`?'),
        ({"key": "Size"}, "`Size` must be a required text"),
        ({"key": "Hint"}, "`Hint` must be a required text"),
        (
            {**ONE, "key": "Name"},
            "rows that are texts have no key: leave it out",
        ),
        (
            {**ONE, "params": "{Group: Grup}"},
            '`Add` has no parameter "Grup"; did you mean `Group`?',
        ),
        (
            {**ONE, "params": "{Group: Group, Names: Names}"},
            "`Names` takes the rows",
        ),
        ({**ONE, "params": ""}, "`Group` is required: name it under `params`"),
        (
            {"params": "{Group: Group, Kind: Kind}"},
            '`Add` has no parameter "Kind"',
        ),
        (
            {"rows": "{AddAll: Names, AddRows: Rows}"},
            "`Group` is not the same in all of the actions",
        ),
        (
            {**ONE, "params": "{a-b: Group}"},
            '"a-b" cannot name a parameter: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            {"busy": "[Denied.Buzy]"},
            'there is no error "Denied.Buzy"; did you mean `Denied.Busy`?',
        ),
        (
            {"busy": "[Denied.Busy, Denied.Busy]"},
            '"Denied.Busy" stands here twice',
        ),
        ({"interval": "0"}, "`interval` must be more than 0, not 0"),
        ({"deadline": "-1"}, "`deadline` must be more than 0, not -1"),
        ({"rows": ""}, "a bulk method needs `rows`"),
        ({"rows": "[Add]"}, f"`rows` must be {NAMES}"),
        ({"rws": "x"}, 'a bulk method has no key "rws"; did you mean `rows`?'),
        ({"name": "a-b"}, '"a-b" is no name for Python'),
    ],
)
def test_what_is_refused(problems: Found, keys: dict[str, str], problem: str) -> None:
    found = problems(spec(**keys))
    assert problem in [text.split(": ", 1)[1] for text in found]
    assert found[0].startswith("ses.yaml:6:")


def test_the_name_of_a_bulk_method(problems: Found) -> None:
    [problem] = problems(spec().replace("  Upload:", '  "a b":'))
    assert problem.startswith('ses.yaml:6:3: "a b" cannot name a bulk method')
