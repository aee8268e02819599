"""Whether a value of the old type still fits where the new one is due, and the reverse.

What type checkers say is read off the annotations that the generator writes; what happens
at run time follows from how the runtime encodes and decodes.
"""

from __future__ import annotations

import ast
from typing import NamedTuple

from tc3gen.changes.change import Verdict
from tc3gen.python import names, types
from tc3gen.spec.vocabulary import Field, Service

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
"""What type checkers take for something else."""


class Place(NamedTuple):
    """A member in a service, and whether its class is only ever read."""

    field: Field
    service: Service
    answer: bool

    @property
    def annotation(self) -> str:
        return types.annotation(self.field, self.service, answer=self.answer).text

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
    def shape(self) -> Shape:
        return _shape(self.field, self.service)


class Shape(NamedTuple):
    """What decides how a value is encoded and decoded."""

    base: str
    depth: int
    enum: str | None
    by_site: bool


def written(old: Place, new: Place) -> Verdict:
    """What becomes of code that passes a value of the old type."""
    run = _run_written(old.shape, new.shape)
    return max(run, _checked(old, new.options))


def read(old: Place, new: Place) -> Verdict:
    """What becomes of code that receives a value and takes it for the old type."""
    run = _run_read(old.shape, new.shape)
    return max(run, _checked(new, old.options))


def _checked(given: Place, due: frozenset[str]) -> Verdict:
    """What type checkers say of one type where another is due."""
    above = dict(_SUBCLASSES)
    if given.field.enum is not None:
        enum = given.service.enums[given.field.enum]
        if not enum.by_site:
            cls = names.enum_class(enum.name, enum.python_name)
            above[cls] = {"int", "float"} if enum.is_integer else {"str"}
    fits = all(
        option in due or above.get(option, set()) & due for option in given.options
    )
    return NOTHING if fits else TYPES


def _run_written(old: Shape, new: Shape) -> Verdict:
    if old.depth != new.depth:
        return CODE
    if new.by_site or old.by_site:
        # Only members of the enum itself are taken, and nothing else takes them.
        return NOTHING if old.enum == new.enum else CODE
    if old.base != new.base and (old.base, new.base) not in _SENT_ALIKE:
        return CODE
    return NOTHING


def _run_read(old: Shape, new: Shape) -> Verdict:
    if old.depth != new.depth:
        return CODE
    if old.base != new.base:
        return WIRE if (old.base, new.base) in _READ_ALIKE else CODE
    if old.enum == new.enum:
        return NOTHING
    if new.by_site:
        return TYPES if old.by_site else CODE  # its members are no texts or numbers
    # Members compare equal to their values, but code may ask what they are.
    return NOTHING if old.enum is None else WIRE


def _shape(field: Field, service: Service) -> Shape:
    base, cls, by_site = field.type.name, None, False
    if field.enum is not None:
        enum = service.enums[field.enum]
        cls, by_site = names.enum_class(enum.name, enum.python_name), enum.by_site
    elif not field.type.is_scalar:
        base = f"class {names.class_name(base, service.types[base].python_name)}"
    return Shape(base, field.type.depth, cls, by_site)


def _options(annotation: str) -> list[str]:
    found: list[str] = []
    waiting: list[ast.expr] = [ast.parse(annotation, mode="eval").body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.BinOp):
            waiting += [node.left, node.right]
        else:
            found.append(ast.unparse(node))
    return found
