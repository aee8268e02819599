"""A request made from nothing but the spec, for examples and forms to fill in."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from tc3gen.spec.model import Field, Service

_MAX_DEPTH = 6
"""Objects inside each other; deeper ones are left out, since types may be recursive."""

_SCALARS: Mapping[str, Any] = {
    "integer": 1,
    "float": 1.0,
    "boolean": True,
    "json": "{}",
    "date": "2026-01-31",
    "datetime": "2026-01-31 08:00:00",
    "bytes": b64encode(b"bytes").decode(),
}
_ISO = "2026-01-31T08:00:00+08:00"


def sample_request(
    fields: Mapping[str, Field], service: Service, *, full: bool = False
) -> dict[str, Any]:
    """Values of the wire for the required parameters, or for all that may be sent.

    Examples and defaults of the spec are taken where there are any.
    """
    return _members(fields.values(), service, (), full)


def sample_value(member: Field, service: Service, *, full: bool = False) -> Any:
    """A value of the wire for one member; None where it would have no end."""
    return _value(member, service, (), full)


def _members(
    fields: Iterable[Field], service: Service, inside: tuple[str, ...], full: bool
) -> dict[str, Any]:
    made = {}
    for member in fields:
        wanted = member.required or (full and not member.deprecated)
        if wanted and not member.disabled:
            value = _value(member, service, inside, full)
            if value is not None:
                made[member.name] = value
    return made


def _value(member: Field, service: Service, inside: tuple[str, ...], full: bool) -> Any:
    for given in (member.example, member.default):
        if given is not None:
            return plain(given)
    kind = service.types.get(member.type.name)
    if kind is not None:
        if kind.name in inside or len(inside) >= _MAX_DEPTH:
            return None
        value: Any = _members(kind.fields.values(), service, (*inside, kind.name), full)
    else:
        value = _scalar(member, service)
    for level in range(member.type.depth):
        least = (
            member.items[0] if member.items and level == member.type.depth - 1 else 1
        )
        value = [value] * max(1, int(least or 1))
    return value


def _scalar(member: Field, service: Service) -> Any:
    if member.enum is not None:
        for choice in service.enums[member.enum].members.values():
            return next(iter(choice.values.values()))
    kind = member.type.name
    if kind in ("integer", "float"):
        low, high = member.range or (None, None)
        value = 1 if low is None else max(low, 1)
        value = value if high is None else min(value, high)
        return int(value) if kind == "integer" else float(value)
    if kind == "datetime" and member.format == "iso":
        return _ISO
    if kind != "string":
        return _SCALARS[kind]
    low, high = member.length or (None, None)
    text = member.name
    text += "x" * max(0, int(low or 0) - len(text))
    return text if high is None else text[: max(1, int(high))]


def plain(value: Any) -> Any:
    """A value of the spec, which cannot be changed, as one of JSON."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value
