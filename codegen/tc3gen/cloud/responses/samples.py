"""Responses made from nothing but the types of the spec: always the same, always valid."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from tc3gen.spec.model import Bounds, Field, Outcomes, Service
from tc3gen.spec.value_checks.violations import value_violations

MOST_MEMBERS = 3000
"""Members of one response: types may nest so that all of them would be millions."""

MOST_DEPTH = 8
"""Objects inside each other."""

_TIME = "2026-01-01 08:00:00"
_ISO_TIME = "2026-01-01T08:00:00+08:00"
_TEXTS = {"json": "{}", "date": "2026-01-01"}


def make_members(fields: Mapping[str, Field], service: Service) -> dict[str, Any]:
    """A value for each member, but for those that would go on without end."""
    return _Maker(service).members(fields, ())


def plain(value: Any) -> Any:
    """A value of a spec, which cannot be changed, as one of JSON."""
    if isinstance(value, Mapping):
        return {name: plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return value


def accept_all(made: dict[str, Any], outcomes: Outcomes) -> None:
    """Have a response say that nothing was refused."""
    for path in outcomes.counts:
        owner, name = _last_step(made, path)
        if name in owner:
            owner[name] = 0
    if outcomes.of is None:
        return
    owner, name = _last_step(made, outcomes.of)
    if name not in owner:
        return
    if not outcomes.ok or outcomes.code is None:
        owner[name] = []
        return
    for result in owner[name]:
        if outcomes.ok[0] == "" and not isinstance(result.get(outcomes.code), str):
            result.pop(outcomes.code, None)
        else:
            result[outcomes.code] = outcomes.ok[0]


def _last_step(made: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The object that a path ends in, and the name there."""
    *way, last = path.split(".")
    for name in way:
        made = made.get(name, {})
    return made, last


class _Maker:
    """Makes one response."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made: Iterator[int] = count(1)

    def members(
        self, fields: Mapping[str, Field], inside: tuple[str, ...]
    ) -> dict[str, Any]:
        """The members of an object; `inside` names the types around it."""
        made: dict[str, Any] = {}
        for name, field in fields.items():
            if not field.disabled and next(self._made) <= MOST_MEMBERS:
                value = self._value(field, inside)
                if value is not None:
                    made[name] = value
        return made

    def _value(self, field: Field, inside: tuple[str, ...]) -> Any:
        for given in (field.example, field.default):
            if given is not None and _fits(field, given, self._service):
                return plain(given)
        kind = self._service.types.get(field.type.name)
        if kind is None:
            value = _scalar(field, self._service)
        elif field.type.name in inside or len(inside) >= MOST_DEPTH:
            return [] if field.type.depth and not _least(field.items) else None
        else:
            value = self.members(kind.fields, (*inside, field.type.name))
        for level in range(field.type.depth, 0, -1):
            value = [value] * (_least(field.items) or 1 if level == 1 else 1)
        return value


def _fits(field: Field, value: Any, service: Service) -> bool:
    return next(value_violations(field, value, service), None) is None


def _least(bounds: Bounds | None) -> int:
    return int(bounds[0]) if bounds and bounds[0] else 0


def _scalar(field: Field, service: Service) -> Any:
    enum = service.enums.get(field.enum) if field.enum else None
    if enum is not None and enum.members:
        return next(iter(next(iter(enum.members.values())).values.values()))
    kind = field.type.name
    if kind == "integer":
        return int(_within(1, field.range))
    if kind == "float":
        return float(_within(0.5, field.range))
    if kind == "boolean":
        return True
    if kind == "datetime":
        return _ISO_TIME if field.format == "iso" else _TIME
    if kind == "bytes":
        return b64encode(field.name.encode("utf-8", "replace")).decode()
    return _TEXTS.get(kind) or _text(field)


def _within(number: float, bounds: Bounds | None) -> float:
    low, high = bounds or (None, None)
    if low is not None and number < low:
        return low
    return high if high is not None and number > high else number


def _text(field: Field) -> str:
    """A text of an allowed length, and of as many bytes."""
    text = field.name if field.name.isascii() else "text"
    least = max(_least(field.length), _least(field.size))
    text = text.ljust(min(least, 100_000), "x")
    most = [bounds[1] for bounds in (field.length, field.size) if bounds]
    return text[: int(min((m for m in most if m is not None), default=len(text)))]
