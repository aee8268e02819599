"""Unstructure hooks: from models to the wire, with validation on the way.

For each model a list of steps is made on first use, one a member; sending walks it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, TypeGuard

from ..deprecation import warn_deprecated
from ..errors import ValidationError
from .conversion import Conversion, Convert
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
    within_size,
)
from .shapes import ModelMember, Shape, members
from .source import compile_function
from .violations import Violation, check_bounds, raise_violation, what

Checks = Literal["all", "types", "none"]
"""What is validated. `types` lets an enum have any value, as a response may."""


def checks_of(cls: Any, conversion: Conversion) -> Checks:
    """Return the checks for an instance of a model that is converted by itself."""
    if not conversion.validate:
        return "none"
    return "all" if is_sent(cls) else "types"


def encode_model(
    value: Any, conversion: Conversion, raw: bool = False
) -> dict[str, Any]:
    """Make JSON-ready values of a model. Raises `ValidationError`.

    Without validation a member of another type is sent as it is, so that a response that was
    read leniently goes back as it came. With `raw`, the model's own members of bytes stay
    bytes, rather than becoming base64.
    """
    cls = value.__class__
    try:
        how = cls, checks_of(cls, conversion), raw
        write = conversion.second_time(_compile_writer, *how)
        wire: dict[str, Any] = (
            write(value) if write else _write_first(value, conversion, *how)
        )
    except Violation as violation:
        action = getattr(cls, "__action__", None)
        raise ValidationError(
            violation.path, violation.reason, action and action.name
        ) from None
    except RecursionError:
        raise ValidationError("", "it contains itself, or is nested too deep") from None
    return wire


def writer(cls: Any, conversion: Conversion, checks: Checks) -> Convert:
    """The function that writes the instances of a model; it raises `Violation`."""
    found = conversion.writers.get((cls, checks))
    if found is None:
        found = conversion.writers[cls, checks] = _writer(cls, conversion, checks)
    return found


def _writer(cls: Any, conversion: Conversion, checks: Checks) -> Convert:
    write: Convert | None = None

    def run(value: Any) -> Any:
        nonlocal write
        if not isinstance(value, cls):
            if checks == "none":
                return value
            raise_violation(f"must be {cls.__name__}, not {what(value)}")
        if write is None:
            # On first use, as a model may contain itself.
            write = conversion.second_time(_compile_writer, cls, checks, False)
            if write is None:
                return _write_first(value, conversion, cls, checks, False)
        return write(value)

    return run


def _write_first(
    value: Any, conversion: Conversion, cls: Any, checks: Checks, raw: bool
) -> Any:
    wire: dict[str, Any] = {}
    for member in members(cls):
        it = getattr(value, member.name)
        try:
            if it is NULL and member.info.nullable:
                wire[member.info.wire] = None
            elif it is not None:
                wire[member.info.wire] = _member(member, conversion, checks, raw)(it)
            elif member.required and checks != "none":
                raise_violation("is required")
        except Violation as violation:
            violation.inside(member.name)
            raise
    return wire


def _compile_writer(
    conversion: Conversion, cls: Any, checks: Checks, raw: bool
) -> Convert:
    """Made as code, like the reader in `decoder`: a loop would take longer.

    For a request with one text it is

        def convert(value):
            wire = {}
            try:
                it = value.task_id
                if type(it) is str: wire['TaskId'] = it
                elif it is not None:
                    at = 'task_id'; wire['TaskId'] = step0(it)
                else: at = 'task_id'; fail('is required')
                return wire
            except Violation as violation:
                violation.inside(at)
                raise
    """
    names: dict[str, Any] = {
        "__name__": __name__,
        "Violation": Violation,
        "fail": raise_violation,
        "NULL": NULL,
    }
    lines: list[str] = []
    for index, member in enumerate(members(cls)):
        name, wire = member.name, f"wire[{member.info.wire!r}]"
        names[f"step{index}"] = _member(member, conversion, checks, raw)
        lines.append(f"it = value.{name}")
        choice = "if"
        if member.info.nullable:
            lines.append(f"if it is NULL: {wire} = None")
            choice = "elif"
        unchecked = _unchecked_class(member, conversion, checks)
        if unchecked is not None:
            lines.append(f"{choice} type(it) is {unchecked.__name__}: {wire} = it")
            choice = "elif"
        lines.append(f"{choice} it is not None:")
        lines.append(f"    at = {name!r}; {wire} = step{index}(it)")
        if member.required and checks != "none":
            lines.append(f"else: at = {name!r}; fail('is required')")
    code = [
        "def convert(value):",
        "    wire = {}",
        "    try:",
        *(f"        {line}" for line in lines),
        "        return wire",
        "    except Violation as violation:",
        "        violation.inside(at)",
        "        raise",
    ]
    title = f"unstructure {cls.__module__}.{cls.__qualname__}"
    return compile_function(title, code, names)


def _unchecked_class(
    member: ModelMember, conversion: Conversion, checks: Checks
) -> type | None:
    """The class whose instances are sent as they are, whatever their value."""
    info, shape = member.info, member.shape
    if info.deprecated is not None or info.constraints:
        return None
    if shape.kind not in ("enum", "string", "integer", "boolean"):
        return None
    if conversion.writing_hook(shape) is not None:
        return None
    if shape.kind == "enum":
        is_open = checks != "all" or hasattr(shape.cls, "__open__")
        return _base(shape.cls) if is_open else None
    cls: type = shape.cls
    return cls


def _base(cls: type) -> type[int | str]:
    """The type of an enum's values on the wire."""
    return int if issubclass(cls, int) else str


