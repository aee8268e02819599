"""Members that no model knows, for a response that goes back to the wire as it came."""

from __future__ import annotations

from typing import Any

from ..narrowing import is_list, is_object
from .conversion import Conversion
from .decoder import reader
from .shapes import Shape, members


def with_unknown_members(
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
