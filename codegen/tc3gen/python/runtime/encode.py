"""From models to the wire, with validation on the way.

For each model a list of steps is made on first use, one a member; sending walks it.
"""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, NoReturn

from . import jsontext
from .deprecation import warn_deprecated
from .enums import SiteEnum
from .errors import InvalidRequest
from .model import Bounds, FieldInfo
from .shapes import Member, Shape, members

Encode = Callable[[Any], Any]


class Misfit(Exception):
    """A value that breaks the spec. The path grows while it rises through the model."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path = ""

    def inside(self, step: str) -> None:
        dot = "." if self.path and self.path[0] != "[" else ""
        self.path = f"{step}{dot}{self.path}"


def encode(
    value: Any, site: str, validate: bool = True, raw: bool = False
) -> dict[str, Any]:
    """A model as it stands on the wire of a site. Raises `InvalidRequest`.

    Without validation a member of another type is sent as it is, so that an answer that was
    read leniently goes back as it came. With `raw`, the model's own members of bytes stay
    bytes, rather than becoming base64.
    """
    cls: Any = type(value)
    try:
        wire: dict[str, Any] = encoder(cls, site, validate, raw)(value)
    except Misfit as misfit:
        action = getattr(cls, "__action__", None)
        raise InvalidRequest(
            misfit.path, misfit.reason, action and action.name
        ) from None
    except RecursionError:
        raise InvalidRequest("", "it contains itself, or is nested too deep") from None
    return wire


@cache
def encoder(cls: Any, site: str, validate: bool, raw: bool = False) -> Encode:
    """What encodes the instances of a model."""
    write: Encode | None = None

    def run(value: Any) -> Any:
        nonlocal write
        if not isinstance(value, cls):
            if not validate:
                return value
            _fail(f"must be {cls.__name__}, not {_what(value)}")
        if write is None:
            # On first use, as a model may contain itself.
            write = _writer(cls, site, validate, raw)
        return write(value)

    return run


def _writer(cls: Any, site: str, validate: bool, raw: bool) -> Encode:
    """Writes the members of a model. Made as code, like the reader in `decode`: a loop over
    the members would take longer."""
    names: dict[str, Any] = {"__name__": __name__, "Misfit": Misfit, "fail": _fail}
    lines = []
    for number, member in enumerate(members(cls)):
        name, wire = member.name, f"wire[{member.info.wire!r}]"
        names[f"step{number}"] = _member(member, site, validate, raw)
        unchecked = _unchecked(member)
        if unchecked is not None:
            lines += [
                f"it = value.{name}",
                f"if type(it) is {unchecked.__name__}: {wire} = it",
                "elif it is not None:",
            ]
        else:
            lines += [f"it = value.{name}", "if it is not None:"]
        lines.append(f"    at = {name!r}; {wire} = step{number}(it)")
        if member.required and validate:
            lines.append(f"else: at = {name!r}; fail('is required')")
    code = [
        "def write(value):",
        "    wire = {}",
        "    try:",
        *(f"        {line}" for line in lines),
        "        return wire",
        "    except Misfit as misfit:",
        "        misfit.inside(at)",
        "        raise",
    ]
    exec("\n".join(code), names)
    write: Encode = names["write"]
    return write


def _unchecked(member: Member) -> type | None:
    """The class whose instances are sent as they are, whatever their value."""
    info = member.info
    if info.deprecated is not None or info.length or info.size or info.range:
        return None
    if member.shape.kind == "enum":
        return _base(member.shape.cls)
    return {"string": str, "integer": int, "boolean": bool}.get(member.shape.kind)


def _base(cls: type) -> type[int] | type[str]:
    """What the values of an enum are on the wire."""
    return int if issubclass(cls, int) else str


def _member(member: Member, site: str, validate: bool, raw: bool) -> Encode:
    if raw and member.shape.kind == "bytes":
        step = _raw_bytes(member.info, validate)
    else:
        step = encoder_of(member.shape, member.info, site, validate)
    if member.info.deprecated is None:
        return step
    message = f"{member.info.wire} is deprecated. {member.info.deprecated}"

    def warn(value: Any) -> Any:
        warn_deprecated(message)
        return step(value)

    return warn


def encoder_of(shape: Shape, info: FieldInfo, site: str, validate: bool) -> Encode:
    """What encodes values of a shape; it raises `Misfit`."""
    return _value(shape, info, site, validate) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _value(shape: Shape, info: FieldInfo, site: str, validate: bool) -> Encode | None:
    """What encodes a value of a shape; None where it is sent as it is."""
    if shape.kind == "list":
        return _list(shape, info, site, validate)
    if shape.kind == "model":
        return encoder(shape.cls, site, validate)
    if shape.kind == "site enum":
        return _site_enum(shape.cls, site)
    if shape.kind in _CONVERT:
        convert = _CONVERT[shape.kind](info)
        if not validate:
            return _or_as_it_is(convert)
        return _within_size(convert, info.size) if info.size else convert
    if not validate:
        return _plain if shape.kind == "enum" else None
    if shape.kind == "string":
        return _string(info)
    if shape.kind == "enum":
        return _scalar(_base(shape.cls))
    if shape.kind == "boolean":
        return _boolean
    return _number(int if shape.kind == "integer" else float, info.range)


def _list(shape: Shape, info: FieldInfo, site: str, validate: bool) -> Encode:
    item = _value(shape.item, info, site, validate)
    low, high = info.items or (None, None)

    def run(value: Any) -> Any:
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(
            value, Collection
        ):
            if not validate:
                return value
            _fail(f"must be a list, not {_what(value)}")
        if validate:
            check_bounds(len(value), low, high, "items")
        if item is None:
            return list(value)
        wire = []
        try:
            for member in value:
                wire.append(item(member))
        except Misfit as misfit:
            misfit.inside(f"[{len(wire)}]")
            raise
        return wire

    return run


def _string(info: FieldInfo) -> Encode:
    if info.length is None and info.size is None:
        return _scalar(str)
    low, high = info.length or (None, None)

    def run(value: Any) -> Any:
        if value.__class__ is not str and not isinstance(value, str):
            _fail(f"must be text, not {_what(value)}")
        check_bounds(len(value), low, high, "characters")
        return value

    return _within_size(run, info.size) if info.size else run


def _scalar(kind: type[int] | type[str]) -> Encode:
    noun = "text" if kind is str else "a whole number"
    # Of an enum's member, `str` would make its name.
    plain: Any = str.__str__ if kind is str else int.__int__

    def run(value: Any) -> Any:
        if value.__class__ is kind:
            return value
        if not isinstance(value, kind) or isinstance(value, bool):
            _fail(f"must be {noun}, not {_what(value)}")
        return plain(value)

    return run


def _boolean(value: Any) -> Any:
    if value is not True and value is not False:
        _fail(f"must be true or false, not {_what(value)}")
    return value


def _number(kind: type, bounds: Bounds | None) -> Encode:
    low, high = bounds or (None, None)
    noun = "a whole number" if kind is int else "a number"

    def fits(value: Any) -> bool:
        accepted = int if kind is int else (int, float)
        return isinstance(value, accepted) and not isinstance(value, bool)

    def run(value: Any) -> Any:
        if value.__class__ is not kind and not fits(value):
            _fail(f"must be {noun}, not {_what(value)}")
        if kind is float and not math.isfinite(value):
            _fail(f"must be a finite number, not {value}")
        check_bounds(value, low, high, "")
        return value

    return run


def _site_enum(cls: type[SiteEnum], site: str) -> Encode:
    values = {member: member.on(site) for member in cls}

    def run(value: Any) -> Any:
        # Checked even without validation: a plain value means another thing elsewhere.
        if not isinstance(value, cls):
            _fail(
                f"must be a {cls.__name__}, not {_what(value)}: the plain values mean "
                "different things on the two sites"
            )
        wire = values[value]
        if wire is None:
            _fail(f"{cls.__name__}.{value.name} does not exist on the {site} site")
        return wire

    return run


def _bytes(info: FieldInfo) -> Encode:
    def run(value: Any) -> str:
        return b64encode(_content(value)).decode()

    return run


def _raw_bytes(info: FieldInfo, validate: bool) -> Encode:
    low, high = (validate and info.size) or (None, None)

    def run(value: Any) -> bytes:
        content = bytes(_content(value))
        check_bounds(len(content), low, high, "bytes")
        return content

    return run


def _content(value: Any) -> bytes | bytearray | memoryview:
    if not isinstance(value, (bytes, bytearray, memoryview)):
        _fail(f"must be bytes, not {_what(value)}")
    return value


def _json(info: FieldInfo) -> Encode:
    def run(value: Any) -> str:
        if isinstance(value, str):
            return value
        if not isinstance(value, Mapping):
            _fail(f"must be a mapping or JSON text, not {_what(value)}")
        try:
            return jsontext.dumps(dict(value)).decode()
        except (ValueError, TypeError) as error:
            _fail(f"is no JSON: {error}")

    return run


def _datetime(info: FieldInfo) -> Encode:
    iso = info.format == "iso"

    def run(value: Any) -> str:
        if not isinstance(value, datetime):
            _fail(f"must be a datetime, not {_what(value)}")
        if iso != (value.tzinfo is not None):
            _fail(f"must be a time {'with' if iso else 'without'} a time zone")
        if iso:
            text = value.isoformat()
            return f"{text[:-6]}Z" if text.endswith("+00:00") else text
        return value.isoformat(sep=" ", timespec="seconds")

    return run


def _date(info: FieldInfo) -> Encode:
    def run(value: Any) -> str:
        if not isinstance(value, date) or isinstance(value, datetime):
            _fail(f"must be a date, not {_what(value)}")
        return value.isoformat()

    return run


_CONVERT: dict[str, Callable[[FieldInfo], Encode]] = {
    "bytes": _bytes,
    "json": _json,
    "datetime": _datetime,
    "date": _date,
}


def _or_as_it_is(convert: Encode) -> Encode:
    """Without validation, what does not fit is taken for what stands on the wire."""

    def run(value: Any) -> Any:
        if isinstance(value, str):
            return value
        try:
            return convert(value)
        except Misfit:
            return value.isoformat() if isinstance(value, date) else value

    return run


def _within_size(step: Encode, size: Bounds) -> Encode:
    def run(value: Any) -> Any:
        wire = step(value)
        check_bounds(len(wire.encode()), *size, "bytes")
        return wire

    return run


def check_bounds(
    value: float, low: float | None, high: float | None, unit: str
) -> None:
    """Raises `Misfit` for a value that is not within its limits, which are inclusive."""
    if low is not None and value < low:
        _fail(f"{value} {unit}".rstrip() + f", but at least {low} needed")
    if high is not None and value > high:
        _fail(f"{value} {unit}".rstrip() + f", but at most {high} allowed")


def _what(value: object) -> str:
    """A value for a message. Only its type: the value may be a secret."""
    return "None" if value is None else type(value).__name__


def _fail(reason: str) -> NoReturn:
    raise Misfit(reason)
