"""What beginners write: keys in the wrong place, and keys of other formats."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[str]]

HEAD = """\
service: shop
version: "2024-01-31"
title: T
summary: S.
actions:
  Send:
    summary: Send.
"""
PARAMS = HEAD + "    params:\n      P: {type: string, doc: D.}\n"
INSIDE = "is a key of an action, but stands inside `{0}`: indent it as far as `{0}`"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (PARAMS + "      errors: [E.A]\n", f"10:7: `errors` {INSIDE.format('params')}"),
        (
            PARAMS + "      repeatable: true\n",
            f"10:7: `repeatable` {INSIDE.format('params')}",
        ),
        (
            PARAMS + "      returns:\n        R: {type: string, doc: D.}\n",
            f"10:7: `returns` {INSIDE.format('params')}",
        ),
        (
            HEAD + "    returns:\n      R: {type: string, doc: D.}\n      pages: {}\n",
            f"10:7: `pages` {INSIDE.format('returns')}",
        ),
        (
            HEAD + "    P: {type: string, doc: D.}\n",
            '8:5: an action has no key "P": indent a parameter below `params`, and a '
            "member below `returns`",
        ),
        (
            HEAD + "    method: DELETE\n",
            '8:5: an action has no key "method": actions share one address, and are told '
            "apart by a header",
        ),
        (
            HEAD + "    request: {}\n",
            '8:5: an action has no key "request"; write `params`',
        ),
        (
            HEAD + "    required: true\n",
            '8:5: an action has no key "required": it is a key of a field, so mind how far '
            "it is indented",
        ),
        (
            PARAMS.replace("doc", "description"),
            '9:25: a field has no key "description"; write `doc`',
        ),
        (
            PARAMS.replace("doc: D.", "doc: D., maxLength: 5"),
            '9:34: a field has no key "maxLength"; write `length`',
        ),
        (
            PARAMS.replace("doc: D.", "doc: D., optional: true"),
            '9:34: a field has no key "optional"; write `required`',
        ),
        (
            PARAMS.replace("doc: D.", "doc: D., deprecated: true"),
            "9:46: `deprecated` must be text, not `true`: say it in words",
        ),
        (
            HEAD + "errors: {E.A: {doc: D., retry: true}}\n",
            "8:32: `retry` must be `never`, `repeatable` or `always`, not `true`",
        ),
        (
            HEAD + "    errors: E.A\nerrors: {E.A: D.}\n",
            '8:13: `errors` must be a list, not the text "E.A": write `[E.A]`',
        ),
        (
            HEAD + "    params:\n      - P: {type: string, doc: D.}\n",
            "9:7: `params` must be a mapping of names, not a list: write `NAME: ...`, "
            "without a dash or brackets",
        ),
        (
            PARAMS.replace("doc: D.", "doc: D., enum: E, example: A")
            + "enums: {E: {doc: D., values: [A, B]}}\n",
            "10:30: `values` must be a mapping of names, not a list: write `{MEMBER: "
            "VALUE, ...}`",
        ),
        (
            HEAD.replace("shop", "Shop") + 'domain: "{service}.example.com"\n',
            '1:10: "Shop" is no service: write its name in the domain, at most 64 small '
            "letters and digits, such as `ses`",
        ),
    ],
)
def test_it_is_told_once_and_with_what_to_write(
    problems: Found, text: str, problem: str
) -> None:
    told = problems(text)
    assert [each.removeprefix("ses.yaml:") for each in told] == [problem]


def test_a_parameter_may_be_called_like_a_key(problems: Found) -> None:
    assert problems(PARAMS + "      errors: {type: integer, doc: How many.}\n") == []
