"""From models to the wire, with validation on the way.

For each model a list of steps is made on first use, one a member; sending walks it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from .converters import (
    CONVERT,
    Encode,
    boolean,
    number,
    or_as_it_is,
    plain,
    raw_bytes,
    scalar,
    site_enum,
    string,
    within_size,
)
from .deprecation import warn_deprecated
from .errors import InvalidRequest
from .misfit import Misfit, check_bounds, fail, what
from .model import FieldInfo
from .shapes import Member, Shape, members


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
        wire: dict[str, Any] = _writer(cls, site, validate, raw)(value)
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
            fail(f"must be {cls.__name__}, not {what(value)}")
        if write is None:
            # On first use, as a model may contain itself.
            write = _writer(cls, site, validate, raw)
        return write(value)

    return run


@cache
def _writer(cls: Any, site: str, validate: bool, raw: bool) -> Encode:
    """Writes the members of a model. Made as code, like the reader in `decode`: a loop over
    the members would take longer."""
    names: dict[str, Any] = {"__name__": __name__, "Misfit": Misfit, "fail": fail}
    lines = []
    for index, member in enumerate(members(cls)):
        name, wire = member.name, f"wire[{member.info.wire!r}]"
        names[f"step{index}"] = _member(member, site, validate, raw)
        unchecked = _unchecked(member)
        if unchecked is not None:
            lines += [
                f"it = value.{name}",
                f"if type(it) is {unchecked.__name__}: {wire} = it",
                "elif it is not None:",
            ]
        else:
            lines += [f"it = value.{name}", "if it is not None:"]
        lines.append(f"    at = {name!r}; {wire} = step{index}(it)")
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
    step = encoder_of(member.shape, member.info, site, validate)
    if raw and member.shape.kind == "bytes":  # with forms
        step = raw_bytes(member.info, validate)
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


def _value(shape: Shape, info: FieldInfo, site: str, validate: bool) -> Encode | None:
    """What encodes a value of a shape; None where it is sent as it is."""
    if shape.kind == "list":
        return _list(shape, info, site, validate)
    if shape.kind == "model":
        return encoder(shape.cls, site, validate)
    if shape.kind == "site enum":
        return site_enum(shape.cls, site)
    if shape.kind in CONVERT:
        convert = CONVERT[shape.kind](info)
        if not validate:
            return or_as_it_is(convert)
        return within_size(convert, info.size) if info.size else convert
    if not validate:
        return plain if shape.kind == "enum" else None
    if shape.kind == "string":
        return string(info)
    if shape.kind == "enum":
        return scalar(_base(shape.cls))
    if shape.kind == "boolean":
        return boolean
    return number(int if shape.kind == "integer" else float, info.range)


def _list(shape: Shape, info: FieldInfo, site: str, validate: bool) -> Encode:
    item = _value(shape.item, info, site, validate)
    low, high = info.items or (None, None)

    def run(value: Any) -> Any:
        if isinstance(value, (str, bytes, Mapping)) or not isinstance(
            value, Collection
        ):
            if not validate:
                return value
            fail(f"must be a list, not {what(value)}")
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
