"""The types of members in Python: annotations, and the limits in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from attrs import frozen

from tc3gen.python import names
from tc3gen.spec.vocabulary import Bounds, Enum, Field, Service, TypeRef

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
_NOT_NEGATIVE = (0, None)
UNITS = {"length": "characters", "size": "bytes", "items": "items", "range": ""}


@frozen
class Annotation:
    """A type expression, and the names that it needs from elsewhere."""

    text: str
    types: tuple[str, ...] = ()
    enums: tuple[str, ...] = ()
    standard: tuple[str, ...] = ()


def annotation(field: Field, service: Service, *, answer: bool) -> Annotation:
    """The type of a member.

    In an answer everything but a list may be missing, and an enum may have a value that
    is newer than the spec.
    """
    base = _base(field, service, answer=answer)
    text = base.text
    for _ in range(field.type.depth):
        text = f"list[{text}]"
    missing = not field.type.depth if answer else not field.required
    return Annotation(
        f"{text} | None" if missing else text, base.types, base.enums, base.standard
    )


def _base(field: Field, service: Service, *, answer: bool) -> Annotation:
    if field.enum is not None:
        return _enum(service.enums[field.enum], answer=answer)
    name = field.type.name
    if not field.type.is_scalar:
        type_ = service.types[name]
        cls = names.class_name(name, type_.python_name)
        return Annotation(cls, types=(cls,))
    return _scalar(_PYTHON[name])


@lru_cache
def _scalar(text: str) -> Annotation:
    words = re.findall(r"\w+", text)
    standard = tuple(w for w in ("Mapping", "Any", "datetime", "date") if w in words)
    return Annotation(text, standard=standard)


def _enum(enum: Enum, *, answer: bool) -> Annotation:
    cls = names.enum_class(enum.name, enum.python_name)
    plain = "int" if enum.is_integer else "str"
    # A plain value means different things on the two sites, so requests take none.
    text = cls if enum.by_site and not answer else f"{cls} | {plain}"
    return Annotation(text, enums=(cls,))


def request_types(service: Service) -> frozenset[str]:
    """The types that some request contains, directly or through others."""
    return _reached(service, (action.params for action in service.actions.values()))


def answer_types(service: Service) -> frozenset[str]:
    """The types that some answer contains, directly or through others."""
    return _reached(service, (action.returns for action in service.actions.values()))


def _reached(service: Service, groups: Iterable[Mapping[str, Field]]) -> frozenset[str]:
    seen: set[str] = set()
    waiting = [field.type for group in groups for field in group.values()]
    while waiting:
        ref = waiting.pop()
        if not ref.is_scalar and ref.name not in seen:
            seen.add(ref.name)
            waiting += [field.type for field in service.types[ref.name].fields.values()]
    return frozenset(seen)


def bounds(field: Field) -> Iterator[tuple[str, Bounds]]:
    """The limits of a member by the names of their keys."""
    for key in UNITS:
        value: Bounds | None = getattr(field, key)
        if value is not None:
            yield key, value


def limits(field: Field) -> str:
    """The limits of a member in words, as `1 to 100 characters.`"""
    sentences = []
    for key, (low, high) in bounds(field):
        if (low, high) == _NOT_NEGATIVE:
            continue  # nothing that a reader would not think
        unit = field.unit if key == "range" else UNITS[key]
        sentences.append(limit(low, high, unit or ""))
    if field.unit and field.range in (None, _NOT_NEGATIVE):
        sentences.append(f"In {field.unit}.")
    if field.default is not None:
        sentences.append(f"The service takes {_shown(field.default)} if left out.")
    return " ".join(sentence for sentence in sentences if sentence)


def limit(low: float | None, high: float | None, unit: str) -> str:
    """A sentence about a lower and an upper limit; empty where there is none."""
    unit = f" {unit}" if unit else ""
    if low is not None and high is not None:
        if low == high:
            return f"Exactly {_number(low)}{unit}."
        if low == 0 and unit.strip() in ("items", "bytes", "characters"):
            return f"At most {_number(high)}{unit}."
        return f"{_number(low)} to {_number(high)}{unit}."
    if high is not None:
        return f"At most {_number(high)}{unit}."
    return f"At least {_number(low)}{unit}." if low is not None else ""


def _number(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.10g}"


def _shown(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


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
    from attrs import evolve

    ref = TypeRef(field.type.name, field.type.depth - 1)
    return evolve(field, type=ref, required=True)
