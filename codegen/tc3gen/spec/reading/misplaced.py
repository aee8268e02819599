"""Hints for keys that stand in the wrong place, or are those of another format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tc3gen.spec.format.action_properties import ACTION, EXAMPLE
from tc3gen.spec.format.field_properties import FIELD
from tc3gen.spec.format.properties import PropertyTable
from tc3gen.spec.format.service_properties import ENUM, ERROR, REGIONS, SERVICE, TYPE
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node

_COMMA = ": a text with a comma needs quotes inside {}"
_NO_ADDRESS = ": actions share one address, and are told apart by a header"
_NO_SITES = ": where there are no such sites, write one list"

_ALIASES: Mapping[str, tuple[str, ...]] = {
    "constraints": ("range", "length", "items"),
    "desc": ("doc", "summary"),
    "description": ("doc",),
    "doc": ("summary", "description"),
    "endpoint": ("domain",),
    "host": ("domain",),
    "idempotent": ("repeatable",),
    "input": ("params", "request"),
    "max": ("range", "length", "items"),
    "maximum": ("range",),
    "maxlength": ("length",),
    "min": ("range", "length", "items"),
    "minimum": ("range",),
    "minlength": ("length",),
    "mutable": ("repeatable",),
    "null": ("nullable",),
    "optional": ("required",),
    "output": ("returns", "response"),
    "pagination": ("pages",),
    "paging": ("pages",),
    "parameters": ("params",),
    "properties": ("fields",),
    "readonly": ("repeatable",),
    "request": ("params",),
    "response": ("returns",),
    "result": ("returns",),
    "retryable": ("repeatable", "retry"),
    "secret": ("sensitive",),
    "stream": ("streams",),
    "streaming": ("streams",),
    "summary": ("doc",),
    "text": ("doc", "summary"),
    "values": ("enum",),
}
"""Words for keys in other formats, and the keys of this one."""

_ADDRESSES = {"method", "path", "route", "uri", "url", "verb"}

_OWNERS = (ACTION, FIELD, TYPE, ENUM, ERROR, EXAMPLE, SERVICE)
"""What a key that stands in the wrong mapping may belong to."""


def unknown_key_hint(key: str, child: Node, table: PropertyTable) -> str:
    """The end of a message about a key that a mapping does not have."""
    if " " in key:
        return _COMMA
    if same := meant_keys(key, table):
        return f"; write {' or '.join(f'`{each}`' for each in same)}"
    if guess := did_you_mean(key, table.keys):
        return guess
    if table is ACTION and key.lower() in _ADDRESSES:
        return _NO_ADDRESS
    if table is REGIONS:
        return _NO_SITES
    if table is ACTION and _is_field(child):
        return ": indent a parameter below `params`, and a member below `returns`"
    owners = [owner.what for owner in _OWNERS if key in owner.keys]
    if not owners:
        return ""
    return f": it is a key of {', '.join(owners)}, so mind how far it is indented"


def meant_keys(key: str, table: PropertyTable) -> list[str]:
    """The keys of a mapping for which another format has a word."""
    word = key.lower().replace("_", "")
    return [each for each in _ALIASES.get(word, ()) if each in table.keys]


def misplaced_key(name: str, child: Node, place: str) -> str | None:
    """Describe a key of an action that stands among the fields of one; None if it is none."""
    if name not in ACTION.keys or _is_field(child):
        return None
    return (
        f"`{name}` is a key of an action, but stands inside `{place}`: indent it as far as "
        f"`{place}`"
    )


def no_names_hint(node: Node) -> str:
    """The end of a message about a list where names are wanted."""
    if isinstance(node, nodes.Sequence):
        return ": write `NAME: ...`, without a dash or brackets"
    return ""


def no_list_hint(node: Node) -> str:
    """The end of a message about a single value where a list is wanted."""
    value: Any = node.value if isinstance(node, nodes.Scalar) else None
    if isinstance(value, str) and value.isprintable() and len(value) < 60:
        return f": write `[{value}]`"
    return ""


def _is_field(node: Node) -> bool:
    return isinstance(node, nodes.Mapping) and "type" in node.entries
