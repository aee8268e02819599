"""From a text of the command line, or a value of JSON, to a value of a model."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ...narrowing import is_list, is_number, is_object

_INTEGER = re.compile(r"[+-]?[0-9]{1,30}\Z")
_FLOAT = re.compile(
    r"[+-]?([0-9]{1,30}(\.[0-9]*)?|\.[0-9]{1,30})([eE][+-]?[0-9]{1,3})?\Z"
)
_TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class Unreadable(Exception):
    """A value that does not fit; the text says what would."""


def kind_of(value: object) -> str:
    """The type of a value of JSON, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    kinds: dict[type, str] = {
        str: "text",
        int: "a number",
        float: "a number",
        list: "a list",
    }
    return kinds.get(type(value), "an object")


def _unreadable(wanted: str, value: object, *, is_word: bool) -> Unreadable:
    return Unreadable(
        f"must be {wanted}" + ("" if is_word else f", not {kind_of(value)}")
    )


def _string(value: Any, info: Any, is_word: bool) -> Any:
    if not isinstance(value, str):
        raise _unreadable("text", value, is_word=is_word)
    return value


def _integer(value: Any, info: Any, is_word: bool) -> Any:
    if is_word and _INTEGER.match(value):
        return int(value)
    if not is_word and isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _unreadable("a whole number", value, is_word=is_word)


def _float(value: Any, info: Any, is_word: bool) -> Any:
    if is_word and _FLOAT.match(value):
        return float(value)
    if not is_word and is_number(value) and not isinstance(value, bool):
        return float(value)
    raise _unreadable("a number", value, is_word=is_word)


def _boolean(value: Any, info: Any, is_word: bool) -> Any:
    if is_word and value.lower() in _TRUTHS:
        return _TRUTHS[value.lower()]
    if not is_word and isinstance(value, bool):
        return value
    raise _unreadable("true or false", value, is_word=is_word)


def _bytes(value: Any, info: Any, is_word: bool) -> Any:
    """Bytes from base64; text that is none stays, to be sent as it is."""
    from base64 import b64decode

    if isinstance(value, bytes):
        return value
    if not isinstance(value, str):
        raise _unreadable("base64", value, is_word=is_word)
    try:
        content = b64decode(value, validate=True)
    except ValueError:
        return value
    return content


def _json(value: Any, info: Any, is_word: bool) -> Any:
    if isinstance(value, str):
        return value
    if is_object(value):
        return value
    if is_list(value):
        import json

        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    raise _unreadable("a JSON text or an object", value, is_word=is_word)


def _date(value: Any, info: Any, is_word: bool) -> Any:
    from datetime import date

    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _unreadable("a date such as 2026-01-31", value, is_word=is_word) from None


def _datetime(value: Any, info: Any, is_word: bool) -> Any:
    from datetime import datetime

    example = "2026-01-31T08:00:00+08:00" if info.format else "2026-01-31 08:00:00"
    if isinstance(value, datetime):
        return value
    try:
        made = datetime.fromisoformat(re.sub(r"Z\Z", "+00:00", value))
    except (TypeError, ValueError):
        raise _unreadable(f"a time such as {example}", value, is_word=is_word) from None
    if len(value) <= len("2026-01-31"):
        raise _unreadable(f"a time such as {example}", value, is_word=is_word)
    return made


CONVERT: dict[str, Callable[[Any, Any, bool], Any]] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "bytes": _bytes,
    "json": _json,
    "date": _date,
    "datetime": _datetime,
}
"""The readers of each kind of value: they take the value, its definition, and true if the value
is a text of the command line."""


def enum_member(cls: Any, value: Any, site: str, *, is_word: bool, strict: bool) -> Any:
    """A member of an enum by its value or its name.

    A value that the spec does not know stays as it is without `strict`, and in an enum that
    is open.
    """
    values = _values(cls, site)
    for known, member in values.items():
        same = str(known) == value if is_word else known == value
        if same and not isinstance(value, bool):
            return member
    if isinstance(value, str):
        wanted = value.upper().replace("-", "_")
        for member in values.values():
            if member.name == wanted:
                return member
    is_open = hasattr(cls, "__open__") or (not strict and not hasattr(cls, "at"))
    if is_open and isinstance(value, (str, int)) and not isinstance(value, bool):
        plain: Any = (
            int(value) if issubclass(cls, int) and _INTEGER.match(str(value)) else value
        )
        if isinstance(plain, (int if issubclass(cls, int) else str)):
            return plain
    shown = ", ".join(
        member.name if member.name == known else f"{member.name} ({known})"
        for known, member in values.items()
    )
    raise Unreadable(f"must be one of {shown}")


def _values(cls: Any, site: str) -> dict[Any, Any]:
    """The members of an enum by their values on a site."""
    if hasattr(cls, "at"):
        found: dict[Any, Any] = cls.at(site)
        return found
    return {member.value: member for member in cls}
