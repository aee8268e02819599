"""Published examples, which are HTTP as text, to parameters and responses."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from tc3gen.python.runtime.signing.common_parameters import COMMON_PARAMETERS
from tc3gen.sources.tccli.reading.definitions import (
    DefinitionMember,
    Definitions,
    Object,
)

MAX_DEPTH = 40
"""Levels of objects inside each other in an example."""

LONGEST_NUMBER = 38
"""Digits of the longest number in a spec."""

_METHODS = ("POST ", "GET ", "PUT ")
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_PAIR = re.compile(r"\n[ \t]*&|&(?=<|[A-Za-z][A-Za-z0-9_.]*=)")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,18})")
_BOOLEANS = {"true": True, "True": True, "false": False, "False": False}


@frozen
class Read:
    """The values that a text holds, and the rest of it that could not be read."""

    values: dict[str, Any]
    rest: str = ""


def request(text: str, parameters: Object, definitions: Definitions) -> Read:
    """The parameters of a published request: an address, or a head with a JSON body."""
    text = text.replace("\r\n", "\n").lstrip()
    if text.startswith(("http://", "https://")):
        values = _from_query(text, parameters, definitions)
        return Read({}, text.strip()) if values is None else Read(values)
    head = _BLANK_LINE.search(text) if text.startswith(_METHODS) else None
    body = (text[head.end() :] if head else text).strip()
    if not body:
        return Read({})
    found = _load_json(body)
    return Read(found) if isinstance(found, dict) else Read({}, body)


def response(text: str) -> Read:
    """The `Response` object of a published response, without its request id."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return Read({})
    found = _load_json(text)
    if not isinstance(found, dict):
        return Read({}, text)
    response = found.pop("Response", None)
    if response is None:
        response, found = found, {}
    if not isinstance(response, dict):
        return Read({}, text)
    for values in (response, found):
        values.pop("RequestId", None)
    left = {key: value for key, value in found.items() if value is not None}
    return Read(response, json.dumps(left, ensure_ascii=False) if left else "")


def _load_json(text: str) -> Any:
    """JSON that a spec can hold; None for anything else."""
    try:
        found = json.loads(
            text,
            parse_constant=_refuse_constant,
            parse_float=_number,
            parse_int=_integer,
        )
    except (ValueError, RecursionError):
        return None
    return None if _too_deep(found) else found


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _integer(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise ValueError(text)
    return int(text)


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for each in level
            if isinstance(each, (dict, list))
            for child in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return False
    return True


def _from_query(
    text: str, parameters: Object, definitions: Definitions
) -> dict[str, Any] | None:
    """The parameters of an address; None where they contradict each other."""
    query = text.partition("?")[2]
    tree: dict[str, Any] = {}
    known = {member.name for member in parameters.members}
    for pair in _PAIR.split(query):
        key, equals, value = pair.strip().partition("=")
        parts = key.split(".")
        if not equals or key.startswith("<") or len(parts) > MAX_DEPTH:
            continue
        if parts[0] in COMMON_PARAMETERS and parts[0] not in known:
            continue
        if not _put_member(tree, parts, _unquote_text(value)):
            return None
    return _typed_members(tree, parameters, definitions)


def _put_member(tree: dict[str, Any], parts: list[str], value: str) -> bool:
    for part in parts[:-1]:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            return False
        tree = below
    return bool(tree.setdefault(parts[-1], value) == value)


def _unquote_text(text: str) -> str:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return text


def _typed_members(
    tree: Mapping[str, Any], owner: Object | None, definitions: Definitions
) -> dict[str, Any]:
    members = {m.name: m for m in owner.members} if owner else {}
    return {
        name: _typed_value(value, members.get(name), definitions)
        for name, value in tree.items()
    }


def _typed_value(
    value: Any, member: DefinitionMember | None, definitions: Definitions
) -> Any:
    """A value of an address, all of which are texts, with the type of its member."""
    if isinstance(value, dict):
        if all(key.isdecimal() and len(key) < 6 for key in value):
            ordered = sorted(value.items(), key=lambda item: int(item[0]))
            return [_typed_value(item, member, definitions) for _, item in ordered]
        owner = definitions.objects.get(member.type) if member else None
        return _typed_members(value, owner, definitions)
    if member is None:
        return value
    return typed_text(value, member.type)


def typed_text(text: str, kind: str) -> Any:
    """A text as the number or truth value that a type wants, if it is one."""
    if kind == "boolean":
        return _BOOLEANS.get(text.strip(), text)
    if kind == "integer" and _INTEGER.fullmatch(text.strip()):
        return int(text)
    if kind == "float":
        try:
            return _number(text)
        except ValueError:
            return text
    return text


def sample(text: str, member: DefinitionMember) -> Any:
    """The example of a member, which is always a text, as it would stand on the wire."""
    if member.is_list or member.type not in ("string", "datetime", "date", "bytes"):
        found = _load_json(text)
        if member.is_list and found is not None and not isinstance(found, list):
            return text
        if found is not None and not isinstance(found, str):
            return found
    if member.type in ("datetime", "date"):
        text = text.strip().strip("\"'")
    return typed_text(text, member.type)
