"""From a file to the vocabulary: all that it says, with positions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.model import (
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
from tc3gen.spec.problems import Problem
from tc3gen.spec.reading.load import Specs, load_specs

from ..whole import WHOLE

Load = Callable[[str], Specs]


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
    assert list(check_specs(specs)) == []


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
    specs = load_specs(["common.yaml"])
    assert specs.problems == ()
    assert specs.common.parameters["Language"].field.enum == "Language"
    assert list(specs.common.enums["Language"].members) == ["ENGLISH", "CHINESE"]


def test_a_message_stays_on_its_line() -> None:
    """A name of the spec may hold a line break, which would look like another problem."""
    problem = Problem(Position("ses.yaml", 3, 1), "`a\nses.yaml:1:1: b` is unknown")
    assert str(problem) == "ses.yaml:3:1: `a\\u000ases.yaml:1:1: b` is unknown"
