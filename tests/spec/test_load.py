"""From paths to the vocabulary: which files are read, what they give, what is malformed."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.spec.files import default_common
from tc3gen.spec.load import Specs, load
from tc3gen.spec.nodes import compose
from tc3gen.spec.problems import Problem, Problems
from tc3gen.spec.read import ACTION as ACTION_SHAPE
from tc3gen.spec.read import FIELD as FIELD_SHAPE
from tc3gen.spec.read import read_common, read_service
from tc3gen.spec.rules import check
from tc3gen.spec.vocabulary import (
    Action,
    Common,
    Enum,
    EnumMember,
    ErrorCode,
    Example,
    Field,
    Pages,
    Parameter,
    Position,
    Service,
    Type,
    TypeRef,
)

Load = Callable[[str], Specs]

WHOLE = """\
service: ses
version: "2020-10-02"
title: Simple Email Service
summary: Sends mail.
description: |
  In two
  lines.
documentation: https://www.tencentcloud.com/document
client: Mail
regions:
  international: [ap-singapore]
  china: [ap-guangzhou, ap-hongkong]
rate_limit: 20
request_size: 8388608
actions:
  ListGroups:
    summary: List groups.
    description: All of them.
    deprecated: Use another.
    repeatable: true
    client_token: Token
    unsigned: true
    rate_limit: 5
    name: list_all
    params:
      Offset: {type: integer, required: true, doc: Start., range: [0, null], default: 0}
      Limit: {type: integer, doc: Most groups., unit: groups, example: 10}
      Kind: {type: string, doc: Kind., enum: Kind, length: [1, 9], size: [1, 9]}
      Order: {type: integer, doc: Order., enum: {UP: 1, DOWN: 2}}
      Token: {type: string, doc: Token.}
    returns:
      Groups: {type: "list[Group]", always: true, doc: The groups., items: [0, 5]}
    errors: [InternalError, LimitExceeded.Groups]
    pages: {offset: Offset, limit: Limit, items: Groups}
    examples:
      - title: All
        request: {Offset: 0}
        response: {Groups: [{Id: 1}, {Secret: "010"}]}
types:
  Group:
    doc: A group.
    name: MailGroup
    fields:
      Id: {type: integer, doc: Its number., nullable: true, name: number}
      Secret: {type: string, doc: Password., sensitive: true}
      Old: {type: string, doc: Nothing., deprecated: Use `Id`., disabled: true}
      Made: {type: datetime, doc: When it was made., format: iso}
enums:
  Kind:
    doc: Kinds of groups.
    values:
      BIG: big
      SMALL: {value: small, doc: Less than ten.}
      ODD: {international: odd, china: strange}
      NEW: {value: {china: new}, doc: Not everywhere yet.}
errors:
  LimitExceeded.Groups: Too many groups.
  FailedOperation: {doc: It failed., retry: always, name: DidNotWork}
