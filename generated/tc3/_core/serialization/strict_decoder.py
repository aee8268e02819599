"""From the wire to models, strictly: what a request of a user's may be read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..narrowing import is_mapping, is_sequence
from .conversion import Conversion, Convert
from .decoder import decoder_of, new_instance, reader, unquoting
from .fields import NULL, is_sent
from .scalar_decoders import enum_reader
from .shapes import ModelMember, Shape, members
from .violations import (
    Violation,
    convert_each,
    did_you_mean,
    raise_violation,
    what,
)


def structure_hook(
    cls: Any, conversion: Conversion, strict: bool | None = None
) -> Convert:
    """Get the function that reads a model; strictly if it is sent, unless told."""
    by_role = conversion.validate and is_sent(cls)
    if not (by_role if strict is None else strict):
        return reader(cls, conversion)
    read = strict_reader(cls, conversion)

    def hook(value: Any, _: Any = None) -> Any:
        try:
            return read(value)
        except Violation as violation:
            raise violation.error_of(cls) from None

    return hook


def strict_reader(cls: Any, conversion: Conversion) -> Convert:
    """The function that reads a model; it raises `Violation`."""
    found = conversion.strict_readers.get(cls)
    if found is None:
        found = conversion.strict_readers[cls] = _strict_reader(cls, conversion)
    return found


def _strict_reader(cls: Any, conversion: Conversion) -> Convert:
    known = {member.info.wire: member for member in members(cls)}
    beside = ("RequestId",) if cls.__role__ == "response" else ()

    def run(value: Any, _: Any = None) -> Any:
        if not is_mapping(value):
            raise_violation(f"must be an object, not {what(value)}")
        for name in value:
            if name not in known and name not in beside:
                _raise_violation(name, f"is unknown{did_you_mean(str(name), known)}")
        made = new_instance(cls, value)
        for name, member in known.items():
            try:
                read = _read_member(member, conversion, value)
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


def _read_member(
    member: ModelMember, conversion: Conversion, values: Mapping[str, Any]
) -> Any:
    value = values.get(member.info.wire)
    if value is not None:
        return _strict_decoder(member, conversion)(value)
    if member.info.wire in values:
        if member.info.nullable:
            return NULL
        raise_violation("is null: leave it out")
    return [] if member.empty_list else None


def _strict_decoder(member: ModelMember, conversion: Conversion) -> Convert:
    """The function that reads values of a member."""
    read = _strict_decoder_of(member.shape, conversion)
    return unquoting(read) if member.info.url_encoded else read


def _strict_decoder_of(shape: Shape, conversion: Conversion) -> Convert:
    if shape.kind == "list":
        return _strict_list(_strict_decoder_of(shape.item, conversion))
    if conversion.reading_hook(shape) is None:
        if shape.kind == "model":
            return strict_reader(shape.cls, conversion)
        if shape.kind in ("enum", "site enum"):
            return enum_reader(shape.cls, conversion.site, strict=True)
    return decoder_of(shape, conversion)


def _strict_list(item: Convert) -> Convert:
    def run(value: Any) -> Any:
        if not is_sequence(value):
            raise_violation(f"must be a list, not {what(value)}")
        return convert_each(item, value)

    return run
