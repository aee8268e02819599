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
    read: Decode | None = None

    def run(value: Any) -> Any:
        nonlocal read
        if type(value) is not dict:
            return value
        if read is None:
            read = reader(cls, site)  # on first use, as a model may contain itself
        return read(value)

    return run


@cache
def reader(cls: Any, site: str) -> Callable[[dict[str, Any]], Any]:
    """The same for what is known to be a JSON object.

    Written as code, as attrs does with `__init__`: a loop over the members would take twice
    as long.
    """
    names: dict[str, Any] = {"__name__": __name__, "new": cls.__new__, "cls": cls}
    lines = ["def read(value):", "    made = new(cls)", "    get = value.get"]
    if issubclass(cls, Response):
        lines += ["    made.request_id = ''", "    made.raw = value"]
    for number, member in enumerate(members(cls)):
        step = names[f"step{number}"] = decoder_of(member.shape, site)
        missing = "[]" if member.empty_list else "None"
        target = f"made.{member.name}"
        lines += [
            f"    it = get({member.info.wire!r})",
            f"    {target} = {missing} if it is None else step{number}(it)",
        ]
        as_it_is = _AS_THEY_ARE.get(step)
        if as_it_is is not None:
            lines[-1] = (
                f"    {target} = it if it is None or type(it) is {as_it_is.__name__}"
                f" else step{number}(it)"
            )
    exec("\n".join([*lines, "    return made"]), names)
    read: Callable[[dict[str, Any]], Any] = names["read"]
    return read


def decoder_of(shape: Shape, site: str) -> Decode:
    """What reads values of a shape."""
    if shape.kind == "list":
        return _list(decoder_of(shape.item, site))
    if shape.kind == "model":
        return decoder(shape.cls, site)
    if shape.kind == "site enum":
        return _site_enum(shape.cls, site)
    if shape.kind == "enum":
        return _enum(shape.cls)
    return _SCALARS[shape.kind]


def _list(item: Decode) -> Decode:
    as_it_is = _AS_THEY_ARE.get(item)

    def run(value: Any) -> Any:
        if type(value) is not list:
            return value
        return [it if type(it) is as_it_is else item(it) for it in value]

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

_AS_THEY_ARE: dict[Decode, type] = {
    _string: str,
    _integer: int,
    _float: float,
    _boolean: bool,
}
"""What each of these leaves as it is: then it need not be called."""
