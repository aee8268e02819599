"""Parameters that come one by one, as in a query: `A.0.B=1` is a member of an item of A."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.spec.model import Action, Field, Service

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_BOOLEANS = {"true": True, "false": False}

_Tree = dict[str, "str | _Tree"]


def from_fields(
    fields: Iterable[tuple[str, str]], service: Service, action: Action
) -> dict[str, Any]:
    """The parameters that fields stand for, in the types of the spec where they fit."""
    return _typed_members(_tree(fields), action.params, service)


def scalar_of(text: str, type_name: str) -> Any:
    """A text as a type of the spec, as it is where it does not fit."""
    if type_name == "integer" and _INTEGER.fullmatch(text):
        return int(text)
    if type_name == "float":
        return _float(text)
    if type_name == "boolean":
        return _BOOLEANS.get(text.lower(), text)
    return text


def _tree(pairs: Iterable[tuple[str, str]]) -> _Tree:
    """Flattened names taken apart: `A.0.B=1` is `{"A": {"0": {"B": "1"}}}`."""
    root: _Tree = {}
    for name, text in pairs:
        *path, last = name.split(".")
        node = root
        for part in path:
            child = node.setdefault(part, {})
            if isinstance(child, str):
                raise ApiErrorResponse(
                    "InvalidParameter", f"`{name}` clashes with `{part}`."
                )
            node = child
        if last in node:
            raise ApiErrorResponse("InvalidParameter", f"`{name}` is given twice.")
        node[last] = text
    return root


def _typed_members(
    tree: _Tree, fields: Mapping[str, Field], service: Service
) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, node in tree.items():
        field = fields.get(name)
        typed[name] = (
            node
            if field is None
            else _typed_value(node, field.type.name, field.type.depth, service)
        )
    return typed


def _typed_value(
    node: str | _Tree, type_name: str, depth: int, service: Service
) -> Any:
    """A node as the spec types it; as it is where it does not fit, for the check to say."""
    if isinstance(node, str):
        return scalar_of(node, type_name) if depth == 0 else node
    if depth:
        return [
            _typed_value(item, type_name, depth - 1, service)
            for item in _in_order(node)
        ]
    if type_name in service.types:
        return _typed_members(node, service.types[type_name].fields, service)
    return node


def _in_order(node: _Tree) -> Iterator[str | _Tree]:
    """The items of a list, whose names must be 0, 1, 2 and so on."""
    for index in range(len(node)):
        item = node.get(str(index))
        if item is None:
            message = "The items of a list must be numbered from 0 without a gap."
            raise ApiErrorResponse("InvalidParameter", message)
        yield item


def _float(text: str) -> float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text
