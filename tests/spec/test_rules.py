"""The rules of a spec: for each, what breaks it and what is said then."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tc3gen.spec.load import Specs, load
from tc3gen.spec.rules import check
from tc3gen.spec.vocabulary import Action, Common, ErrorCode, Service

Found = Callable[[str], list[str]]

SPEC = Path(__file__).parents[2] / "spec"

HEAD = """\
service: ses
version: "2020-10-02"
title: T
summary: S.
"""
ACTIONS = HEAD + "actions:\n"
SEND = ACTIONS + "  Send:\n    summary: Send.\n    examples: [{title: T}]\n"
"""A spec in which nothing is wrong; what is added begins in line 9."""

PARAMS = SEND + "    params:\n"
PARAM = PARAMS + "      P: "
NO_ACTIONS = HEAD + "actions: {}\n"


def test_our_own_specs_follow_the_rules() -> None:
    specs = load([SPEC])
    assert len(specs.services) == 4
    assert [str(problem) for problem in (*specs.problems, *check(specs))] == []


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


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (
            "{type: integr, doc: D.}",
            '10:17: there is no type "integr"; did you mean `integer`?',
        ),
        (
            '{type: "list[Unheard]", doc: D.}',
            '10:17: there is no type "Unheard"',
        ),
        (
            "{type: string, doc: D., disabled: true}",
            "10:7: `P` is disabled: say under `deprecated` what to use instead",
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


def test_types_and_enums_that_nothing_uses(problems: Found) -> None:
    """Also those that only something unused uses."""
    assert problems(
        PARAM
        + """\
{type: Used, doc: D.}
types:
  Used: {doc: D., fields: {A: {type: "list[Inner]", doc: D.}}}
  Inner: {doc: D., fields: {A: {type: Used, doc: D.}}}
  Idle: {doc: D., fields: {A: {type: Alone, doc: D.}}}
  Alone: {doc: D.}
enums:
  Kind: {doc: D., values: {A: 1}}
