"""From single values on the wire to those of Python, leniently."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cache
from typing import Any

from . import json_codec as jsontext
from .violations import raise_violation

Decode = Callable[[Any], Any]


@cache
def enum_reader(cls: Any, site: str, strict: bool = False) -> Decode:
    """The function that reads members of an enum.

    A value that no member has stays, but strictly read only where the enum is open.
    """
    known = values_of(cls, site)
    scalar = integer if any(isinstance(key, int) for key in known) else string

    def run(value: Any) -> Any:
        plain = scalar(value)
        found = known.get(plain) if plain.__class__ in (int, str) else None
        if strict and found is None and not hasattr(cls, "__open__"):
            raise_violation(not_listed(known))
        return plain if found is None else found

    return run


def values_of(cls: Any, site: str) -> Mapping[Any, Enum]:
    """The members of an enum by their values on a site."""
    if hasattr(cls, "at"):
        found: Mapping[Any, Enum] = cls.at(site)
        return found
    return {member.value: member for member in cls}


def not_listed(known: Mapping[Any, Enum]) -> str:
    """The reason why a value is refused that no member has."""
    listed = ", ".join(f"{value!r} ({it.name})" for value, it in known.items())
    cls = type(next(iter(known.values()))).__name__ if known else "the enum"
    return (
        f"is not a value of {cls}: {listed}; {cls}.unlisted(value) is for values "
        "that this version does not know"
    )


def string(value: Any) -> Any:
    if value.__class__ is str:
        return value
    return str(value) if value.__class__ in (int, float) else value


def integer(value: Any) -> Any:
    if value.__class__ is int:
        return value
    if value.__class__ is float:
        return int(value) if value.is_integer() else value
    if value.__class__ is str and len(value) < 40:
        try:
            number = int(value)
        except ValueError:
            return value
        return number if str(number) == value else value
    return value


def _float(value: Any) -> Any:
    if value.__class__ in (int, str):
        try:
            return float(value)
        except (ValueError, OverflowError):
            return value
    return value


def _boolean(value: Any) -> Any:
    if value.__class__ is str:
        return {"true": True, "false": False}.get(value.lower(), value)
    if value.__class__ is int and value in (0, 1):
        return value == 1
    return value


def _bytes(value: Any) -> Any:
    from base64 import b64decode

    if value.__class__ is not str:
        return value
    try:
        return b64decode(value, validate=True)
    except ValueError:  # not base64: the service sent the content itself
        return value.encode(errors="surrogatepass")


def _json(value: Any) -> Any:
    """Text that holds an object becomes a dict; any other text stays."""
    if value.__class__ is not str or value[:1] != "{":
        return value
    try:
        return jsontext.loads(value.encode())
    except (ValueError, RecursionError):
        return value


_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d+))?"
    r" ?(Z|z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)
_parse: Any = None


def _datetime(value: Any) -> Any:
    """Read a time in one of the forms that services have, on every Python alike.

    `datetime.fromisoformat` takes more forms on some versions than on others.
    """
    global _parse
    if _parse is None:
        from datetime import datetime

        _parse = datetime.fromisoformat
    if value.__class__ is not str:
        return value
    try:
        between = value[4:17:3]
        if between == "--T::" or between == "-- ::":
            # The usual forms, without the pattern, which takes longer.
            if len(value) == 19:
                return _parse(value)
            if value[19:] == "Z":
                return _parse(f"{value[:19]}+00:00")
        found = _ISO.fullmatch(value)
        return value if found is None else _parse(_normal(*found.groups()))
    except ValueError:
        return value


def _normal(day: str, time: str, fraction: str | None, zone: str | None) -> str:
    """The parts of a time as Python 3.10 reads them."""
    if zone in ("Z", "z"):
        zone = "+00:00"
    elif zone is not None:
        zone = f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"
    digits = "" if fraction is None else f".{fraction[:6]:0<6}"
    seconds = ":00" if len(time) == 5 else ""
    return f"{day}T{time}{seconds}{digits}{zone or ''}"


def _date(value: Any) -> Any:
    from datetime import date

    if value.__class__ is not str or value[4:8:3] != "--":
        return value
    try:
        return date.fromisoformat(value) if len(value) == 10 else value
    except ValueError:
        return value


SCALARS: dict[str, Decode] = {
    "string": string,
    "integer": integer,
    "float": _float,
    "boolean": _boolean,
    "bytes": _bytes,
    "json": _json,
    "datetime": _datetime,
    "date": _date,
}

AS_THEY_ARE: dict[Decode, type] = {
    string: str,
    integer: int,
    _float: float,
    _boolean: bool,
}
"""The type of values that each of these leaves as they are: it need not be called."""
