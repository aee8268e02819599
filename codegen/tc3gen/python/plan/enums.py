"""The enums of a service, as they are written."""

from __future__ import annotations

from tc3gen.python.naming import names
from tc3gen.python.plan.model_modules import EnumMemberPlan, EnumPlan, EnumsModule
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import CallText, assignment, call_text, literal
from tc3gen.spec.model import SITES, Enum, EnumMember, Service


def enum_names(service: Service) -> list[str]:
    """The classes that `enums` has."""
    enums = sorted(service.enums.values(), key=lambda enum: enum.name)
    return [names.enum_class(enum.name, enum.python_name) for enum in enums]


def enums_module(service: Service, doc: str) -> EnumsModule:
    """Plan the module of a service's enums."""
    enums = sorted(service.enums.values(), key=lambda e: e.name)
    kinds = {_kind(enum) for enum in enums}
    classes = [_enum(enum) for enum in enums]
    return EnumsModule(
        doc=doc,
        runtime=runtime_imports(
            kinds
            | ({"BySite"} if "SiteEnum" in kinds else set())
            | ({"open_enum"} if any(enum.open for enum in enums) else set()),
            above=3,
        ),
        exported=enum_names(service),
        classes=classes,
    )


def _kind(enum: Enum) -> str:
    if enum.by_site:
        return "SiteEnum"
    return "NumberEnum" if enum.is_integer else "TextEnum"


def _enum(enum: Enum) -> EnumPlan:
    return EnumPlan(
        names.enum_class(enum.name, enum.python_name),
        _kind(enum),
        enum.open,
        enum.doc or f"Values of `{enum.name}`.",
        [
            EnumMemberPlan(_member(enum, member), member.doc)
            for member in enum.members.values()
        ],
    )


def _member(enum: Enum, member: EnumMember) -> str:
    values = member.values
    if not enum.by_site:
        return assignment(member.name, literal(values[SITES[0]]), 4)
    arguments: list[str | CallText] = [
        f"{site}={literal(values[site])}" for site in SITES if site in values
    ]
    return call_text(CallText("BySite", arguments), 4, before=f"{member.name} = ")
