"""Structure hooks: from the wire to models.

Responses are read leniently. What can be read without loss is (a whole number that came as
text, a number where text is due); what cannot stays as it was received, so that a response
is never lost to a detail. Requests are read strictly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, TypeGuard

import attr

from ..narrowing import is_mapping
from .conversion import Conversion, Convert
from .fields import NULL
from .scalar_decoders import AS_THEY_ARE, SCALARS, enum_reader
from .shapes import ModelMember, Shape, members, others
from .source import compile_function
from .violations import Violation, did_you_mean, raise_violation, what


def reader(cls: Any, conversion: Conversion, strict: bool = False) -> Convert:
    """The function that reads a model; leniently, what is not a JSON object stays."""
    found = conversion.readers.get((cls, strict))
    if found is None:
        make = _strict_reader if strict else _lenient_reader
        found = conversion.readers[cls, strict] = make(cls, conversion)
    return found


def _lenient_reader(cls: Any, conversion: Conversion) -> Convert:
    read: Convert | None = None

    def run(value: Any, _: Any = None) -> Any:
        nonlocal read
        if value.__class__ is not dict:
            return value
        if read is None:
            # On first use, as a model may contain itself.
            read = conversion.second_time(_compile_reader, cls)
            if read is None:
                return _read_first(cls, conversion, value)
        return read(value)

    return run


def _new(cls: Any, value: Mapping[str, Any]) -> Any:
    """An instance whose members are not set yet."""
    made = cls.__new__(cls)
    for name, default in others(cls).items():
        if isinstance(default, attr.Factory):  # type: ignore[arg-type]
            takes_self: Any = default
            default = takes_self.factory(*[made] * takes_self.takes_self)
        setattr(made, name, default)
    if cls.__role__ == "response":
        request_id = value.get("RequestId")
        made.request_id = request_id if isinstance(request_id, str) else ""
        made.raw = value
    return made


def _read_first(cls: Any, conversion: Conversion, value: dict[str, Any]) -> Any:
    made = _new(cls, value)
    for member in members(cls):
        it = value.get(member.info.wire)
        if it is not None:
            it = _decoder(member, conversion)(it)
        elif member.empty_list:
            it = []
        elif member.info.always:
            _warn_missing(cls, member.info.wire)
        setattr(made, member.name, it)
    return made


def _compile_reader(conversion: Conversion, cls: Any) -> Convert:
    """Written as code: a loop over the members would take twice as long.

    For a response with a text that is always there, a model and a list of models it is

        def convert(value):
            made = create(cls, value)
            get = value.get
            it = get('TaskId')
            made.task_id = it if type(it) is str else (None if 'TaskId' in warned else
                warn('TaskId')) if it is None else step0(it)
            it = get('Disk')
            made.disk = None if it is None else read1(it) if type(it) is dict else step1(it)
            it = get('Items')
            made.items = [] if it is None else step2(it)
            return made
    """
    plain = not others(cls)
    warned = _WARNED.setdefault(cls, set())
    names: dict[str, Any] = {
        "__name__": __name__,
        "create": cls.__new__ if plain else _new,
        "cls": cls,
        "warned": warned,
        "warn": partial(_warn_missing, cls),
    }
    lines = [
        "def convert(value):",
        f"    made = create(cls{'' if plain else ', value'})",
        "    get = value.get",
    ]
    for number, member in enumerate(members(cls)):
        wire, step = member.info.wire, f"step{number}"
        names[step] = _decoder(member, conversion)
        missing = "[]" if member.empty_list else "None"
        if member.info.always and not member.empty_list:
            missing = f"(None if {wire!r} in warned else warn({wire!r}))"
        kind = AS_THEY_ARE.get(names[step])
        nested = _compiled_before(member.shape, conversion)
        if nested is not None:  # called without the look at whether it is there
            names[f"read{number}"] = nested
            value = (
                f"{missing} if it is None else"
                f" read{number}(it) if type(it) is dict else {step}(it)"
            )
        elif kind is None:
            value = f"{missing} if it is None else {step}(it)"
        elif missing == "None":
            value = f"it if type(it) is {kind.__name__} or it is None else {step}(it)"
        else:
            value = (
                f"it if type(it) is {kind.__name__}"
                f" else {missing} if it is None else {step}(it)"
            )
        lines += [f"    it = get({wire!r})", f"    made.{member.name} = {value}"]
    title = f"structure {cls.__module__}.{cls.__qualname__}"
    return compile_function(title, [*lines, "    return made"], names)


def _compiled_before(shape: Shape, conversion: Conversion) -> Convert | None:
    """The code for a model inside, where no hook is before it and it has been made."""
    if shape.kind != "model" or conversion.reading_hook(shape) is not None:
        return None
    return conversion.made(_compile_reader, shape.cls)


_WARNED: dict[Any, set[str]] = {}


def _warn_missing(cls: Any, wire: str) -> None:
    """Log once that a service left out a member that it always returns, says the spec."""
    warned = _WARNED.setdefault(cls, set())
    if wire in warned:
        return
    warned.add(wire)
    import logging

    logger = logging.getLogger("tc3.responses")
    if not logger.handlers:  # a program that has no logging set up is not told
        logger.addHandler(logging.NullHandler())
    logger.warning(
        "%s.%s is missing, although the service always returns it: it is None",
        cls.__name__,
        wire,
    )


def _strict_reader(cls: Any, conversion: Conversion) -> Convert:
    known = {member.info.wire: member for member in members(cls)}
    beside = ("RequestId",) if cls.__role__ == "response" else ()

    def run(value: Any, _: Any = None) -> Any:
        if not is_mapping(value):
            raise_violation(f"must be an object, not {what(value)}")
        for name in value:
            if name not in known and name not in beside:
                _raise_violation(name, f"is unknown{did_you_mean(str(name), known)}")
        made = _new(cls, value)
        for name, member in known.items():
            try:
                read = _read_strictly(member, conversion, value)
            except Violation as violation:
                violation.inside(name)
                raise
            setattr(made, member.name, read)
        return made

    return run


def _raise_violation(name: object, reason: str) -> None:
    violation = Violation(reason)
    violation.inside(str(name))
    raise violation


def _read_strictly(
    member: ModelMember, conversion: Conversion, values: Mapping[str, Any]
) -> Any:
    value = values.get(member.info.wire)
    if value is not None:
        return _decoder(member, conversion, strict=True)(value)
    if member.info.wire in values:
        if not member.info.nullable:
            raise_violation("is null: leave it out")
        return NULL
    return [] if member.empty_list else None


def _decoder(
    member: ModelMember, conversion: Conversion, strict: bool = False
) -> Convert:
    """The function that reads values of a member."""
    read = decoder_of(member.shape, conversion, strict)
    if not member.info.url_encoded:
        return read

    def run(value: Any) -> Any:
        from urllib.parse import unquote

        return read(unquote(value) if str(value).startswith("%") else value)

    return run


def decoder_of(shape: Shape, conversion: Conversion, strict: bool = False) -> Convert:
    """The function that reads values of a shape."""
    if shape.kind == "list":
        item = decoder_of(shape.item, conversion, strict)
        if not strict:
            return _list(item, _compiled_before(shape.item, conversion))
        return _strict_list(item)
    own = conversion.reading_hook(shape)
    if own is not None:
        return own
    if shape.kind == "model":
        return reader(shape.cls, conversion, strict)
    if shape.kind in ("enum", "site enum"):
        return enum_reader(shape.cls, conversion.site, strict)
    return SCALARS[shape.kind]


def _list(item: Convert, read: Convert | None) -> Convert:
    """`read` is the code for an item that is a model, if it has been made."""
    as_it_is = AS_THEY_ARE.get(item)

    def run(value: Any) -> Any:
        if value.__class__ is not list:
            return value
        return [it if type(it) is as_it_is else item(it) for it in value]

    def run_models(value: Any) -> Any:
        if value.__class__ is not list:
            return value
        return [read(it) if type(it) is dict else item(it) for it in value]  # type: ignore[misc]

    return run if read is None else run_models


def _is_list(value: object) -> TypeGuard[Collection[Any]]:
    return isinstance(value, (list, tuple))


def _strict_list(item: Convert) -> Convert:
    def run(value: Any) -> Any:
        if not _is_list(value):
            raise_violation(f"must be a list, not {what(value)}")
        read: list[Any] = []
        try:
            for it in value:
                read.append(item(it))
        except Violation as violation:
            violation.inside(f"[{len(read)}]")
            raise
        return read

    return run
