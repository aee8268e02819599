"""True if a value of the old type still fits where the new one is due, and the reverse.

What type checkers say is read off the annotations that the generator writes; what happens
at run time follows from how the runtime encodes and decodes.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from tc3gen.changes.change import Verdict
from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.spec.model import Field, Service

NOTHING, WIRE, TYPES, CODE = Verdict

# What is sent is the same, as the new type takes the values of the old one as they are.
_SENT_ALIKE = {("integer", "float"), ("string", "json")}
# The new values do all that code could do with the old ones, but are others.
_READ_ALIKE = {
    ("integer", "boolean"),
    ("float", "boolean"),
    ("float", "integer"),
    ("json", "string"),
}
_SUBCLASSES = {
    "bool": {"int", "float"},
    "int": {"float"},
    "datetime": {"date"},
}
"""Types that type checkers accept in place of others."""


class Place(NamedTuple):
    """A member in a service, and whether its class is only ever read."""

    field: Field
    service: Service
    in_response: bool

    @property
    def annotation(self) -> str:
        return types.annotation(
            self.field, self.service, in_response=self.in_response
        ).text

    @property
    def options(self) -> frozenset[str]:
        """The parts of the annotation, without None."""
        return frozenset(_options(self.annotation)) - {"None"}

    @property
    def shown(self) -> str:
        """The annotation for a message, without None."""
        return self.annotation.removesuffix(" | None")

    @property
    def may_be_none(self) -> bool:
        return "None" in _options(self.annotation)

    @property
    def shape(self) -> ValueShape:
        return _shape(self.field, self.service)


class ValueShape(NamedTuple):
    """The facts that decide how a value is encoded and decoded."""

    base: str
    depth: int
    enum: str | None
    by_site: bool
    listed: frozenset[str | int] | None = None
    """The only values that a request may have; None for any."""


def writing_verdict(old: Place, new: Place) -> Verdict:
    """The verdict on code that passes a value of the old type."""
    run = _run_written(old.shape, new.shape)
    return max(run, type_verdict(old, new))


def reading_verdict(old: Place, new: Place) -> Verdict:
    """The verdict on code that receives a value and takes it for the old type."""
    run = _run_read(old.shape, new.shape)
    return max(run, type_verdict(new, old))


def type_verdict(given: Place, taken: Place) -> Verdict:
    """The verdict of type checkers on a value of one type where another is due."""
    above = {**_SUBCLASSES, **_above_enum(given), **_above_enum(taken)}
    return NOTHING if _fits(given.options, taken.options, above) else TYPES


def _above_enum(place: Place) -> dict[str, set[str]]:
    """The plain types that members of an enum are, too."""
    if place.field.enum is None:
        return {}
    enum = place.service.enums[place.field.enum]
    if enum.by_site:
        return {}
    cls = names.enum_class(enum.name, enum.python_name)
    return {f"enums.{cls}": {"int", "float"} if enum.is_integer else {"str"}}


def _fits(
    given: Iterable[str], due: Iterable[str], above: Mapping[str, set[str]]
) -> bool:
    """True if each part of one type fits some part of the other."""
    return all(any(_is_a(one, other, above) for other in due) for one in given)


def _is_a(one: str, other: str, above: Mapping[str, set[str]]) -> bool:
    if one == other or other in above.get(one, ()):
        return True
    if not (one.startswith("list[") and other.startswith("list[")):
        return False
    # A list takes what it holds, so its items must fit both ways.
    item, other_item = (
        _options(text.removeprefix("list[").removesuffix("]")) for text in (one, other)
    )
    return _fits(item, other_item, above) and _fits(other_item, item, above)


def _run_written(old: ValueShape, new: ValueShape) -> Verdict:
    if old.depth != new.depth:
        return CODE
    if new.by_site or old.by_site:
        # Only members of the enum itself are taken, and nothing else takes them.
        return NOTHING if old.enum == new.enum else CODE
    if old.base != new.base and (old.base, new.base) not in _SENT_ALIKE:
        return CODE
    if new.listed is None or new.enum == old.enum:
        return NOTHING  # or a change of the enum itself
    taken = old.listed is not None and old.listed <= new.listed
    return NOTHING if taken else CODE


def _run_read(old: ValueShape, new: ValueShape) -> Verdict:
    if old.depth != new.depth:
        return CODE
    if old.base != new.base:
        return WIRE if (old.base, new.base) in _READ_ALIKE else CODE
    if old.enum == new.enum:
        return NOTHING
    if old.by_site:
        return TYPES  # no member is equal to what comes; type checkers see it
    if new.by_site:
        return CODE  # its members are no texts or numbers
    # Members compare equal to their values, but code may ask what they are.
    return NOTHING if old.enum is None else WIRE


def _shape(field: Field, service: Service) -> ValueShape:
    base, cls, by_site = field.type.name, None, False
    listed: frozenset[str | int] | None = None
    if field.enum is not None:
        enum = service.enums[field.enum]
        cls, by_site = names.enum_class(enum.name, enum.python_name), enum.by_site
        if not enum.open:
            members = enum.members.values()
            listed = frozenset(v for each in members for v in each.values.values())
    elif not field.type.is_scalar:
        base = f"class {names.class_name(base, service.types[base].python_name)}"
    return ValueShape(base, field.type.depth, cls, by_site, listed)


@lru_cache(maxsize=4096)
def _options(annotation: str) -> tuple[str, ...]:
    found: list[str] = []
    waiting: list[ast.expr] = [ast.parse(annotation, mode="eval").body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        else:
            found.append(ast.unparse(node))
    return tuple(found)
