"""Responses made from their types. For tests of users."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any, TypeVar

from ..model import Response
from ..outcomes.refusal import Outcomes, PartialResponse
from ..serialization.shapes import ModelMember, Shape, members

M = TypeVar("M")

_UTC = timezone(timedelta(0))
_WHEN = datetime(2024, 1, 31, 8, 0)
_FIXED: dict[str, Any] = {
    "integer": 1,
    "float": 1.0,
    "boolean": True,
    "bytes": b"bytes",
    "date": date(2024, 1, 31),
}


def sample(model: type[M], **members_given: Any) -> M:
    """An instance of a model with a value for every member, always the same ones.

    Texts are the name of their member on the wire, numbers are 1, truth values are true, an
    enum is its first member, times are on 2024-01-31, lists have one item, JSON is empty. A
    model inside itself is left out.

    Args:
        members_given: Members that are to have other values.
    """
    cls: Any = model
    made: M = _model(cls, (), members_given)
    return made


def sample_response(model: type[Response], next_page: str | None) -> Response:
    """Make a sample of a response; `next_page` is the path of a token, which is left empty."""
    made = sample(model)
    if isinstance(made, PartialResponse):
        _accept_all(made, made.__outcomes__)
    if next_page is not None:
        owner, name = _last_step(made, next_page)
        setattr(owner, name, None)
    return made


def _accept_all(made: PartialResponse, outcomes: Outcomes) -> None:
    """Have a response say that nothing was refused."""
    for path in outcomes.counts:
        owner, name = _last_step(made, path)
        setattr(owner, name, 0)
    if outcomes.of is None:
        return
    owner, name = _last_step(made, outcomes.of)
    if not outcomes.ok or outcomes.code is None:
        setattr(owner, name, [])
        return
    for result in getattr(owner, name):
        code = outcomes.ok[0]
        setattr(result, outcomes.code, None if code == "" else code)


def _last_step(made: Any, path: str) -> tuple[Any, str]:
    """The model that a path ends in, and the name there."""
    *way, last = path.split(".")
    for name in way:
        made = getattr(made, name)
    return made, last


def _model(cls: Any, above: tuple[Any, ...], given: dict[str, Any]) -> Any:
    values = dict(given)
    for member in members(cls):
        if member.name not in values:
            values[member.name] = _member(member, (*above, cls))
    return cls(**values)


def _member(member: ModelMember, above: tuple[Any, ...]) -> Any:
    shape = member.shape
    depth = 0
    while shape.kind == "list":
        shape, depth = shape.item, depth + 1
    if shape.kind == "model" and shape.cls in above:
        return [] if depth else None
    value = _value(shape, member, above)
    for _ in range(depth):
        value = [value]
    return value


def _value(shape: Shape, member: ModelMember, above: tuple[Any, ...]) -> Any:
    if shape.kind == "model":
        return _model(shape.cls, above, {})
    if shape.kind in ("enum", "site enum"):
        return next(iter(shape.cls))
    if shape.kind == "json":
        return {}
    if shape.kind == "datetime":
        iso = member.info.format == "iso"
        return _WHEN.replace(tzinfo=_UTC) if iso else _WHEN
    if shape.kind == "string":
        return member.info.wire
    return _FIXED[shape.kind]
