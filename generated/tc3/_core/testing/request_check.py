"""Checks that a request, as it would be sent, keeps to its model. For tests of users."""

from __future__ import annotations

from typing import Any

from ..serialization.decoder import decoder_of
from ..serialization.encoder import encoder_of
from ..serialization.fields import FieldInfo
from ..serialization.hooks import site_conversion
from ..serialization.shapes import Shape, members
from ..serialization.violations import Violation, check_bounds, did_you_mean

_NOUNS = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "float": (float, int),
    "boolean": (bool,),
    "bytes": (str,),
    "json": (str,),
    "datetime": (str,),
    "date": (str,),
    "site enum": (str, int),
}


def check_request(cls: Any, values: Any, site: str) -> None:
    """Raises `Violation`, whose path has the names of the wire."""
    _check_type(values, dict)
    known = {member.info.wire: member for member in members(cls)}
    for name in values:
        if name not in known:
            _raise_error(name, f"is unknown{did_you_mean(name, known)}")
    for name, member in known.items():
        if values.get(name) is not None:
            _inside(name, member.shape, member.info, values[name], site)
        elif member.required and not (member.info.nullable and name in values):
            _raise_error(name, "is missing")
        elif name in values and not member.info.nullable:
            _raise_error(name, "is null: leave it out")


def _check_value(shape: Shape, info: FieldInfo, value: Any, site: str) -> None:
    if shape.kind == "list":
        _check_type(value, list)
        check_bounds(len(value), *(info.items or (None, None)), "items")
        for index, item in enumerate(value):
            _inside(f"[{index}]", shape.item, info, item, site)
    elif shape.kind == "model":
        check_request(shape.cls, value, site)
    else:
        wanted = _TYPES.get(shape.kind) or (
            (int,) if issubclass(shape.cls, int) else (str,)
        )
        _check_type(value, *wanted)
        # What has been read from it is written again, within the limits of the spec.
        read = (
            value
            if shape.kind == "json"
            else decoder_of(shape, site_conversion(site, validate=True))(value)
        )
        wire = encoder_of(shape, info, site_conversion(site, validate=True), "all")(
            read
        )
        if shape.kind == "bytes" and wire != value:
            raise Violation("is no base64")


def _inside(step: str, shape: Shape, info: FieldInfo, value: Any, site: str) -> None:
    try:
        _check_value(shape, info, value, site)
    except Violation as violation:
        violation.inside(step)
        raise


def _check_type(value: Any, *wanted: type) -> None:
    is_one = isinstance(value, wanted) and not (
        isinstance(value, bool) and bool not in wanted
    )
    if not is_one:
        raise Violation(f"must be {_noun(wanted[0])}, not {_what(value)}")


def _noun(kind: type) -> str:
    return _NOUNS.get(kind, "a whole number" if kind is int else "a number")


def _what(value: Any) -> str:
    return "null" if value is None else _noun(value.__class__)


def _raise_error(step: str, reason: str) -> None:
    violation = Violation(reason)
    violation.inside(step)
    raise violation
