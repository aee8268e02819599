"""The types of members in Python: annotations, and the limits in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from attrs import evolve, frozen

from tc3gen.python.naming import names
from tc3gen.spec.model import Enum, Field, Service, TypeRef

_PYTHON = {
    "string": "str",
    "integer": "int",
    "float": "float",
    "boolean": "bool",
    "bytes": "bytes",
    "json": "Mapping[str, Any] | str",
    "datetime": "datetime",
    "date": "date",
}


@frozen
class Annotation:
    """A type expression, and the names that it needs from elsewhere.

    Models and enums are named through their modules, which load them when somebody resolves
    the annotation.
    """

    text: str
    types: tuple[str, ...] = ()
    enums: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()
    null: bool = False


def annotation(field: Field, service: Service, *, in_response: bool) -> Annotation:
    """The type of a member.

    In a response everything but a list and what is always there may be missing, and an enum
    may have a value that is newer than the spec.
    """
    base = _base(field, service, in_response=in_response)
    text = base.text
    for _ in range(field.type.depth):
        text = f"list[{text}]"
    null = field.nullable and not in_response
    if null:
        text = f"{text} | Null"
    if may_be_missing(field, in_response=in_response):
        text = f"{text} | None"
    return evolve(base, text=text, null=null)


def may_be_missing(field: Field, *, in_response: bool) -> bool:
    """True if a member may be None."""
    if in_response:
        return not field.type.depth and (field.nullable or not field.always)
    return not field.required


def _base(field: Field, service: Service, *, in_response: bool) -> Annotation:
    if field.enum is not None:
        return _enum(service.enums[field.enum], in_response=in_response)
    name = field.type.name
    if not field.type.is_scalar:
        type_ = service.types[name]
        cls = names.class_name(name, type_.python_name)
        return Annotation(f"models.{cls}", types=(cls,))
    return _scalar(_PYTHON[name])


@lru_cache
def _scalar(text: str) -> Annotation:
    words = re.findall(r"\w+", text)
    standard = tuple(w for w in ("Mapping", "Any", "datetime", "date") if w in words)
    return Annotation(text, standard=standard)


def _enum(enum: Enum, *, in_response: bool) -> Annotation:
    cls = names.enum_class(enum.name, enum.python_name)
    plain = "int" if enum.is_integer else "str"
    # A plain value means different things on the two sites, so requests take none.
    text = f"enums.{cls}"
    if not enum.by_site or in_response:
        text = f"{text} | {plain}"
    return Annotation(text, enums=(cls,))


def request_types(service: Service) -> frozenset[str]:
    """The types that some request contains, directly or through others."""
    return _reached_types(
        service, (action.params for action in service.actions.values())
    )


def response_types(service: Service) -> frozenset[str]:
    """The types that some response contains, directly or through others."""
    return _reached_types(
        service, (action.returns for action in service.actions.values())
    )


def _reached_types(
    service: Service, groups: Iterable[Mapping[str, Field]]
) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [field.type for group in groups for field in group.values()]
    while waiting:
        ref = waiting.pop()
        if not ref.is_scalar and ref.name not in seen:
            seen.add(ref.name)
            waiting += [field.type for field in service.types[ref.name].fields.values()]
    return frozenset(seen)


def page_item(service: Service, returns: Mapping[str, Field], path: str) -> Field:
    """The list member that a dotted path leads to."""
    first, _, rest = path.partition(".")
    field = returns[first]
    return (
        page_item(service, service.types[field.type.name].fields, rest)
        if rest
        else field
    )


def python_path(service: Service, returns: Mapping[str, Field], path: str) -> str:
    """A dotted path of the wire with the names of Python."""
    first, _, rest = path.partition(".")
    field = returns[first]
    name = names.member(field.name, field.python_name)
    if not rest:
        return name
    return f"{name}.{python_path(service, service.types[field.type.name].fields, rest)}"


def item_of(field: Field) -> Field:
    """A list member's items, as a required member."""
    ref = TypeRef(field.type.name, field.type.depth - 1)
    return evolve(field, type=ref, required=True)
