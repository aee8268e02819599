"""Hypothesis strategies: models as users make them, JSON as a service might send it."""

from __future__ import annotations

import enum
import math
from base64 import b64encode
from datetime import date, datetime, timedelta, timezone
from functools import cache
from typing import Any

from hypothesis import strategies as st

from tc3._core.serialization import json_codec as jsontext
from tc3._core.serialization.enums import SiteEnum
from tc3._core.serialization.fields import FieldInfo
from tc3._core.serialization.shapes import ModelMember, Shape, members

_LETTERS = st.characters(exclude_categories=["Cs"])  # no halves of surrogate pairs
_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_SMALL = 3
"""How deep models that contain themselves go."""

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | _NUMBERS
    | st.text(_LETTERS),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(_LETTERS, max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@cache
def models(cls: Any, site: str, depth: int = _SMALL) -> st.SearchStrategy[Any]:
    """Instances of a model that keep to the spec on a site."""
    found: dict[str, st.SearchStrategy[Any]] = {}
    for member in members(cls):
        values = _member(member, site, depth)
        if values is not None:
            found[member.name] = values
    return st.builds(cls, **found)


def _member(
    member: ModelMember, site: str, depth: int
) -> st.SearchStrategy[Any] | None:
    inner = member.shape.item or member.shape
    if inner.kind == "model" and depth == 0:
        # Only a member that may be left out can bring a model back to itself.
        assert not member.required or member.shape.kind == "list"
        return st.just([]) if member.required else None
    values = _values(member.shape, member.info, site, depth)
    if member.required or member.empty_list:
        return values
    return st.none() | values


def _values(
    shape: Shape, info: FieldInfo, site: str, depth: int
) -> st.SearchStrategy[Any]:
    if shape.kind == "list":
        low, high = _bounds(info.items, 3)
        item = _values(shape.item, info, site, depth)
        return st.lists(item, min_size=low, max_size=high)
    if shape.kind == "model":
        return models(shape.cls, site, depth - 1)
    return _scalars(shape, info, site)


def _scalars(shape: Shape, info: FieldInfo, site: str) -> st.SearchStrategy[Any]:
    low, high = info.range or (None, None)
    if shape.kind == "string":
        return _texts(info)
    if shape.kind == "integer":
        return st.integers(
            -(2**63) if low is None else math.ceil(low),
            2**64 - 1 if high is None else math.floor(high),
        )
    if shape.kind == "float":
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    if shape.kind == "boolean":
        return st.booleans()
    if shape.kind == "bytes":
        most = None if info.size is None else _bounds(info.size, 400)[1]
        return st.binary(max_size=50).filter(
            lambda value: most is None or len(b64encode(value)) <= most
        )
    if shape.kind == "json":
        rows = st.dictionaries(st.text(_LETTERS), json_values, max_size=3)
        most = 10**6 if info.size is None else _bounds(info.size, 10**6)[1]
        return rows.filter(lambda value: len(jsontext.dumps(value)) <= most)
    if shape.kind == "datetime":
        return _times(info)
    if shape.kind == "date":
        return st.dates(date(1000, 1, 1))
    return _enum(shape.cls, site)


def _times(info: FieldInfo) -> st.SearchStrategy[datetime]:
    if info.format != "iso":
        return st.datetimes().map(lambda time: time.replace(microsecond=0))
    zones = st.integers(-23 * 60, 23 * 60).map(
        lambda minutes: timezone(timedelta(minutes=minutes))
    )
    return st.datetimes(timezones=zones | st.just(timezone.utc))


def _texts(info: FieldInfo) -> st.SearchStrategy[str]:
    low, high = _bounds(info.length, 30)
    texts = st.text(_LETTERS, min_size=low, max_size=high)
    if info.size is None:
        return texts
    least, most = _bounds(info.size, 60)
    return texts.filter(lambda text: least <= len(text.encode()) <= most)


def _enum(cls: type[enum.Enum], site: str) -> st.SearchStrategy[Any]:
    """The members of a site."""
    if issubclass(cls, SiteEnum):
        return st.sampled_from([m for m in cls if m.on(site) is not None])
    return st.sampled_from(list(cls))


def _bounds(
    limits: tuple[float | None, float | None] | None, most: int
) -> tuple[int, int]:
    """A lower limit, and an upper one that is not above `most` beyond the lower."""
    low, high = limits or (None, None)
    lower = 0 if low is None else int(low)
    return lower, lower + most if high is None else min(lower + most, int(high))
