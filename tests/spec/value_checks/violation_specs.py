"""What the tests of violations share."""

from __future__ import annotations

from typing import Any

from tc3gen.spec.model import Enum, EnumMember, Field, Service, Type, TypeRef


def member(name: str, type_name: str, depth: int = 0, **options: Any) -> Field:
    return Field(name=name, type=TypeRef(type_name, depth), **options)


def fields(*members: Field) -> dict[str, Field]:
    return {member.name: member for member in members}


ATTACHMENT = Type(
    name="Attachment",
    fields=fields(
        member("FileName", "string", required=True),
        member("Content", "bytes"),
    ),
)


NODE = Type(name="Node", fields=fields(member("Children", "Node", depth=1)))


LANGUAGE = Enum(
    name="Language",
    members={
        "ENGLISH": EnumMember(
            name="ENGLISH", values={"international": "1", "china": "2"}
        ),
        "CHINESE": EnumMember(
            name="CHINESE", values={"international": "2", "china": "1"}
        ),
        "VIETNAMESE": EnumMember(name="VIETNAMESE", values={"china": "12"}),
    },
)


TASK = Enum(
    name="Task",
    members={
        "NOW": EnumMember(name="NOW", values={"international": 1, "china": 1}),
        "LATER": EnumMember(name="LATER", values={"international": 2, "china": 2}),
    },
)


SES = Service(
    service="ses",
    version="2020-10-02",
    title="",
    types={"Attachment": ATTACHMENT, "Node": NODE},
    enums={"Language": LANGUAGE, "Task": TASK},
)