"""


def both(value: str | int) -> dict[str, str | int]:
    return {"international": value, "china": value}


def test_everything_a_file_says_is_in_the_vocabulary(loaded: Load) -> None:
    specs = loaded(WHOLE)
    assert specs.problems == ()
    integer, text = TypeRef("integer"), TypeRef("string")
    assert specs.services[0].enums == {
        "Kind": Enum(
            name="Kind",
            doc="Kinds of groups.",
            members={
                "BIG": EnumMember(name="BIG", values=both("big")),
                "SMALL": EnumMember(
                    name="SMALL", values=both("small"), doc="Less than ten."
                ),
                "ODD": EnumMember(
                    name="ODD", values={"international": "odd", "china": "strange"}
                ),
                "NEW": EnumMember(
                    name="NEW", values={"china": "new"}, doc="Not everywhere yet."
                ),
            },
        ),
        "Order": Enum(
            name="Order",
            members={
                "UP": EnumMember(name="UP", values=both(1)),
                "DOWN": EnumMember(name="DOWN", values=both(2)),
            },
        ),
    }
    assert specs.services[0] == Service(
        service="ses",
        version="2020-10-02",
        title="Simple Email Service",
        summary="Sends mail.",
        description="In two\nlines.",
        documentation="https://www.tencentcloud.com/document",
        client="Mail",
        regions={
            "international": ("ap-singapore",),
            "china": ("ap-guangzhou", "ap-hongkong"),
        },
        rate_limit=20,
        request_size=8388608,
        actions={
            "ListGroups": Action(
                name="ListGroups",
                summary="List groups.",
                description="All of them.",
                deprecated="Use another.",
                repeatable=True,
                unsigned=True,
                client_token="Token",
                rate_limit=5,
                python_name="list_all",
                params={
                    "Offset": Field(
                        name="Offset",
                        type=integer,
                        doc="Start.",
                        required=True,
                        range=(0, None),
                        default=0,
                    ),
                    "Limit": Field(
                        name="Limit",
                        type=integer,
                        doc="Most groups.",
                        unit="groups",
                        example=10,
                    ),
                    "Kind": Field(
                        name="Kind",
                        type=text,
                        doc="Kind.",
                        enum="Kind",
                        length=(1, 9),
                        size=(1, 9),
                    ),
                    "Order": Field(
                        name="Order", type=integer, doc="Order.", enum="Order"
                    ),
                    "Token": Field(name="Token", type=text, doc="Token."),
                },
                returns={
                    "Groups": Field(
                        name="Groups",
                        type=TypeRef("Group", 1),
                        doc="The groups.",
                        always=True,
                        items=(0, 5),
                    )
                },
                errors=("InternalError", "LimitExceeded.Groups"),
                pages=Pages(offset="Offset", limit="Limit", items="Groups"),
                examples=(
                    Example(
                        title="All",
                        request={"Offset": 0},
                        response={"Groups": [{"Id": 1}, {"Secret": "010"}]},
                    ),
                ),
            )
        },
        types={
            "Group": Type(
                name="Group",
                doc="A group.",
                python_name="MailGroup",
                fields={
                    "Id": Field(
                        name="Id",
                        type=integer,
                        doc="Its number.",
                        nullable=True,
                        python_name="number",
                    ),
                    "Secret": Field(
                        name="Secret", type=text, doc="Password.", sensitive=True
                    ),
                    "Old": Field(
                        name="Old",
                        type=text,
                        doc="Nothing.",
                        deprecated="Use `Id`.",
                        disabled=True,
                    ),
                    "Made": Field(
                        name="Made",
                        type=TypeRef("datetime"),
                        doc="When it was made.",
                        format="iso",
                    ),
                },
            )
        },
        enums=specs.services[0].enums,
        errors={
            "LimitExceeded.Groups": ErrorCode(
                code="LimitExceeded.Groups", doc="Too many groups."
            ),
            "FailedOperation": ErrorCode(
                code="FailedOperation",
                doc="It failed.",
                retry="always",
                python_name="DidNotWork",
            ),
        },
        source=specs.services[0].source,
    )
    assert list(check(specs)) == []


def test_everything_named_knows_its_position(loaded: Load) -> None:
    [service] = loaded(WHOLE).services
    action = service.actions["ListGroups"]
    assert [
        str(thing.at)
        for thing in (
            service,
            action,
            action.params["Limit"],
            action.pages,
            action.examples[0],
            service.types["Group"],
            service.types["Group"].fields["Made"],
            service.enums["Kind"],
            service.enums["Kind"].members["ODD"],
            service.enums["Order"],
            service.errors["FailedOperation"],
        )
        if thing is not None
    ] == [
        "ses.yaml:1:1",
        "ses.yaml:16:3",
        "ses.yaml:27:7",
        "ses.yaml:34:5",
        "ses.yaml:36:9",
        "ses.yaml:40:3",
        "ses.yaml:47:7",
        "ses.yaml:49:3",
        "ses.yaml:54:7",
        "ses.yaml:29:43",
        "ses.yaml:58:3",
    ]


def test_the_common_file_is_loaded_with_the_services(loaded: Load) -> None:
    common = loaded(WHOLE).common
    assert common == Common(
        title="Common",
        summary="What all share.",
        parameters={
            "Region": Parameter(
                name="Region",
                header="X-TC-Region",
                field=Field(
                    name="Region", type=TypeRef("string"), doc="Where the data is."
                ),
            )
        },
        errors={
            "InternalError": ErrorCode(code="InternalError", doc="The service failed.")
        },
    )
    assert common.at == Position("common.yaml", 1, 1)


def test_the_common_file_may_have_enums_of_its_own(folder: Path) -> None:
    folder.joinpath("common.yaml").write_text(
        dedent("""\
            title: Common
            summary: What all share.
            parameters:
              Language:
                header: X-TC-Language
                type: string
                doc: Language of messages.
                enum: {ENGLISH: en-US, CHINESE: zh-CN}
            errors: {}
        """)
    )
    specs = load(["common.yaml"])
    assert specs.problems == ()
    assert specs.common.parameters["Language"].field.enum == "Language"
    assert list(specs.common.enums["Language"].members) == ["ENGLISH", "CHINESE"]


def service_text(service: str = "ses", version: str = "2020-10-02") -> str:
    return f'service: {service}\nversion: "{version}"\ntitle: T\nsummary: S.\nactions: {{}}\n'


def test_folders_are_walked_and_services_sorted(folder: Path) -> None:
    for path, service, version in (
        ("spec/sms/2021-01-11.yaml", "sms", "2021-01-11"),
        ("spec/sms/2019-07-11.yml", "sms", "2019-07-11"),
        ("spec/ses/2020-10-02.yaml", "ses", "2020-10-02"),
        ("spec/.hidden/a.yaml", "hidden", "2020-10-02"),
        ("spec/ses/.b.yaml", "hidden", "2020-10-02"),
        ("spec/ses/notes.txt", "notes", "2020-10-02"),
    ):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(service_text(service, version))
    specs = load(["spec", "spec/ses/../ses/2020-10-02.yaml"])
    assert specs.problems == ()
    assert [service.key for service in specs.services] == [
        ("ses", "2020-10-02"),
        ("sms", "2019-07-11"),
        ("sms", "2021-01-11"),
    ]
    assert [service.source for service in specs.services] == [
        "ses/2020-10-02.yaml",
        "sms/2019-07-11.yml",
        "sms/2021-01-11.yaml",
    ]


def test_the_source_does_not_depend_on_where_the_checkout_lies(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.joinpath("ses").mkdir()
    file = folder / "ses" / "2020-10-02.yaml"
    file.write_text(service_text())
    monkeypatch.chdir(file.parent)
    for path in (file.name, str(file), "../ses/2020-10-02.yaml", ".."):
        assert load([path]).services[0].source == "ses/2020-10-02.yaml"


@pytest.mark.parametrize(
    ("place", "title"),
    [("a/b", "near"), ("a", "near"), (".", "near"), ("..", "far")],
)
def test_the_nearest_common_file_above_a_spec_is_used(
    place: str, title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "x" / "a" / "b" / "ses.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(service_text())
    common = "title: near\nsummary: S.\nparameters: {}\nerrors: {}\n"
    tmp_path.joinpath("x", place, "common.yaml").write_text(common)
    assert (load([spec]).common.title == "near") is (title == "near")
    monkeypatch.chdir(tmp_path / "x" / "a")
    assert (load(["b/ses.yaml"]).common.title == "near") is (title == "near")


def test_else_the_common_file_that_ships_with_the_generator_is_used(
    tmp_path: Path,
) -> None:
    spec = tmp_path / "a" / "b" / "c" / "ses.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(service_text())
    default = default_common()
    assert default is not None
    specs = load([spec])
    assert specs.problems == ()
    assert specs.common == load([default]).common
    assert specs.common == load([]).common


def test_a_common_file_among_the_paths_goes_before(folder: Path) -> None:
    folder.joinpath("ses.yaml").write_text(service_text())
    folder.joinpath("mine.yaml").write_text(
        "title: Mine\nsummary: S.\nparameters: {}\nerrors: {}\n"
    )
    assert load(["ses.yaml", "mine.yaml"]).common.title == "Mine"


def test_what_cannot_be_loaded_twice(folder: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        folder.joinpath(name).write_text(service_text())
    folder.joinpath("c.yaml").write_text(folder.joinpath("common.yaml").read_text())
    specs = load(["."])
    assert [str(problem) for problem in specs.problems] == [
        "b.yaml:1:1: ses 2020-10-02 is described in a.yaml already: "
        "keep one of the two",
        "common.yaml:1:1: c.yaml is a common file too: there can be only one",
    ]


def test_services_of_unknown_name_or_version_are_no_doubles(folder: Path) -> None:
    for name, service, version in (("a", "5", "v1"), ("b", "6", "v1"), ("c", "ses", 7)):
        folder.joinpath(f"{name}.yaml").write_text(
            f"service: {service}\nversion: {version}\ntitle: T\nsummary: S.\nactions: {{}}"
        )
    folder.joinpath("d.yaml").write_text(folder.joinpath("c.yaml").read_text())
    assert [str(problem.at) for problem in load(["."]).problems] == [
        "a.yaml:1:10",
        "b.yaml:1:10",
        "c.yaml:2:10",
        "d.yaml:2:10",
    ]


def test_paths_that_hold_no_spec_are_problems(folder: Path) -> None:
    folder.joinpath("empty").mkdir()
    folder.joinpath("a.yaml").write_text("servise: ses\n")
    folder.joinpath("b.yaml").write_text("- 1\n")
    specs = load(["empty", "none.yaml", "a.yaml", "b.yaml"])
    assert [str(problem) for problem in specs.problems] == [
        "a.yaml:1:1: neither a service, which says `service:`, nor the common file, "
        "which says `parameters:`; did you mean `service`?",
        "b.yaml:1:1: a spec is a mapping that begins with `service:`",
        "empty:1:1: the folder holds no `*.yaml` file",
        "none.yaml:1:1: there is no such file",
    ]


def test_a_folder_that_cannot_be_read_is_a_problem(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: Path) -> NoReturn:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    folder.joinpath("spec").mkdir()
    monkeypatch.setattr("os.scandir", deny)
    assert "the folder cannot be read: Permission denied" in [
        problem.message for problem in load(["spec"]).problems
    ]


def test_without_any_common_file_there_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc3gen.spec.load.default_common", lambda: None)
    monkeypatch.setattr("tc3gen.spec.load.common_near", lambda spec: None)
    monkeypatch.chdir(tmp_path)
    tmp_path.joinpath("ses.yaml").write_text(service_text())
    [problem] = load(["ses.yaml"]).problems
    assert str(problem) == (
        "ses.yaml:1:1: there is no `common.yaml` beside this file or above it: write one"
    )


def test_one_bad_file_does_not_hide_the_others(folder: Path) -> None:
    folder.joinpath("a.yaml").write_text("a: [")
    folder.joinpath("b.yaml").write_text(service_text().replace("T\n", "[]\n"))
    folder.joinpath("c.yaml").write_text(service_text("sms"))
    specs = load(["."])
    assert [service.key[0] for service in specs.services] == ["ses", "sms"]
    assert [problem.at.file for problem in specs.problems] == ["a.yaml", "b.yaml"]


# What the values of keys must look like. The text stands behind four lines.

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
            "5:10: `actions` must be a mapping of names, not a list",
        ),
        (
            HEAD + "actions: {A: 5}\n",
            "5:14: an action must be a mapping, not the number 5",
        ),
        (HEAD + "actions: {A: {}}\n", "5:11: an action needs `summary`"),
        (
            HEAD + "actions: {}\nregions: {europe: [ap-singapore]}\n",
            '6:11: `regions` has no key "europe"',
        ),
        (
            HEAD + "actions: {}\nregions: {china: ap-singapore}\n",
            '6:18: `china` must be a list, not the text "ap-singapore"',
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
            '9:44: `format` must be text, not the number 5: quote it ("5")',
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


VALUES = st.recursive(
    st.sampled_from(["5", "true", "null", "text", "NO", '""', "[]", "{}", "string"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(
            st.tuples(
                st.sampled_from(
                    [*FIELD_SHAPE.keys, *ACTION_SHAPE.keys, "fields", "values", "Send"]
                ),
                inner,
            ),
            max_size=3,
            unique_by=lambda pair: pair[0],
        ).map(lambda pairs: f"{{{', '.join(f'{k}: {v}' for k, v in pairs)}}}")
    ),
    max_leaves=12,
)
KEYS = ["service", "version", "title", "summary", "regions", "client", "rate_limit"]
KEYS += ["actions", "types", "enums", "errors", "parameters", "description"]


def outcome(text: str) -> tuple[Specs, bool]:
    """What a text gives as a service and as the common file, and whether that is all."""
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    if root is None:
        return Specs((), Common()), len(problems) > 0
    service = read_service(root, "ses.yaml", "ses.yaml", problems)
    common = read_common(root, "ses.yaml", "ses.yaml", problems)
    return Specs((service,), common, trees={"ses.yaml": root}), len(problems) > 0


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_structure_raises(values: dict[str, str]) -> None:
    specs, _ = outcome("\n".join(f"{key}: {value}" for key, value in values.items()))
    check(specs)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    specs, has_problems = outcome(text)
    check(specs)
    assert has_problems


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 30), st.text(max_size=5))
def test_no_damaged_spec_raises(start: int, length: int, text: str) -> None:
    specs, _ = outcome(WHOLE[:start] + text + WHOLE[start + length :])
    check(specs)


def test_a_path_that_no_system_takes_is_a_problem(tmp_path: Path) -> None:
    found = load([tmp_path / ("long" * 1500)]).problems
    assert [p.message for p in found] == ["the file cannot be read: File name too long"]


def test_a_message_stays_on_its_line() -> None:
    """A name of the spec may hold a line break, which would look like another problem."""
    problem = Problem(Position("ses.yaml", 3, 1), "`a\nses.yaml:1:1: b` is unknown")
    assert str(problem) == "ses.yaml:3:1: `a\\u000ases.yaml:1:1: b` is unknown"
