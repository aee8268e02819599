"""A member as a page describes it, and as a spec does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tc3gen.sources.doc_pages.vocabulary import MemberRow
from tc3gen.spec.model import Bounds, Field, TypeRef
from tc3gen.spec.problems import word_list

# A page calls all of these a string, or a time.
_TEXTS = frozenset({"string", "json", "bytes", "datetime", "date"})
_CALLED_TEXT = frozenset({"string", "datetime", "date"})
_REQUIRED = ("optional", "required")


def differences(
    member: MemberRow, known: Field, values: Iterable[str | int], *, in_response: bool
) -> Iterator[str]:
    """Contradictions of a page to the spec.

    `values` are those of the member's enum, if it has one. What only the spec says is no
    difference, as pages leave much unsaid.
    """
    if not _alike(member.type, known.type):
        yield f"the type is {member.type} on the page, {known.type} in the spec"
    if not in_response and member.required != known.required:
        here, there = _REQUIRED[member.required], _REQUIRED[known.required]
        yield f"{here} on the page, {there} in the spec"
    if member.abandoned and not known.deprecated:
        yield "abandoned on the page, not deprecated in the spec"
    for key, bounds in _limits(member, known):
        limit = getattr(known, key)
        if limit is not None and not _within(bounds, limit):
            here, there = _bounds_text(bounds), _bounds_text(limit)
            yield f"{key} is {here} on the page, {there} in the spec"
    known_values = {str(value) for value in values}
    if known_values and member.values:
        if more := sorted(member.values - known_values):
            yield f"the page lists {_list(more)}, which the spec does not know"
        if less := sorted(known_values - member.values):
            yield f"the spec knows {_list(less)}, which the page does not list"


def missing_facts(
    member: MemberRow, known: Field, *, in_response: bool
) -> dict[str, Any]:
    """Facts about a member that only the page has, by the key of the format."""
    if not _alike(member.type, known.type):
        return {}
    found: dict[str, Any] = {
        key: list(bounds)
        for key, bounds in _limits(member, known)
        if getattr(known, key) is None
    }
    if in_response and member.nullable and not known.nullable:
        found["nullable"] = True
    return found


def _limits(member: MemberRow, known: Field) -> Iterator[tuple[str, Bounds]]:
    """The limits on a page that the spec's type can have."""
    for key, bounds in member.limits.items():
        # The page counts the characters on the wire, the spec what they stand for.
        if key != "length" or known.type.name == "string":
            yield key, bounds


def _alike(found: TypeRef, known: TypeRef) -> bool:
    """True if the type on a page may be what a spec says more exactly."""
    if found.depth != known.depth:
        return False
    if found.name in _CALLED_TEXT:
        return known.name in _TEXTS
    return found.name == known.name


def _within(page: Bounds, spec: Bounds) -> bool:
    """True if the limits that a page states are those of a spec."""
    return all(
        one is None or one == other for one, other in zip(page, spec, strict=True)
    )


def _bounds_text(bounds: Bounds) -> str:
    low, high = bounds
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"{low} to {high}"


def _list(values: Iterable[str]) -> str:
    return word_list(values, last="and")
