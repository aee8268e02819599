"""Values of the wrong kind are problems in their place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tc3gen.spec.model import Pages
from tc3gen.spec.reading.load import Specs

Load = Callable[[str], Specs]

# The text stands behind four lines.

HEAD = 'service: ses\nversion: "2020-10-02"\ntitle: T\nsummary: S.\n'
ACTION = HEAD + "actions:\n  Send:\n    summary: Send.\n"
FIELD = ACTION + "    params:\n      P: "
ENUM = HEAD + "actions: {}\nenums:\n  E: {doc: D., values: "


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "service: 5\n",
            '1:10: `service` must be text, not the number 5: quote it ("5")',
        ),
        ("service: [a]\n", "1:10: `service` must be text, not a list"),
        ("service: {a: b}\n", "1:10: `service` must be text, not a mapping"),
        (
            'service: ""\n',
            "1:10: `service` must not be empty: write something, or leave it out",
        ),
        (
            "service: true\n",
            '1:10: `service` must be text, not `true`: quote it ("true")',
        ),
        ("service: null\n", "1:10: `service` must be text, not `null`"),
        (
            HEAD + "actions: {}\nerors: {}\n",
            '6:1: a service has no key "erors"; did you mean `errors`?',
        ),
        (HEAD, "1:1: a service needs `actions`"),
        (
            HEAD + "actions: []\n",
            "5:10: `actions` must be a mapping of names, not a list: write `NAME: ...`, "
            "without a dash or brackets",
        ),
        (
            HEAD + "actions: {A: 5}\n",
            "5:14: an action must be a mapping, not the number 5",
        ),
        (HEAD + "actions: {A: {}}\n", "5:11: an action needs `summary`"),
        (
            HEAD + "actions: {}\nregions: {europe: [ap-singapore]}\n",
            '6:11: `regions` has no key "europe": where there are no such sites, write one '
            "list",
        ),
        (
            HEAD + "actions: {}\nregions: {china: ap-singapore}\n",
            '6:18: `china` must be a list, not the text "ap-singapore": write '
            "`[ap-singapore]`",
        ),
        (
            HEAD + "actions: {}\nrate_limit: 1.5\n",
            "6:13: `rate_limit` must be an integer, not the number 1.5",
        ),
        (
            HEAD + "actions: {}\nrate_limit: true\n",
            "6:13: `rate_limit` must be an integer, not `true`",
        ),
        (
            ACTION + "    repeatable: 1\n",
            "8:17: `repeatable` must be `true` or `false`, not the number 1",
        ),
        (
            ACTION + "    errors: [5]\n",
            '8:14: this must be text, not the number 5: quote it ("5")',
        ),
        (
            ACTION + "    errors: {A: b}\n",
            "8:13: `errors` must be a list, not a mapping",
        ),
        (
            ACTION + "    examples: [{title: T, request: []}]\n",
            "8:36: `request` must be a mapping of members, not a list",
        ),
        (
            ACTION + "    examples: [5]\n",
            "8:16: an example must be a mapping, not the number 5",
        ),
        (
            ACTION + "    examples: [{request: {}}]\n",
            "8:16: an example needs `title`",
        ),
        (
            FIELD + "string\n",
            '9:10: a field must be a mapping, not the text "string"',
        ),
        (
            FIELD + "{type: string}\n",
            "9:7: a field needs `doc`",
        ),
        (
            FIELD + "{type: integer, doc: First group, from 0.}\n",
            '9:44: a field has no key "from 0.": a text with a comma needs quotes '
            "inside {}",
        ),
        (
            FIELD + "{doc: D.}\n",
            "9:7: a field needs `type`",
        ),
        (
            FIELD + '{type: "list[string", doc: D.}\n',
            '9:17: "list[string" is no type: write a name, or `list[...]` of one',
        ),
        (
            FIELD + '{type: "List[string]", doc: D.}\n',
            '9:17: "List[string]" is no type: write a name, or `list[...]` of one',
        ),
        (
            FIELD + f'{{type: "{"list[" * 9}string{"]" * 9}", doc: D.}}\n',
            f'9:17: "{"list[" * 9}string]]]]]]]]... is no type: '
            "write a name, or `list[...]` of one",
        ),
        (
            FIELD + "{type: string, doc: D., length: 5}\n",
            "9:42: `length` must be two numbers, `[lowest, highest]`; "
            "null means no limit",
        ),
        (
            FIELD + "{type: string, doc: D., length: [1, 2, 3]}\n",
            "9:42: `length` must be two numbers, `[lowest, highest]`; "
            "null means no limit",
        ),
        (
            FIELD + "{type: string, doc: D., length: [1, two]}\n",
            '9:46: a limit must be a number or null, not the text "two"',
        ),
        (
            FIELD + "{type: string, doc: D., length: [[], 1]}\n",
            "9:43: a limit must be a number or null, not a list",
        ),
        (
            ENUM + "{A: []}}\n",
            "7:28: the value of a member must be a text, an integer or "
            "{international: VALUE, china: VALUE}",
        ),
        (
            HEAD + "actions: {}\nrate_limit: []\n",
            "6:13: `rate_limit` must be an integer, not a list",
        ),
        (
            FIELD + "{type: datetime, doc: D., format: 5}\n",
            "9:44: `format` must be `iso`, not the number 5",
        ),
        (
            FIELD + "{type: datetime, doc: D., format: ISO}\n",
            '9:44: `format` must be `iso`, not "ISO"; did you mean `iso`?',
        ),
        (
            FIELD + "{type: string, doc: D., enum: [a, b]}\n",
            "9:40: `enum` must be the name of an enum, or {MEMBER: VALUE, ...}",
        ),
        (
            FIELD + "{type: string, doc: D., enum: 5}\n",
            "9:40: `enum` must be the name of an enum, or {MEMBER: VALUE, ...}",
        ),
        (
            ENUM + "{A: 1.5}}\n",
            "7:28: the value of a member must be a text, an integer or "
            "{international: VALUE, china: VALUE}",
        ),
        (
            ENUM + "{A: true}}\n",
            "7:28: the value of a member must be a text, an integer or "
            "{international: VALUE, china: VALUE}",
        ),
        (
            ENUM + "{A: {china: 1, europe: 2}}}\n",
            '7:39: a value by site has no key "europe"',
        ),
        (
            ENUM + "{A: {valeu: 1}}}\n",
            '7:29: a member of an enum has no key "valeu"; did you mean `value`?',
        ),
        (
            ENUM + "{A: {doc: D.}}}\n",
            "7:25: a member of an enum needs `value`",
        ),
        (
            HEAD + "actions: {}\nerrors: {A: {doc: D., retry: sometimes}}\n",
            '6:30: `retry` must be `never`, `repeatable` or `always`, not "sometimes"',
        ),
        (
            HEAD + "actions: {}\nerrors: {A: [b]}\n",
            "6:13: `A` must be text, not a list",
        ),
        (
            HEAD + "actions: {}\nerrors: {A: {retry: never}}\n",
            "6:10: an error code needs `doc`",
        ),
        (
            HEAD + "actions: {}\ntypes: {A: {fields: {}}}\n",
            "6:9: a type needs `doc`",
        ),
    ],
)
def test_malformed_values_are_problems_in_their_place(
    loaded: Load, text: str, problem: str
) -> None:
    assert f"ses.yaml:{problem}" in [str(found) for found in loaded(text).problems]


PAGES = ACTION + "    pages: "


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        ("{}", "paging needs exactly one of `offset`, `page` or `token`"),
        (
            "{offset: A, page: B, items: C}",
            "paging needs exactly one of `offset`, `page` or `token`",
        ),
        ("{offset: A}", "paging by `offset` needs `limit` and `items` too"),
        ("{page: A, items: B}", "paging by `page` needs `size` too"),
        ("{token: A, items: B}", "paging by `token` needs `next` too"),
        (
            "{page: A, size: B, limit: C, items: D}",
            "paging by `page` has no `limit`: it has `size`, `items` and `total`",
        ),
        (
            "{offset: A, limit: B, items: C, next: D}",
            "paging by `offset` has no `next`: it has `limit`, `items` and `total`",
        ),
        ("5", "paging must be a mapping, not the number 5"),
    ],
)
def test_paging_is_one_of_three_ways(loaded: Load, pages: str, problem: str) -> None:
    assert [str(found) for found in loaded(f"{PAGES}{pages}\n").problems] == [
        f"ses.yaml:8:12: {problem}"
    ]


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        (
            "{offset: A, limit: B, total: C, items: D.E}",
            Pages(offset="A", limit="B", total="C", items="D.E"),
        ),
        ("{page: A, size: B, items: D}", Pages(page="A", limit="B", items="D")),
        ("{token: A, next: B, items: D}", Pages(token="A", next="B", items="D")),
        (
            "{token: A, next: B, limit: C, items: D}",
            Pages(token="A", next="B", limit="C", items="D"),
        ),
    ],
)
def test_the_three_ways_to_page(loaded: Load, pages: str, expected: Pages) -> None:
    [service] = loaded(f"{PAGES}{pages}\n").services
    assert service.actions["Send"].pages == expected


TWO_INLINE = (
    ACTION
    + """\
    params:
      Status: {type: integer, doc: D., enum: {UP: 1, DOWN: 2}}
    returns:
      Status: {type: integer, doc: D., enum: %s}
