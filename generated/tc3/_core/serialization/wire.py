"""Models to and from the wire, for users: `tc3.to_wire` and `tc3.from_wire`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ..endpoints import Site, check_site
from ..errors import ResponseError, ValidationError
from ..narrowing import is_list, is_mapping, is_object
from . import json_codec
from .conversion import Conversion
from .decoder import reader
from .encoder import encode_model
from .hooks import site_conversion
from .shapes import Shape, members
from .strict_decoder import structure_hook
from .violations import what

M = TypeVar("M")


def _is_model(cls: object) -> bool:
    return isinstance(cls, type) and hasattr(cls, "__role__")


def to_wire(
    model: Any, *, site: Site = "international", validate: bool = True
) -> dict[str, Any]:
    """Make JSON-ready values of a model, with the names of the wire.

    Members that are None are left out. The site matters for enums whose values differ by it.

    Raises:
        errors.ValidationError: The model breaks the spec; not if `validate` is false.
    """
    check_site(site)
    if not _is_model(model.__class__):
        raise ValidationError("", f"must be a model, not {what(model)}")
    return write_model(model, site_conversion(site, validate=validate))


def from_wire(
    cls: type[M],
    values: Mapping[str, Any],
    *,
    site: Site = "international",
    strict: bool | None = None,
) -> M:
    """Read a model from JSON values with the names of the wire.

    A request, and a type that requests have, is read strictly: a member that the spec does
    not know, a value that its enum does not have and a null are refused. All else is read
    leniently: an unknown member is ignored, a null list is empty, an unknown enum value and
    a value of a wrong type stay as they are.

    Args:
        cls: The class of the model.
        values: The values.
        site: Where they come from: some enums have other values there.
        strict: True or False to read so whatever the model is.

    Raises:
        errors.ValidationError: The values, strictly read, break the spec.
        errors.ResponseError: They are nested too deep.
    """
    check_site(site)
    if not _is_model(cls):
        raise ValidationError("", "is read into the class of a model only")
    if not is_mapping(values):
        raise ValidationError("", f"must be an object, not {what(values)}")
    read = structure_hook(cls, site_conversion(site, validate=True), strict)
    try:
        made: M = read(dict(values))
    except RecursionError:
        raise ResponseError("the values are nested too deep") from None
    return made


def from_json(cls: type[M], text: str | bytes, site: Site, strict: bool | None) -> M:
    """Read a model from JSON text; see `from_wire`."""
    try:
        values = json_codec.loads(text.encode() if isinstance(text, str) else text)
    except (ValueError, RecursionError):
        raise ValidationError("", "the text is not JSON") from None
    if not is_object(values):
        raise ValidationError("", "the text is not a JSON object")
    return from_wire(cls, values, site=site, strict=strict)


def write_model(model: Any, conversion: Conversion) -> dict[str, Any]:
    """Write a model; a response with what was received that the models do not know."""
    wire = encode_model(model, conversion)
    if model.__class__.__role__ != "response":
        return wire
    whole = _add_unknown(model, wire, model.raw, conversion, is_same=False)
    return {**whole, "RequestId": model.request_id} if model.request_id else whole


def _add_unknown(
    model: Any,
    wire: dict[str, Any],
    raw: Mapping[str, Any],
    conversion: Conversion,
    is_same: bool,
) -> dict[str, Any]:
    """Add what was received that the models do not know, also inside.

    `is_same` says that all of the model is known to be as it was read.
    """
    known = {member.info.wire: member for member in members(model.__class__)}
    whole = {**wire, **{name: it for name, it in raw.items() if name not in known}}
    for name, it in wire.items():
        value = getattr(model, known[name].name)
        whole[name] = _add_unknown_inside(
            known[name].shape, value, it, raw.get(name), conversion, is_same
        )
    return whole


def _add_unknown_inside(
    shape: Shape,
    value: Any,
    wire: Any,
    raw: Any,
    conversion: Conversion,
    is_same: bool,
) -> Any:
    """Add unknown members to what is still as it was read.

    What was changed, or moved in its list, may be something else than what stands in its
    place in `raw`.
    """
    if not is_same and shape.kind == "model" and is_object(raw):
        is_same = reader(shape.cls, conversion)(raw) == value
    if shape.kind == "list" and is_list(wire) and is_list(raw):
        if len(wire) == len(raw):
            parts = zip(value, wire, raw, strict=True)
            return [
                _add_unknown_inside(shape.item, *part, conversion, is_same)
                for part in parts
            ]
    elif shape.kind == "model" and is_same and is_object(wire) and is_object(raw):
        return _add_unknown(value, wire, raw, conversion, is_same)
    return wire
