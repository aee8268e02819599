"""From the wire to models, leniently.

What can be read without loss is (a whole number that came as text, a number where text is
due); what cannot stays as it was received, so that an answer is never lost to a detail.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from . import jsontext
from .enums import SiteEnum
from .model import Response
from .shapes import Shape, members

Decode = Callable[[Any], Any]


@cache
def decoder(cls: Any, site: str) -> Decode:
    """What reads instances of a model of a site; anything but a JSON object stays."""
    steps: list[tuple[str, str, Decode, bool]] = []
    new = cls.__new__
    is_answer = issubclass(cls, Response)

    def run(value: Any) -> Any:
        if value.__class__ is not dict:
            return value
        if not steps:
            # Filled on first use, as a model may contain itself; and at once, as another
            # thread must not see a part.
            steps[:] = [
                (
                    member.name,
                    member.info.wire,
                    _value(member.shape, site),
                    member.empty_list,
                )
                for member in members(cls)
            ]
        made = new(cls)
        get = value.get
        for name, wire, step, empty_list in steps:
            received = get(wire)
            if received is not None:
                setattr(made, name, step(received))
            else:
                setattr(made, name, [] if empty_list else None)
        if is_answer:
            made.request_id = ""
            made.raw = value
        return made

    return run


def _value(shape: Shape, site: str) -> Decode:
    if shape.kind == "list":
        return _list(_value(shape.item, site))
    if shape.kind == "model":
        return decoder(shape.cls, site)
    if shape.kind == "site enum":
        return _site_enum(shape.cls, site)
    if shape.kind == "enum":
        return _enum(shape.cls)
    return _SCALARS[shape.kind]


def _list(item: Decode) -> Decode:
    def run(value: Any) -> Any:
        if value.__class__ is not list:
            return value
        return [item(member) for member in value]

    return run


def _enum(cls: type[Enum]) -> Decode:
    known: dict[Any, Enum] = {member.value: member for member in cls}
    scalar = _integer if issubclass(cls, int) else _string

    def run(value: Any) -> Any:
        plain = scalar(value)
        return known.get(plain, plain) if plain.__class__ in (int, str) else plain

    return run


def _site_enum(cls: type[SiteEnum], site: str) -> Decode:
    known = cls.at(site)
    scalar = _integer if any(isinstance(key, int) for key in known) else _string

    def run(value: Any) -> Any:
        plain = scalar(value)
        return known.get(plain, plain) if plain.__class__ in (int, str) else plain

    return run


def _string(value: Any) -> Any:
    if value.__class__ is str:
        return value
    return str(value) if value.__class__ in (int, float) else value


def _integer(value: Any) -> Any:
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
    if value.__class__ is not str:
        return value
    try:
        return b64decode(value, validate=True)
    except ValueError:  # no base64: the service sent the content itself
        return value.encode(errors="surrogatepass")


def _json(value: Any) -> Any:
    """Text that holds an object becomes a dict; any other text stays."""
    if value.__class__ is not str or value[:1] != "{":
        return value
    try:
        return jsontext.loads(value.encode())
    except (ValueError, RecursionError):
        return value


def _datetime(value: Any) -> Any:
    if value.__class__ is not str:
        return value
    try:
        return datetime.fromisoformat(
            value[:-1] + "+00:00" if value[-1:] == "Z" else value
        )
    except ValueError:
        return value


def _date(value: Any) -> Any:
    if value.__class__ is not str:
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


_SCALARS: dict[str, Decode] = {
    "string": _string,
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "bytes": _bytes,
    "json": _json,
    "datetime": _datetime,
    "date": _date,
}
