"""Structure hooks: from the wire to models.

Responses are read leniently. What can be read without loss is (a whole number that came as
text, a number where text is due); what cannot stays as it was received, so that a response
is never lost to a detail. Requests are read strictly.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import attr

from .compiled.readers import ReadingStep, compile_reader
from .conversion import Conversion, Convert
from .scalar_decoders import AS_THEY_ARE, SCALARS, enum_reader
from .shapes import ModelMember, Shape, members, others


def reader(cls: Any, conversion: Conversion) -> Convert:
    """The function that reads a model; what is not a JSON object stays as it is."""
    found = conversion.readers.get(cls)
    if found is None:
        found = conversion.readers[cls] = _reader(cls, conversion)
    return found


def _reader(cls: Any, conversion: Conversion) -> Convert:
    compiled: Convert | None = None

    def run(value: Any, _: Any = None) -> Any:
        nonlocal compiled
        if value.__class__ is not dict:
            return value
        if compiled is None:
            # On first use, as a model may contain itself.
            compiled = conversion.second_time(_compiled, cls)
            if compiled is None:
                return _read_members(cls, conversion, value)
        return compiled(value)

    return run


def new_instance(cls: Any, value: Mapping[str, Any]) -> Any:
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


def _read_members(cls: Any, conversion: Conversion, value: dict[str, Any]) -> Any:
    made = new_instance(cls, value)
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


def _compiled(conversion: Conversion, cls: Any) -> Convert:
    return compile_reader(
        cls,
        [_reading_step(member, conversion) for member in members(cls)],
        new_instance if others(cls) else None,
        _WARNED.setdefault(cls, set()),
        partial(_warn_missing, cls),
    )


def _reading_step(member: ModelMember, conversion: Conversion) -> ReadingStep:
    shape = member.shape
    if shape.kind == "list" and not member.info.url_encoded:
        item = decoder_of(shape.item, conversion)
        return ReadingStep(member, item, _compiled_before(shape.item, conversion), True)
    read = _decoder(member, conversion)
    return ReadingStep(member, read, _compiled_before(shape, conversion), False)


def _compiled_before(shape: Shape, conversion: Conversion) -> Convert | None:
    """The code for a model inside, where no hook is before it and it is not the first one."""
    if shape.kind != "model" or conversion.reading_hook(shape) is not None:
        return None
    return conversion.if_asked_before(_compiled, shape.cls)


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


def _decoder(member: ModelMember, conversion: Conversion) -> Convert:
    """The function that reads values of a member."""
    if member.info.url_encoded:
        return unquoting(decoder_of(member.shape, conversion))
    return decoder_of(member.shape, conversion)


def unquoting(read: Convert) -> Convert:
    """The function that reads values which may come percent-encoded."""

    def run(value: Any) -> Any:
        from urllib.parse import unquote

        return read(unquote(value) if str(value).startswith("%") else value)

    return run


def decoder_of(shape: Shape, conversion: Conversion) -> Convert:
    """The function that reads values of a shape."""
    if shape.kind == "list":  # with reads_lists
        return _list(decoder_of(shape.item, conversion))
    own = conversion.reading_hook(shape)
    if own is not None:
        return own
    if shape.kind == "model":
        return reader(shape.cls, conversion)
    if shape.kind in ("enum", "site enum"):  # with reads_enums
        return enum_reader(shape.cls, conversion.site)
    return SCALARS[shape.kind]


def _list(item: Convert) -> Convert:
    as_it_is = AS_THEY_ARE.get(item)

    def run(value: Any) -> Any:
        if value.__class__ is not list:
            return value
        return [it if type(it) is as_it_is else item(it) for it in value]

    return run
