"""The scalar types on the wire: which values are theirs."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from tc3gen.spec.model import Field
from tc3gen.spec.problems import value_text

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}"
_DATE_ONLY = re.compile(_DATE)
_DATETIME = re.compile(f"{_DATE} {_TIME}")
_DATETIME_ISO = re.compile(
    rf"({_DATE}T{_TIME})(?:\.[0-9]+)?(Z|[-+][0-9]{{2}}:[0-9]{{2}})"
)

_INTEGERS = range(-(2**63), 2**64)


def wrong_type(member: Field, value: Any) -> str | None:
    """The problem of a scalar's type, or None."""
    name = member.type.name
    right, wanted = _SCALAR_CHECKS[name]
    if name == "datetime" and member.format == "iso":
        right, wanted = _is_iso, "a time with a zone, like 2024-01-31T08:00:00Z"
    if member.url_encoded:  # the service decodes it, and says itself what is wrong
        right, wanted = _SCALAR_CHECKS["string"]
    if right(value):
        return None
    return f"must be {wanted}, not {kind_of(value, member)}"


def kind_of(value: Any, member: Field | None) -> str:
    """A value's kind in words, without the value itself where it is a secret."""
    hidden = member is not None and member.sensitive
    if value is None or isinstance(value, bool):
        return value_text(value)
    if isinstance(value, str):
        return "this text" if hidden else f"the text {value_text(value)}"
    if isinstance(value, (int, float)):
        return "a number" if hidden else f"the number {value_text(value)}"
    return "an object" if isinstance(value, Mapping) else "a list"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_integer(value: Any) -> bool:
    return type(value) is int and value in _INTEGERS


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_base64(value: Any) -> bool:
    return isinstance(value, str) and _works(base64.b64decode, value, validate=True)


def _is_json(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return value == "" or _works(_json_object, value)


def _json_object(text: str) -> None:
    if not isinstance(json.loads(text, parse_constant=_no_constant), dict):
        raise ValueError


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _is_datetime(value: Any) -> bool:
    return (
        isinstance(value, str)
        and _DATETIME.fullmatch(value) is not None
        and _works(datetime.fromisoformat, value)
    )


def _is_iso(value: Any) -> bool:
    match = _DATETIME_ISO.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    zone = match[2].replace("Z", "+00:00")
    return _works(datetime.fromisoformat, match[1] + zone)


def _is_date(value: Any) -> bool:
    return (
        isinstance(value, str)
        and _DATE_ONLY.fullmatch(value) is not None
        and _works(date.fromisoformat, value)
    )


def _works(parse: Callable[..., object], value: str, **options: bool) -> bool:
    try:
        parse(value, **options)
    except (ValueError, RecursionError):
        return False
    return True


_SCALAR_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (_is_text, "text"),
    "integer": (_is_integer, "an integer of 64 bits"),
    "float": (_is_number, "a number"),
    "boolean": (_is_boolean, "true or false"),
    "bytes": (_is_base64, "base64 text"),
    "json": (_is_json, "text that holds a JSON object"),
    "datetime": (_is_datetime, "a time like 2024-01-31 08:00:00"),
    "date": (_is_date, "a date like 2024-01-31"),
}
