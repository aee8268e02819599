"""Enums: each is used, and its members have names and values of their own."""

from __future__ import annotations

import re

from tc3gen.spec.checks.scope import Scope, members, value_types
from tc3gen.spec.format import patterns
from tc3gen.spec.model import SITES, Enum
from tc3gen.spec.problems import value_text, word_list

_MEMBER = re.compile(patterns.ENUM_MEMBER)


def check_unused_enums(scope: Scope) -> None:
    """Enums have well-formed names, and none is left unused."""
    fields = [field for _, group in members(scope.service) for field in group.values()]
    used = {field.enum for field in fields}
    # Those written at a field have its name, which is checked there.
    field_names = {field.name for field in fields}
    for name, enum in scope.service.enums.items():
        path = ("enums", name)
        scope.check_python_name(path, enum.python_name)
        if name not in field_names:
            scope.check_name(path, name, "an enum")
        if name not in used:
            scope.name(
                path, f"no field uses the enum `{name}`: remove it, or use it somewhere"
            )


def check_enum(scope: Scope, enum: Enum) -> None:
    """The members of one enum have names and values of their own."""
    if not enum.members:
        scope.problems.add(enum.at, f"the enum `{enum.name}` has no members")
    for name, member in enum.members.items():
        if not _MEMBER.fullmatch(name):
            scope.problems.add(
                member.at,
                f"{value_text(name)} cannot name a member of an enum: write it in capitals, "
                "such as `SEND_NOW`",
            )
    if len(value_types(enum)) > 1:
        scope.problems.add(
            enum.at,
            f"the values of `{enum.name}` are texts and integers: write all as one",
        )
    _check_values(scope, enum)


def _check_values(scope: Scope, enum: Enum) -> None:
    """On no site do two members have the same value."""
    names: dict[tuple[str, str | int], str] = {}
    for name, member in enum.members.items():
        clashes: dict[tuple[str, str | int], list[str]] = {}
        for site, value in member.values.items():
            first = names.setdefault((site, value), name)
            if first != name:
                clashes.setdefault((first, value), []).append(site)
        for (first, value), sites in clashes.items():
            where = "" if len(sites) == len(SITES) else f" on {word_list(sites)}"
            scope.problems.add(
                member.at,
                f"`{name}` has the value {value_text(value)} of `{first}`{where}: "
                "keep one of the two",
            )
