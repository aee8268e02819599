"""Enums and their values."""

from __future__ import annotations

from tc3gen.changes.change import Prose, Subject, Verdict
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.sides import Sides
from tc3gen.python.naming import names
from tc3gen.spec.model import SITES, Enum, EnumMember
from tc3gen.spec.problems import value_text


def compare_enums(sides: Sides) -> None:
    """Remember what became of the enums."""
    old, new = sides.old.service.enums, sides.new.service.enums
    pairs, removed, added = match_pairs(old.values(), new.values(), _class, _name)
    sides.gone_and_new(
        "enum.",
        _subject,
        removed,
        added,
        name=_name,
        python=_class,
        alike=lambda one, other: _values(one) == _values(other),
    )
    for one, other in pairs:
        _compare_enum(sides, one, other)


def _compare_enum(sides: Sides, old: Enum, new: Enum) -> None:
    subject = _subject(new)
    if _class(old) != _class(new):
        sides.add(
            "enum.python_name", subject, old, new, old=_class(old), new=_class(new)
        )
    bases = [_base(enum) for enum in (old, new)]
    if bases[0] != bases[1]:
        sides.add("enum.base", subject, old, new, old=bases[0], new=bases[1])
    if old.open != new.open:
        sides.add("enum.opened" if new.open else "enum.closed", subject, old, new)
    if old.doc != new.doc:
        sides.add("enum.text", subject, old, new)
    members = list(old.members.values()), list(new.members.values())
    pairs, removed, added = match_pairs(*members, _member)
    # A plain value that no member stood for was read as it is. It is equal to a text's or a
    # number's new member, but to no member of an enum that differs by site.
    differs = old.by_site and new.by_site and old.name in sides.old.read_enums
    verdict = Verdict.WIRE if differs else Verdict.NOTHING
    sides.gone_and_new(
        "enum.value_",
        lambda _: subject,
        removed,
        added,
        name=_member,
        python=_member,
        alike=lambda one, other: one.values == other.values,
        values=lambda member: {"name": member.name, "value": _value_text(member)},
        new_kind=lambda _: ("enum.value_added", verdict),
    )
    for one, other in pairs:
        _compare_member(sides, subject, one, other)


def _compare_member(
    sides: Sides, subject: Subject, old: EnumMember, new: EnumMember
) -> None:
    if old.doc != new.doc:
        sides.add("enum.text", subject, old, new)
    if old.values == new.values:
        return
    for site in SITES:
        if site not in new.values and site in old.values:
            sides.add("enum.site_removed", subject, old, new, name=new.name, site=site)
        elif site in new.values and site not in old.values:
            sides.add("enum.site_added", subject, old, new, name=new.name, site=site)
    if any(
        old.values[site] != new.values[site] for site in {*old.values} & {*new.values}
    ):
        sides.add(
            "enum.value",
            subject,
            old,
            new,
            name=new.name,
            old=_value_text(old),
            new=_value_text(new),
        )


def _value_text(member: EnumMember) -> str:
    """The value, or the value of each site."""
    values = list(member.values.values())
    if len(member.values) == len(SITES) and len(set(values)) == 1:
        return value_text(values[0])
    return ", ".join(
        f"{site} {value_text(member.values[site])}" for site in member.values
    )


def _base(enum: Enum) -> Prose:
    if enum.by_site:
        return Prose("different on the two sites")
    return Prose("numbers" if enum.is_integer else "texts")


def _subject(enum: Enum) -> Subject:
    return Subject(_class(enum), "enum")


def _name(enum: Enum) -> str:
    return enum.name


def _class(enum: Enum) -> str:
    return names.enum_class(enum.name, enum.python_name)


def _member(member: EnumMember) -> str:
    return member.name


def _values(enum: Enum) -> list[tuple[str, object]]:
    return [(member.name, member.values) for member in enum.members.values()]
