"""Shapes of the members of models, read from their types on first use.

Annotations are texts until somebody resolves them. Here each is resolved by itself, when
its member is first needed: a mail without attachments loads no class for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attr

from .fields import INFO, FieldInfo

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
}
_DATES: dict[str, Kind] = {"datetime": "datetime", "date": "date"}


class Shape:
    """The kind of a value, its type, and the shape of an item."""

    __slots__ = ("cls", "item", "kind")

    def __init__(self, kind: Kind, cls: Any = None, item: Any = None) -> None:
        self.kind = kind
        self.cls = cls
        self.item = item


class ModelMember:
    """A member of a model that stands on the wire."""

    def __init__(self, attribute: Any, info: FieldInfo, model: type) -> None:
        self.name: str = attribute.name
        self.info = info
        self.required = attribute.default is attr.NOTHING
        self.empty_list = isinstance(attribute.default, attr.Factory)  # type: ignore[arg-type]
        """True for a list that is empty, rather than None, where it is missing."""
        self._known_by = attribute, model
        self._shape: Shape | None = None

    @property
    def shape(self) -> Shape:
        """The shape of its values."""
        if self._shape is None:
            self._shape = shape_of(_resolved_type(*self._known_by))
        return self._shape


@cache
def members(cls: type) -> tuple[ModelMember, ...]:
    """The members of a model that stand on the wire, in the order of the spec."""
    return tuple(_members(cls))


def _members(cls: type) -> Iterator[ModelMember]:
    for attribute in attr.fields(cls):
        info = attribute.metadata.get(INFO)
        if info is not None:
            yield ModelMember(attribute, info, cls)


@cache
def others(cls: type) -> dict[str, Any]:
    """The attributes that do not stand on the wire and have a default, by their names."""
    return {
        attribute.name: attribute.default
        for attribute in attr.fields(cls)
        if INFO not in attribute.metadata and attribute.default is not attr.NOTHING
    }


def shape_of(annotation: Any) -> Shape:
    """The shape that a type stands for; see `tc3gen.python.plan.annotations`."""
    origin = get_origin(annotation)
    if origin is UnionType or origin is Union:
        # What follows is None, or what an enum is on the wire.
        return shape_of(get_args(annotation)[0])
    if origin is list:
        return Shape("list", item=shape_of(get_args(annotation)[0]))
    if origin is not None and issubclass(origin, Mapping):
        return Shape("json", annotation)
    if attr.has(annotation):
        return Shape("model", annotation)
    if issubclass(annotation, Enum):
        is_site_enum = hasattr(annotation, "at")
        return Shape("site enum" if is_site_enum else "enum", annotation)
    if annotation not in _SCALARS:  # with dates
        return Shape(_DATES[annotation.__name__], annotation)
    return Shape(_SCALARS[annotation], annotation)


def _resolved_type(attribute: Any, cls: type) -> Any:
    """The type of an attribute, by the names of the module that its class stands in."""
    if not isinstance(attribute.type, str):
        return attribute.type
    owner = cls
    for base in cls.__mro__:
        if attr.has(base) and attribute.name in {a.name for a in attr.fields(base)}:
            owner = base

    def named() -> None: ...

    named.__annotations__ = {"it": attribute.type}
    return get_type_hints(named, vars(sys.modules[owner.__module__]))["it"]
