"""Unstructure hooks: from models to the wire, with validation on the way.

For each model a list of steps is made on first use, one a member; sending walks it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeGuard

from ..deprecation import warn_deprecated
from ..errors import ValidationError
from .compiled.writers import compile_writer
from .conversion import Checks, Conversion, Convert
from .fields import NULL, FieldInfo, is_sent
from .scalars import (
    CONVERT,
    boolean,
    enum_value,
    number,
    or_as_it_is,
    plain,
    raw_bytes,
    site_enum,
    string,
    whole_number,
    within_size,
)
from .shapes import ModelMember, Shape, members
from .violations import (
    Violation,
    check_bounds,
    convert_each,
    raise_violation,
    what,
)


def checks_of(cls: Any, conversion: Conversion) -> Checks:
    """Return the checks for an instance of a model that is converted by itself."""
    if not conversion.validate:
        return "none"
    return "all" if is_sent(cls) else "types"


def encode_model(
    value: Any, conversion: Conversion, keep_bytes: bool = False
) -> dict[str, Any]:
    """Make JSON-ready values of a model. Raises `ValidationError`.

    Without validation a member of another type is sent as it is, so that a response that was
    read leniently goes back as it came. With `keep_bytes`, the model's own members of bytes stay
    bytes, rather than becoming base64.
    """
    cls = value.__class__
    try:
        checks = checks_of(cls, conversion)
        compiled = conversion.second_time(_compiled, cls, checks, keep_bytes)
        wire: dict[str, Any] = (
            compiled(value)
            if compiled is not None
            else _write_members(value, conversion, checks=checks, keep_bytes=keep_bytes)
        )
    except Violation as violation:
        raise violation.error_of(cls) from None
    except RecursionError:
        raise ValidationError("", "it contains itself, or is nested too deep") from None
    return wire


def writer(cls: Any, conversion: Conversion, checks: Checks) -> Convert:
    """The function that writes the instances of a model; it raises `Violation`."""
    key = cls, checks
    found = conversion.writers.get(key)
    if found is None:
        made = _writer(cls, conversion, checks=checks)
        found = conversion.writers[key] = made
    return found


def _writer(cls: Any, conversion: Conversion, checks: Checks) -> Convert:
    compiled: Convert | None = None

    def run(value: Any) -> Any:
        nonlocal compiled
        if not isinstance(value, cls):
            if checks == "none":
                return value
            raise_violation(f"must be {cls.__name__}, not {what(value)}")
        if compiled is None:
            # On first use, as a model may contain itself.
            compiled = conversion.second_time(_compiled, cls, checks, False)
            if compiled is None:
                return _write_members(
                    value, conversion, checks=checks, keep_bytes=False
                )
        return compiled(value)

    return run


def _write_members(
    value: Any, conversion: Conversion, checks: Checks, keep_bytes: bool
) -> Any:
    wire: dict[str, Any] = {}
    for member in members(value.__class__):
        it = getattr(value, member.name)
        try:
            if it is NULL and member.info.nullable:
                wire[member.info.wire] = None
            elif it is not None:
                write = _member(
                    member, conversion, checks=checks, keep_bytes=keep_bytes
                )
                wire[member.info.wire] = write(it)
            elif member.required and checks != "none":
                raise_violation("is required")
        except Violation as violation:
            violation.inside(member.name)
            raise
    return wire


def _compiled(
    conversion: Conversion, cls: Any, checks: Checks, keep_bytes: bool
) -> Convert:
    steps = [
        (member, _member(member, conversion, checks=checks, keep_bytes=keep_bytes))
        for member in members(cls)
    ]
    return compile_writer(cls, steps, conversion, checks)


def _member(
    member: ModelMember, conversion: Conversion, checks: Checks, keep_bytes: bool
) -> Convert:
    step = encoder_of(member.shape, member.info, conversion, checks=checks)
    if keep_bytes and member.shape.kind == "bytes":
        step = raw_bytes(member.info, validate=checks != "none")
    if member.info.deprecated is None:
        return step
    message = f"{member.name} is deprecated. {member.info.deprecated}"

    def warn(value: Any) -> Any:
        warn_deprecated(message)
        return step(value)

    return warn


def encoder_of(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert:
    """The function that writes values of a shape; it raises `Violation`."""
    return _value(shape, info, conversion, checks=checks) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _value(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert | None:
    """The function that writes values of a shape; None where they are sent as they are."""
    if shape.kind == "list":
        return _list(shape, info, conversion, checks=checks)
    own = conversion.writing_hook(shape)
    if own is not None:
        return _after(own, shape, info, checks)
    if shape.kind == "model":
        return writer(shape.cls, conversion, checks=checks)
    if shape.kind == "site enum":
        return site_enum(shape.cls, conversion.site)
    if shape.kind == "enum":
        return (
            plain if checks == "none" else enum_value(shape.cls, listed=checks == "all")
        )
    return _scalar(shape, info, checks=checks)


def _after(own: Convert, shape: Shape, info: FieldInfo, checks: Checks) -> Convert:
    """A hook of the user's, and the limits of the spec for what it makes."""
    if checks == "none" or shape.kind not in ("string", "integer", "float", "boolean"):
        return within_size(own, info.size) if info.size and checks != "none" else own
    check = _scalar(shape, info, checks) or _as_it_is
    return lambda value: check(own(value))


def _scalar(shape: Shape, info: FieldInfo, checks: Checks) -> Convert | None:
    if shape.kind in CONVERT:
        convert = CONVERT[shape.kind](info)
        if checks == "none":
            return or_as_it_is(convert)
        return within_size(convert, info.size) if info.size else convert
    if checks == "none":
        return None
    if shape.kind == "string":
        return string(info)
    if shape.kind == "boolean":
        return boolean
    if shape.kind == "float":
        return number(info.range)
    return whole_number(info.range)


def _is_collection(value: object) -> TypeGuard[Collection[Any]]:
    """True for what is sent as a list."""
    return isinstance(value, Collection) and not isinstance(
        value, (str, bytes, Mapping)
    )


def _list(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert:
    item = _value(shape.item, info, conversion, checks=checks)
    validate = checks != "none"
    low, high = info.items or (None, None)

    def run(value: Any) -> Any:
        if not _is_collection(value):
            if not validate:
                return value
            raise_violation(f"must be a list, not {what(value)}")
        if validate:
            check_bounds(len(value), low, high, "items")
        return list(value) if item is None else convert_each(item, value)

    return run
