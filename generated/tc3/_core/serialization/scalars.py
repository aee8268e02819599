"""From single values to what stands on the wire, checked on the way.

Each function makes what converts the values of a member, and raises `Violation`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..narrowing import is_bytes, is_mapping, is_number
from . import json_codec as jsontext
from .fields import Bounds, FieldInfo
from .scalar_decoders import not_listed
from .violations import Violation, check_bounds, raise_violation, what

if TYPE_CHECKING:
    from .enums import SiteEnum

Encode = Callable[[Any], Any]


def plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def string(info: FieldInfo) -> Encode:
    if info.length is None and info.size is None:
        return scalar(str)
    low, high = info.length or (None, None)

    def run(value: Any) -> Any:
        if value.__class__ is not str and not isinstance(value, str):
            raise_violation(f"must be text, not {what(value)}")
        check_bounds(len(value), low, high, "characters")
        return value

    return within_size(run, info.size) if info.size else run


def scalar(kind: type[int | str]) -> Encode:
    noun = "text" if kind is str else "a whole number"
    # Of an enum's member, `str` would make its name.
    as_plain: Any = str.__str__ if kind is str else int.__int__

    def run(value: Any) -> Any:
        if value.__class__ is kind:
            return value
        if not isinstance(value, kind) or isinstance(value, bool):
            raise_violation(f"must be {noun}, not {what(value)}")
        return as_plain(value)

    return run


def enum_value(cls: type[Enum], listed: bool) -> Encode:
    """Write members of an enum, and plain values: with `listed`, those of members only."""
    step = scalar(int if issubclass(cls, int) else str)
    if not listed or hasattr(cls, "__open__"):
        return step
    known = {member.value: member for member in cls}

    def run(value: Any) -> Any:
        wire = step(value)
        if wire not in known and not isinstance(value, cls):
            raise_violation(not_listed(known))
        return wire

    return run


def boolean(value: Any) -> Any:
    if value is not True and value is not False:
        raise_violation(f"must be true or false, not {what(value)}")
    return value


def whole_number(bounds: Bounds | None) -> Encode:
    step = scalar(int)
    if bounds is None:
        return step
    low, high = bounds

    def run(value: Any) -> Any:
        wire = step(value)
        check_bounds(wire, low, high, "")
        return wire

    return run


def number(bounds: Bounds | None) -> Encode:
    low, high = bounds or (None, None)

    def run(value: Any) -> Any:
        if not is_number(value) or isinstance(value, bool):
            raise_violation(f"must be a number, not {what(value)}")
        if isinstance(value, float) and not math.isfinite(value):
            raise_violation(f"must be a finite number, not {value}")
        check_bounds(value, low, high, "")
        return value

    return run


def site_enum(cls: type[SiteEnum], site: str) -> Encode:
    def run(value: Any) -> Any:
        # Checked even without validation: a plain value means another thing elsewhere.
        if not isinstance(value, cls):
            raise_violation(
                f"must be a {cls.__name__}, not {what(value)}: the plain values mean "
                "different things on the two sites"
            )
        wire = value.on(site)
        if wire is None:
            raise_violation(
                f"{cls.__name__}.{value.name} does not exist on the {site} site"
            )
        return wire

    return run


def _bytes(info: FieldInfo) -> Encode:
    from base64 import b64encode

    def run(value: Any) -> str:
        return b64encode(_content(value)).decode()

    return run


def raw_bytes(info: FieldInfo, validate: bool) -> Encode:
    low, high = (validate and info.size) or (None, None)

    def run(value: Any) -> bytes:
        content = bytes(_content(value))
        check_bounds(len(content), low, high, "bytes")
        return content

    return run


def _content(value: Any) -> bytes:
    if not is_bytes(value):
        raise_violation(f"must be bytes, not {what(value)}")
    return value


def _json(info: FieldInfo) -> Encode:
    return _url_encoded if info.url_encoded else _json_text


def _url_encoded(value: Any) -> str:
    """JSON, encoded once as in a URL; no JSON object begins as one that is encoded does."""
    from urllib.parse import quote

    text: str = _json_text(value)
    return text if text.startswith("%") else quote(text, safe="")


def _json_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if not is_mapping(value):
        raise_violation(f"must be a mapping or JSON text, not {what(value)}")
    try:
        return jsontext.dumps(dict(value)).decode()
    except (ValueError, TypeError) as error:
        raise_violation(jsontext.reason(error))


def _datetime(info: FieldInfo) -> Encode:
    from datetime import datetime

    iso = info.format == "iso"

    def run(value: Any) -> str:
        if not isinstance(value, datetime):
            raise_violation(f"must be a datetime, not {what(value)}")
        if iso != (value.tzinfo is not None):
            raise_violation(
                f"must be a time {'with' if iso else 'without'} a time zone"
            )
        if iso:
            text = value.isoformat()
            return f"{text[:-6]}Z" if text.endswith("+00:00") else text
        return value.isoformat(sep=" ", timespec="seconds")

    return run


def _date(info: FieldInfo) -> Encode:
    from datetime import date, datetime

    def run(value: Any) -> str:
        if not isinstance(value, date) or isinstance(value, datetime):
            raise_violation(f"must be a date, not {what(value)}")
        return value.isoformat()

    return run


CONVERT: dict[str, Callable[[FieldInfo], Encode]] = {
    "bytes": _bytes,
    "json": _json,
    "datetime": _datetime,
    "date": _date,
}


def or_as_it_is(convert: Encode) -> Encode:
    """Without validation, what does not fit is taken for what stands on the wire."""
    from datetime import date

    def run(value: Any) -> Any:
        if isinstance(value, str):
            return value
        try:
            return convert(value)
        except Violation:
            return value.isoformat() if isinstance(value, date) else value

    return run


def within_size(step: Encode, size: Bounds) -> Encode:
    def run(value: Any) -> Any:
        wire = step(value)
        try:
            content = wire.encode()
        except UnicodeEncodeError as error:
            raise_violation(jsontext.reason(error))
        check_bounds(len(content), *size, "bytes")
        return wire

    return run