def _member(
    member: ModelMember, conversion: Conversion, checks: Checks, raw: bool
) -> Convert:
    step = encoder_of(member.shape, member.info, conversion, checks)
    if raw and member.shape.kind == "bytes":
        step = raw_bytes(member.info, checks != "none")
    if member.info.deprecated is None:
        return step
    message = f"{member.info.wire} is deprecated. {member.info.deprecated}"

    def warn(value: Any) -> Any:
        warn_deprecated(message)
        return step(value)

    return warn


def encoder_of(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert:
    """The function that writes values of a shape; it raises `Violation`."""
    return _value(shape, info, conversion, checks) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _value(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert | None:
    """The function that writes values of a shape; None where they are sent as they are."""
    if shape.kind == "list":
        return _list(shape, info, conversion, checks)
    own = conversion.writing_hook(shape)
    if own is not None:
        return _after(own, shape, info, checks)
    if shape.kind == "model":
        return writer(shape.cls, conversion, checks)
    if shape.kind == "site enum":
        return site_enum(shape.cls, conversion.site)
    if shape.kind == "enum":
        return plain if checks == "none" else enum_value(shape.cls, checks == "all")
    return _scalar(shape, info, checks)


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
    return number(int if shape.kind == "integer" else float, info.range)


def _is_collection(value: object) -> TypeGuard[Collection[Any]]:
    """True for what is sent as a list."""
    return isinstance(value, Collection) and not isinstance(
        value, (str, bytes, Mapping)
    )


def _list(
    shape: Shape, info: FieldInfo, conversion: Conversion, checks: Checks
) -> Convert:
    item = _value(shape.item, info, conversion, checks)
    validate = checks != "none"
    low, high = info.items or (None, None)

    def run(value: Any) -> Any:
        if not _is_collection(value):
            if not validate:
                return value
            raise_violation(f"must be a list, not {what(value)}")
        if validate:
            check_bounds(len(value), low, high, "items")
        if item is None:
            return list(value)
        wire: list[Any] = []
        try:
            for member in value:
                wire.append(item(member))
        except Violation as violation:
            violation.inside(f"[{len(wire)}]")
            raise
        return wire

    return run
