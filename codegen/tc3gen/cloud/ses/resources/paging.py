"""The piece of a list that a call asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")


def page(items: Sequence[Item], params: Mapping[str, Any]) -> Sequence[Item]:
    """`Limit` items from `Offset` on; all of them where the call sets no limit."""
    start = max(params.get("Offset") or 0, 0)
    limit = params.get("Limit")
    return items[start:] if limit is None else items[start : start + max(limit, 0)]
