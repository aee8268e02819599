"""A response as it may be shown: secrets hidden, members that the spec lacks marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tc3gen.explorer.client.reading import Step, wire_path
from tc3gen.explorer.client.signing import HIDDEN
from tc3gen.spec.model import Field, Service

MAX_DEPTH = 100
"""Objects inside each other that are looked into."""


def without_secrets(
    fields: Mapping[str, Field], service: Service, value: Any, depth: int = 0
) -> Any:
    """The members of an object, the sensitive ones hidden."""
    if not isinstance(value, Mapping) or depth > MAX_DEPTH:
        return value
    shown = {}
    for name, each in value.items():
        field = fields.get(name)
        if field is not None and field.sensitive and each is not None:
            shown[name] = HIDDEN
        else:
            inner = _fields(field, service)
            shown[name] = (
                each if inner is None else _items(inner, service, each, depth + 1)
            )
    return shown


def _items(
    fields: Mapping[str, Field], service: Service, value: Any, depth: int
) -> Any:
    if isinstance(value, list) and depth <= MAX_DEPTH:
        return [_items(fields, service, each, depth + 1) for each in value]
    return without_secrets(fields, service, value, depth)


def unknown_members(
    fields: Mapping[str, Field], service: Service, value: Mapping[str, Any]
) -> list[str]:
    """The places of members that the spec does not describe."""
    found = (wire_path(steps) for steps in _unknown(fields, service, value, ()))
    return [path for path in found if path != "RequestId"]


def _unknown(
    fields: Mapping[str, Field], service: Service, value: Any, steps: tuple[Step, ...]
) -> Iterator[tuple[Step, ...]]:
    if len(steps) > MAX_DEPTH:
        return
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from _unknown(fields, service, each, (*steps, number))
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if name not in fields:
                yield (*steps, name)
                continue
            inner = _fields(fields[name], service)
            if inner is not None:
                yield from _unknown(inner, service, each, (*steps, name))


def _fields(field: Field | None, service: Service) -> Mapping[str, Field] | None:
    """The members of a member's type; None where it has none."""
    kind = service.types.get(field.type.name) if field is not None else None
    return kind.fields if kind is not None else None
