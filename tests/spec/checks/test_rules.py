"""Our specs follow the rules; heads, names and the common file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from own_specs import own_specs

from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.reading.load import load_specs

from ..texts import ACTIONS, NO_ACTIONS, PARAM, PARAMS, SEND

Found = Callable[[str], list[str]]

SPEC = Path(__file__).parents[3] / "spec"


def test_our_own_specs_follow_the_rules() -> None:
    specs = own_specs()
    assert len(specs.services) == 4
    assert [str(problem) for problem in (*specs.problems, *check_specs(specs))] == []


def test_a_spec_may_be_small(problems: Found) -> None:
    assert problems(NO_ACTIONS) == []
    assert problems(SEND) == []


@pytest.mark.parametrize(
    ("line", "replacement", "problem"),
    [
        (
            "service: ses",
            "service: Ses",
            '1:10: "Ses" is no service: write its name in the domain, at most 64 small '
            "letters and digits, such as `ses`",
        ),
        (
            "service: ses",
            f"service: {'s' * 65}",
            f'1:10: "{"s" * 59}... is no service: write its name in the domain, at most '
            "64 small letters and digits, such as `ses`",
        ),
        (
            'version: "2020-10-02"',
            'version: "2020-02-30"',
            '2:10: "2020-02-30" is no version: write a date such as "2020-10-02"',
        ),
        (
            'version: "2020-10-02"',
            "version: v1",
            '2:10: "v1" is no version: write a date such as "2020-10-02"',
        ),
        (
            "title: T",
            "title: T\nclient: ses",
            '4:9: "ses" cannot begin the name of a class: write letters and digits, '
            "a capital first, such as `Ses`",
        ),
        (
            "title: T",
            "title: T\ndocumentation: www.example.com",
            '4:16: "www.example.com" is no http(s) address',
        ),
        (
            "title: T",
            "title: T\nrate_limit: 0",
            "4:13: `rate_limit` must be more than 0, not 0",
        ),
        (
            "title: T",
            "title: T\nrequest_size: -1",
            "4:15: `request_size` must be more than 0, not -1",
        ),
        (
            "title: T",
            "title: T\nregions: {china: [guangzhou]}",
            '4:19: "guangzhou" is no region: write it such as `ap-singapore`',
        ),
        (
            "title: T",
            "title: T\nregions:\n  china: [ap-guangzhou]\n"
            "  international: [ap-singapore, ap-seoul, ap-singapore]",
            "6:43: the region `ap-singapore` stands here twice",
        ),
    ],
)
def test_the_head(problems: Found, line: str, replacement: str, problem: str) -> None:
    assert problems(SEND.replace(line, replacement, 1)) == [f"ses.yaml:{problem}"]


LONG = "A" * 129


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            ACTIONS + "  Send-It: {summary: S., examples: [{title: T}]}\n",
            '6:3: "Send-It" cannot name an action: a name has only letters, digits and '
            "`_`, and begins with a letter",
        ),
        (
            ACTIONS + f"  {LONG}: {{summary: S., examples: [{{title: T}}]}}\n",
            "6:3: a name of 129 characters is too long for an action: 128 are allowed",
        ),
        (
            PARAMS + '      "1st": {type: string, doc: D.}\n',
            '10:7: "1st" cannot name a member: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            PARAM + '{type: "list[T]", doc: D.}\n'
            "types: {T: {doc: D., fields: {é: {type: string, doc: D.}}}}\n",
            '11:31: "é" cannot name a member: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            NO_ACTIONS + "types: {_T: {doc: D.}}\n",
            '6:9: "_T" cannot name a type: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            NO_ACTIONS + "enums: {a b: {doc: D., values: {A: 1}}}\n",
            '6:9: "a b" cannot name an enum: a name has only letters, digits and `_`, '
            "and begins with a letter",
        ),
        (
            NO_ACTIONS + "types: {string: {doc: D.}}\n",
            "6:9: `string` is a type already: choose another name",
        ),
        (
            NO_ACTIONS + "errors: {A..B: x}\n",
            '6:10: "A..B" is no error code: write a category, and what follows after '
            "dots, such as `InvalidParameterValue.SubjectTooLong`",
        ),
        (
            NO_ACTIONS + "errors: {A_B.C: x}\n",
            '6:10: "A_B.C" is no error code: write a category, and what follows after '
            "dots, such as `InvalidParameterValue.SubjectTooLong`",
        ),
        (
            PARAM + "{type: string, doc: D., enum: {sendNow: now}}\n",
            '10:41: "sendNow" cannot name a member of an enum: write it in capitals, '
            "such as `SEND_NOW`",
        ),
        (
            PARAM + "{type: string, doc: D., name: a-b}\n",
            '10:40: "a-b" is no name for Python',
        ),
        (SEND + "    name: a b\n", '9:11: "a b" is no name for Python'),
        (
            NO_ACTIONS + "types: {T: {doc: D., name: a b}}\n",
            '6:28: "a b" is no name for Python',
        ),
        (
            NO_ACTIONS + "enums: {E: {doc: D., name: a b, values: {A: 1}}}\n",
            '6:28: "a b" is no name for Python',
        ),
        (
            NO_ACTIONS + "errors: {A: {doc: D., name: a b}}\n",
            '6:29: "a b" is no name for Python',
        ),
    ],
)
def test_names(problems: Found, text: str, problem: str) -> None:
    assert f"ses.yaml:{problem}" in problems(text)


@pytest.mark.parametrize(
    ("name", "is_right"),
    [
        *[("A", True), ("A1", True), ("A_B2", True), ("a", False), ("A__B", False)],
        *[("_A", False), ("A_", False), ("1A", False), ("Ä", False)],
    ],
)
def test_members_of_enums_are_in_capitals(
    problems: Found, name: str, is_right: bool
) -> None:
    found = problems(f'{PARAM}{{type: string, doc: D., enum: {{"{name}": x}}}}\n')
    assert (found == []) is is_right


def test_a_parameter_needs_a_header_once(folder: Path) -> None:
    folder.joinpath("common.yaml").write_text(
        "title: Common\nsummary: S.\nparameters: {A: {type: string, doc: D.}}\n"
        "errors: {}\n"
    )
    specs = load_specs(["common.yaml"])
    assert [str(problem) for problem in (*specs.problems, *check_specs(specs))] == [
        "common.yaml:3:14: a common parameter needs `header`"
    ]


def test_the_common_file_follows_the_rules_too(folder: Path) -> None:
    folder.joinpath("common.yaml").write_text(
        """\
title: Common
summary: S.
parameters:
  Region: {header: X TC, type: strin, doc: D.}
  Language: {header: X-TC-Language, type: integer, doc: D., enum: {A: 1, B: 1}}
  Token: {header: X-TC-Token, type: string, doc: D., example: 5}
errors:
  a b: No code.
"""
    )
    specs = load_specs(["common.yaml"])
    assert specs.problems == ()
    assert [str(problem) for problem in check_specs(specs)] == [
        'common.yaml:4:20: "X TC" is no header: write letters, digits and `-`, '
        "such as `X-TC-Region`",
        'common.yaml:4:32: there is no type "strin"; did you mean `string`?',
        "common.yaml:5:74: `B` has the value 1 of `A`: keep one of the two",
        "common.yaml:6:63: the example must be text, not the number 5",
        'common.yaml:8:3: "a b" is no error code: write a category, and what follows '
        "after dots, such as `InvalidParameterValue.SubjectTooLong`",
    ]