"""
    ) == [
        "ses.yaml:14:3: no action uses the type `Idle`: remove it, or use it somewhere",
        "ses.yaml:15:3: no action uses the type `Alone`: remove it, or use it somewhere",
        "ses.yaml:17:3: no field uses the enum `Kind`: remove it, or use it somewhere",
    ]


def types(**members: str) -> str:
    lines = [
        f"  {name}: {{doc: D., fields: {{{text}}}}}" for name, text in members.items()
    ]
    first = next(iter(members))
    return f"{PARAM}{{type: {first}, doc: D.}}\ntypes:\n" + "\n".join(lines) + "\n"


def holds(target: str, options: str = "required: true, ") -> str:
    return f'N: {{type: "{target}", {options}doc: D.}}'


def test_a_type_that_requires_itself(problems: Found) -> None:
    assert problems(types(T=holds("T"))) == [
        "ses.yaml:12:25: no `T` can ever be built, because its member `N` is required "
        "and holds another: make one optional"
    ]


def test_types_that_require_each_other(problems: Found) -> None:
    assert problems(types(T=holds("A"), A=holds("B"), B=holds("C"), C=holds("A"))) == [
        "ses.yaml:13:25: no `A` can ever be built, because `A.N`, `B.N`, `C.N` are "
        "required and lead back to it: make one optional"
    ]


def test_a_list_that_may_not_be_empty_requires_too(problems: Found) -> None:
    [problem] = problems(types(T=holds("list[T]", "required: true, items: [1, 2], ")))
    assert problem.startswith("ses.yaml:12:25: no `T` can ever be built")


@pytest.mark.parametrize(
    "member",
    [
        holds("T", ""),
        holds("list[T]"),
        holds("list[T]", "required: true, items: [0, 2], "),
        holds("T", "required: true, nullable: true, "),
    ],
)
def test_recursion_that_ends_somewhere(problems: Found, member: str) -> None:
    assert problems(types(T=member)) == []


def test_long_chains_of_types_do_not_overflow(problems: Found) -> None:
    chain = {f"T{n}": holds(f"T{n + 1}") for n in range(3000)}
    [problem] = problems(types(**chain, T3000=holds("T2999")))
    assert problem.startswith("ses.yaml:3011:29: no `T2999` can ever be built")


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ("[InternalError, FailedOperation.X]", []),
        (
            "[FailedOperation.X, FailedOperation.X]",
            ["9:33: the error code `FailedOperation.X` stands here twice"],
        ),
        (
            "[InternalErorr]",
            [
                '9:14: the error code "InternalErorr" is not described under `errors:`; '
                "did you mean `InternalError`?"
            ],
        ),
    ],
)
def test_error_codes_of_actions(problems: Found, codes: str, found: list[str]) -> None:
    text = f"{SEND}    errors: {codes}\nerrors: {{FailedOperation.X: It failed.}}\n"
    assert problems(text) == [f"ses.yaml:{problem}" for problem in found]


def test_without_a_common_file_no_error_code_is_called_unknown() -> None:
    send = Action(name="Send", errors=("InternalError",))
    service = Service(service="", version="", title="", actions={"Send": send})
    without, other = Common(), Common(errors={"A": ErrorCode(code="A")})
    messages = [
        [problem.message for problem in check(Specs((service,), common))]
        for common in (without, other)
    ]
    assert messages == [
        ["`Send` has no example: write one under `examples:`"],
        [
            "`Send` has no example: write one under `examples:`",
            'the error code "InternalError" is not described under `errors:`',
        ],
    ]


def test_an_action_needs_an_example(problems: Found) -> None:
    assert problems(SEND.replace("    examples: [{title: T}]\n", "")) == [
        "ses.yaml:6:3: `Send` has no example: write one under `examples:`"
    ]


def test_a_rate_limit_of_an_action(problems: Found) -> None:
    assert problems(SEND + "    rate_limit: 0\n") == [
        "ses.yaml:9:17: `rate_limit` must be more than 0, not 0"
    ]


def test_the_request_id_is_not_written(problems: Found) -> None:
    text = SEND + "    returns:\n      RequestId: {type: string, doc: D.}\n"
    assert problems(text) == [
        "ses.yaml:10:7: every answer has a `RequestId`: leave it out"
    ]


def test_examples_fit_their_action(problems: Found) -> None:
    assert problems(
        ACTIONS
        + """\
  Send:
    summary: Send.
    params:
      Subject: {type: string, required: true, doc: D., length: [1, 5]}
      To: {type: "list[Address]", doc: D.}
      When: {type: integer, doc: D., enum: {NOW: 1, LATER: 2}}
    returns:
      Id: {type: string, always: true, doc: D.}
    examples:
      - title: A fitting one
        request: {Subject: Hello, To: [{Mail: a@example.com}], When: 2}
        response: {Id: "1"}
      - title: An answer may lack a member
        request: {Subject: Hello}
      - title: The rest
        request:
          Subjcet: Hello
          To: [{Mail: 5}, {}]
          When: 3
        response: {Id: 1, RequestId: x}
types:
  Address: {doc: D., fields: {Mail: {type: string, required: true, doc: D.}}}
"""
    ) == [
        "ses.yaml:21:9: in the example's request, `Subject` is missing",
        "ses.yaml:22:11: in the example's request, `Subjcet` is not known; "
        "did you mean `Subject`?",
        "ses.yaml:23:23: in the example's request, `To[0].Mail` must be text, "
        "not the number 5",
        "ses.yaml:23:27: in the example's request, `To[1].Mail` is missing",
        "ses.yaml:24:17: in the example's request, `When` is 3, which is none of the "
        "values: 1 (NOW), 2 (LATER)",
        "ses.yaml:25:24: in the example's response, `Id` must be text, "
        "not the number 1",
        "ses.yaml:25:27: in the example's response, `RequestId` is not known",
    ]


PAGING = (
    SEND
    + """\
    params:
      Offset: {type: integer, doc: D.}
      Limit: {type: string, doc: D.}
      Filter: {type: Filter, doc: D.}
    returns:
      Total: {type: integer, doc: D.}
      Next: {type: string, doc: D.}
      Data: {type: Data, doc: D.}
      Groups: {type: "list[string]", doc: D.}
    pages: %s
types:
  Filter: {doc: D., fields: {Page: {type: integer, doc: D.}}}
  Data: {doc: D., fields: {Items: {type: "list[string]", doc: D.}}}