"""
)


def test_enums_at_fields_of_one_name_are_one_enum(loaded: Load) -> None:
    specs = loaded(TWO_INLINE % "{UP: 1, DOWN: 2}")
    assert specs.problems == ()
    assert list(specs.services[0].enums) == ["Status"]


def test_enums_at_fields_of_one_name_must_not_differ(loaded: Load) -> None:
    [problem] = loaded(TWO_INLINE % "{UP: 1, DOWN: 0}").problems
    assert str(problem) == (
        "ses.yaml:11:40: this enum differs from the other one called `Status` in line "
        "9: define both under `enums:`, with telling names"
    )


def test_several_problems_are_reported_at_once(loaded: Load) -> None:
    text = """\
        service: 1
        version: 2020-10-02
        title: []
        summary: NO
        actions:
          A: 5
          B: {summary: S., params: {P: {type: 7, doc: null, required: yes}}}
        errors: 5
    """
    assert [str(problem.at) for problem in loaded(text).problems] == [
        "ses.yaml:1:10",
        "ses.yaml:2:10",
        "ses.yaml:3:8",
        "ses.yaml:4:10",
        "ses.yaml:6:6",
        "ses.yaml:7:39",
        "ses.yaml:7:47",
        "ses.yaml:7:63",
        "ses.yaml:8:9",
    ]


def test_what_was_reported_once_is_not_reported_again(
    problems: Callable[[str], list[str]],
) -> None:
    """A value that could not be read fits everywhere, for the rules."""
    text = (
        FIELD + "{type: 5, doc: D., length: [1, 2], enum: {A: 1}}\n"
        "    examples: [{title: T, request: {P: NO}}]\n"
        "    returns: {R: {type: [], doc: D.}, S: {type: '[]', doc: D.}}\n"
        "    pages: {offset: P, limit: P, items: R}\n"
    )
    assert [problem.split(": ")[0] for problem in problems(text)] == [
        "ses.yaml:9:17",
        "ses.yaml:10:40",
        "ses.yaml:11:25",
        "ses.yaml:11:49",
    ]
