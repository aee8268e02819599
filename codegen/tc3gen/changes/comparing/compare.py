"""Changes between two versions of a service."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.changes.change import Change, Subject
from tc3gen.changes.comparing.actions import compare_actions
from tc3gen.changes.comparing.bulk import compare_bulk
from tc3gen.changes.comparing.enums import compare_enums
from tc3gen.changes.comparing.errors import compare_common, compare_errors
from tc3gen.changes.comparing.events import compare_events
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.members import Use, compare_members
from tc3gen.changes.comparing.service_level import compare_head
from tc3gen.changes.comparing.sides import Side, Sides
from tc3gen.changes.comparing.waiters import compare_waiters
from tc3gen.python.naming import names
from tc3gen.spec.model import Common, Service, Type

__all__ = ["compare_common", "compare_services"]


def compare_services(
    old: Service, new: Service, old_common: Common, new_common: Common
) -> tuple[Change, ...]:
    """Every difference, those that reach furthest first, otherwise as the new spec has them."""
    sides = Sides(Side(old, old_common), Side(new, new_common))
    compare_head(sides)
    compare_actions(sides)
    compare_waiters(sides)
    compare_bulk(sides)
    compare_events(sides)
    _compare_types(sides)
    compare_enums(sides)
    compare_errors(sides)
    return tuple(sorted(sides.changes, key=lambda change: -change.verdict))


def _compare_types(sides: Sides) -> None:
    old, new = sides.old.service.types, sides.new.service.types
    pairs, removed, added = match_pairs(old.values(), new.values(), _class, _name)
    sides.gone_and_new(
        "type.",
        _subject,
        removed,
        added,
        name=_name,
        python=_class,
        alike=lambda one, other: _members(one) == _members(other),
    )
    for one, other in pairs:
        subject = _subject(other)
        if _class(one) != _class(other):
            sides.add(
                "type.python_name",
                subject,
                one,
                other,
                old=_class(one),
                new=_class(other),
            )
        if one.doc != other.doc:
            sides.add("type.text", subject, one, other)
        use = _use(sides, one, other)
        compare_members(sides, subject, use, one.fields.values(), other.fields.values())


def _use(sides: Sides, old: Type, new: Type) -> Use:
    return Use(
        "member",
        writes=old.name in sides.old.written,
        reads=old.name in sides.old.read,
        old_in_response=old.name not in sides.old.written,
        new_in_response=new.name not in sides.new.written,
    )


def _subject(type_: Type) -> Subject:
    return Subject(type_.name, "type")


def _name(type_: Type) -> str:
    return type_.name


def _class(type_: Type) -> str:
    return names.class_name(type_.name, type_.python_name)


def _members(type_: Type) -> Mapping[str, str]:
    return {field.name: str(field.type) for field in type_.fields.values()}