"""
)


@pytest.mark.parametrize(
    "pages",
    [
        "{offset: Offset, limit: Limit, total: Total, items: Groups}",
        "{page: Filter.Page, size: Limit, items: Data.Items}",
        "{token: Limit, next: Next, items: Groups}",
    ],
)
def test_paging(problems: Found, pages: str) -> None:
    assert problems(PAGING % pages) == []


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        (
            "{offset: Ofset, limit: Limit, items: Groups}",
            '18:21: there is no "Ofset" in the parameters; did you mean `Offset`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Groupes}",
            '18:50: there is no "Groupes" in the answer; did you mean `Groups`?',
        ),
        (
            "{offset: Offset, limit: Limit, total: Count, items: Groups}",
            '18:50: there is no "Count" in the answer',
        ),
        (
            "{page: Offset, size: Size, items: Groups}",
            '18:33: there is no "Size" in the parameters',
        ),
        (
            "{token: Limit, next: Text, items: Groups}",
            '18:33: there is no "Text" in the answer; did you mean `Next`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Data.Item}",
            '18:50: there is no "Item" in `Data`; did you mean `Items`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Groups.Items}",
            '18:50: there is no "Items" in `Groups`',
        ),
        (
            "{offset: Filter, limit: Limit, items: Groups}",
            "18:21: `Filter` must be `integer` or `string` to page by, not `Filter`",
        ),
        (
            "{offset: Offset, limit: Limit, items: Data}",
            "18:50: `Data` must be a list to page by, not `Data`",
        ),
        (
            "{token: Limit, next: Groups, items: Groups}",
            "18:33: `Groups` must be `integer` or `string` to page by, "
            "not `list[string]`",
        ),
    ],
)
def test_paging_names_members(problems: Found, pages: str, problem: str) -> None:
    assert problems(PAGING % pages) == [f"ses.yaml:{problem}"]


@pytest.mark.parametrize(
    ("param", "problem"),
    [
        ("ClientToken: {type: string, doc: D.}", ""),
        (
            "Name: {type: string, doc: D.}",
            'there is no "ClientToken" in the parameters',
        ),
        (
            "ClientTokens: {type: string, doc: D.}",
            'there is no "ClientToken" in the parameters; did you mean `ClientTokens`?',
        ),
        (
            "ClientToken: {type: integer, doc: D.}",
            "`ClientToken` must be any string to be filled in",
        ),
        (
            'ClientToken: {type: "list[string]", doc: D.}',
            "`ClientToken` must be any string to be filled in",
        ),
        (
            "ClientToken: {type: string, doc: D., enum: {A: a}}",
            "`ClientToken` must be any string to be filled in",
        ),
        ("ClientToken: {doc: D.}", "a field needs `type`"),
    ],
)
def test_a_client_token(problems: Found, param: str, problem: str) -> None:
    found = problems(f"{SEND}    client_token: ClientToken\n    params: {{{param}}}\n")
    assert [line.partition(" ")[2] for line in found] == ([problem] if problem else [])


def test_a_client_token_that_is_required(problems: Found) -> None:
    text = SEND.replace("title: T}", "title: T, request: {A: b}}")
    text += "    client_token: A\n    params: {A: {type: string, doc: D., required: true}}\n"
    assert problems(text) == [
        "ses.yaml:9:19: `A` is required: nothing is left to be filled in"
    ]


def test_a_parameter_needs_a_header_once(folder: Path) -> None:
    folder.joinpath("common.yaml").write_text(
        "title: Common\nsummary: S.\nparameters: {A: {type: string, doc: D.}}\n"
        "errors: {}\n"
    )
    specs = load(["common.yaml"])
    assert [str(problem) for problem in (*specs.problems, *check(specs))] == [
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
    specs = load(["common.yaml"])
    assert specs.problems == ()
    assert [str(problem) for problem in check(specs)] == [
        'common.yaml:4:20: "X TC" is no header: write letters, digits and `-`, '
        "such as `X-TC-Region`",
        'common.yaml:4:32: there is no type "strin"; did you mean `string`?',
        "common.yaml:5:74: `B` has the value 1 of `A`: keep one of the two",
        "common.yaml:6:63: the example must be text, not the number 5",
        'common.yaml:8:3: "a b" is no error code: write a category, and what follows '
        "after dots, such as `InvalidParameterValue.SubjectTooLong`",
    ]
