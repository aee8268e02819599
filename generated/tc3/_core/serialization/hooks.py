"""The functions that read and write a model: hooks of a converter, and of the clients."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from ..errors import ValidationError
from ..narrowing import is_list, is_object
from .conversion import Conversion, Convert
from .decoder import reader
from .encoder import encode_model
from .fields import is_sent
from .shapes import Shape, members
from .violations import Violation


@cache
def site_conversion(site: str, validate: bool) -> Conversion:
    """The conversion that all clients of a site use."""
    return Conversion(site, validate)


def structure(cls: Any, values: Any, site: str) -> Any:
    """Read a model as the clients of a site do."""
    return structure_hook(cls, site_conversion(site, True))(values)


def unstructure(
    model: Any, site: str, validate: bool = True, raw: bool = False
) -> dict[str, Any]:
    """Write a model as the clients of a site do; see `encode_model`."""
    return write_model(model, site_conversion(site, validate), raw)


def write_model(
    model: Any, conversion: Conversion, raw: bool = False
) -> dict[str, Any]:
    """Write a model; a response with what was received that the models do not know."""
    wire = encode_model(model, conversion, raw)
    if model.__class__.__role__ != "response":
        return wire
    whole = _with_unknown(model, wire, model.raw, conversion)
    return {**whole, "RequestId": model.request_id} if model.request_id else whole


def structure_hook(
    cls: Any, conversion: Conversion, strict: bool | None = None
) -> Convert:
    """Get the function that reads a model; strictly if it is sent, unless told."""
    by_role = conversion.validate and is_sent(cls)
    is_strict = bool(by_role if strict is None else strict)
    read = reader(cls, conversion, is_strict)
    if not is_strict:
        return read

    def hook(value: Any, _: Any = None) -> Any:
        try:
            return read(value)
        except Violation as violation:
            action = getattr(cls, "__action__", None)
            raise ValidationError(
                violation.path, violation.reason, action and action.name
            ) from None

    return hook


def _with_unknown(
    model: Any, wire: dict[str, Any], raw: Mapping[str, Any], conversion: Conversion
) -> dict[str, Any]:
    """Add what was received that the models do not know, also inside."""
    known = {member.info.wire: member for member in members(model.__class__)}
    whole = {**wire, **{name: it for name, it in raw.items() if name not in known}}
    for name, it in wire.items():
        value = getattr(model, known[name].name)
        whole[name] = _inside(known[name].shape, value, it, raw.get(name), conversion)
    return whole


def _inside(
    shape: Shape, value: Any, wire: Any, raw: Any, conversion: Conversion
) -> Any:
    """Add unknown members to what is still as it was read.

    What was changed, or moved in its list, may be something else than what stands in its
    place in `raw`.
    """
    if shape.kind == "list" and is_list(wire) and is_list(raw):
        if len(wire) == len(raw):
            parts = zip(value, wire, raw, strict=True)
            return [_inside(shape.item, *part, conversion) for part in parts]
    elif shape.kind == "model" and is_object(wire) and is_object(raw):
        is_same = reader(shape.cls, conversion)(raw) == value
        return _with_unknown(value, wire, raw, conversion) if is_same else wire
    return wire
