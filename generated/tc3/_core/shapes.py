"""What the members of a model are, read from its annotations once, on first use.

Annotations are texts that name classes which are loaded lazily, so they are looked up in
the model's own module, in its package and in the enums beside the package.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib import import_module
from types import UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

import attrs

from .enums import SiteEnum
from .model import INFO, FieldInfo

Kind = Literal[
    "string",
    "integer",
    "float",
    "boolean",
    "bytes",
    "json",
    "datetime",
    "date",
    "enum",
    "site enum",
    "model",
    "list",
]

_SCALARS: dict[Any, Kind] = {
    str: "string",
    int: "integer",
    float: "float",
    bool: "boolean",
    bytes: "bytes",
    datetime: "datetime",
    date: "date",
}
_NAMES = {"Mapping": Mapping, "Any": Any, "datetime": datetime, "date": date}


class Shape(NamedTuple):
    """What a value is: its kind, the class of an enum or model, the shape of an item."""

    kind: Kind
    cls: Any = None
    item: Any = None  # Shape | None; NamedTuple cannot name itself


class Member(NamedTuple):
    """A member of a model."""

    name: str
    shape: Shape
    required: bool
    empty_list: bool
    """Whether a missing list is an empty one rather than None."""
    info: FieldInfo


@cache
def members(cls: type) -> tuple[Member, ...]:
    """The members of a model that stand on the wire, in the order of the spec."""
    return tuple(_members(cls))


def _members(cls: type) -> Iterator[Member]:
    for attribute in attrs.fields(cls):
        info = attribute.metadata.get(INFO)
        if info is not None:
            yield Member(
                name=attribute.name,
                shape=_shape(_evaluate(attribute.type, cls)),
                required=attribute.default is attrs.NOTHING,
                empty_list=isinstance(attribute.default, attrs.Factory),  # type: ignore[arg-type]
                info=info,
            )


def _shape(expression: Any) -> Shape:
    options = _options(expression)
    if Mapping in {get_origin(option) for option in options}:
        return Shape("json")
    for option in options:
        if get_origin(option) is list:
            return Shape("list", item=_shape(get_args(option)[0]))
        if attrs.has(option):
            return Shape("model", option)
        if issubclass(option, SiteEnum):
            return Shape("site enum", option)
        if issubclass(option, Enum):
            return Shape("enum", option)
    return Shape(_SCALARS[options[0]])


def _options(expression: Any) -> list[Any]:
    """The parts of a union without None; the expression alone if it is none."""
    if get_origin(expression) in (Union, UnionType):
        return [part for part in get_args(expression) if part is not type(None)]
    return [expression]


def _evaluate(annotation: Any, cls: type) -> Any:
    if not isinstance(annotation, str):
        return annotation
    return eval(annotation, {}, _Names(cls))


class _Names(dict[str, Any]):
    """The names that an annotation of a class may use."""

    def __init__(self, cls: type) -> None:
        super().__init__(_NAMES)
        self._module = sys.modules[cls.__module__]
        self._package = self._module.__package__ or ""

    def __missing__(self, name: str) -> Any:
        for home in self._homes():
            found = getattr(home, name, None)
            if found is not None:
                return found
        raise KeyError(name)

    def _homes(self) -> Iterator[Any]:
        yield self._module
        if self._package:
            yield sys.modules[self._package]
            parent = self._package.rpartition(".")[0]
            if parent:
                yield import_module(f"{parent}.enums")
