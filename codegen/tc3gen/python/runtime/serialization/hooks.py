"""The functions that read and write a model: hooks of a converter, and of the clients."""

from __future__ import annotations

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
    return _with_unknown_members(model, wire, conversion)


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


def _with_unknown_members(
    response: Any, wire: dict[str, Any], conversion: Conversion
) -> dict[str, Any]:
    """Add the request id, and what was received that the models do not know."""
    cls = response.__class__
    raw = response.raw
    whole = {**wire, **_unknown(cls, raw)}
    if response.request_id:
        whole["RequestId"] = response.request_id
    for member in members(cls):
        name = member.info.wire
        if name in wire and name in raw:
            value = getattr(response, member.name)
            whole[name] = _inside(
                member.shape, value, wire[name], raw[name], conversion
            )
    return whole


def _inside(
    shape: Shape, value: Any, wire: Any, raw: Any, conversion: Conversion
) -> Any:
    """Add unknown members to a part that is still as it was read.

    A part that was changed, or moved in its list, may be another one than what stands in its
    place in `raw`.
    """
    if shape.kind == "list":
        if not (is_list(wire) and is_list(raw) and len(wire) == len(raw)):
            return wire
        parts = zip(value, wire, raw, strict=True)
        return [_inside(shape.item, *part, conversion) for part in parts]
    if shape.kind != "model" or not is_object(wire) or not is_object(raw):
        return wire
    is_same = reader(shape.cls, conversion)(raw) == value
    return _merge(shape, wire, raw) if is_same else wire


def _merge(shape: Shape, wire: Any, raw: Any) -> Any:
    if shape.kind == "list" and is_list(wire) and is_list(raw):
        return [_merge(shape.item, *part) for part in zip(wire, raw, strict=True)]
    if shape.kind != "model" or not is_object(wire) or not is_object(raw):
        return wire
    known = {member.info.wire: member.shape for member in members(shape.cls)}
    same = {name: _merge(known[name], it, raw.get(name)) for name, it in wire.items()}
    return {**same, **_unknown(shape.cls, raw)}


def _unknown(cls: Any, raw: Any) -> dict[str, Any]:
    known = {member.info.wire for member in members(cls)}
    return {name: it for name, it in raw.items() if name not in known}
