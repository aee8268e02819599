"""Items as they were received: models drop members that the spec does not know."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attr

from ...narrowing import is_list, is_object
from ...serialization.fields import INFO


class Received:
    """Remembers responses, to find what a model was made from."""

    def __init__(self) -> None:
        self._responses: list[Any] = []

    def add(self, response: Any) -> Any:
        """Remember a response, and give it back."""
        self._responses.append(response)
        return response

    def forget(self, keep: int = 3) -> None:
        """Forget all but the last responses; a page may be held back for one more."""
        del self._responses[:-keep]

    def raw_of(self, found: Any) -> Any:
        """The JSON that a model was made from; the model itself where that is not known."""
        for response in reversed(self._responses):
            if found is response:
                return dict(response.raw)
            for model, raw in _pairs(response, response.raw):
                if model is found:
                    return raw
        return found

    def pages(
        self, items: list[Any], path: list[str]
    ) -> Iterator[tuple[Any, list[Any]]]:
        """The responses that items came from, each with its items as they were received."""
        left = list(items)
        for response in self._responses:
            models, raw = _list_at(response, path)
            count = _common(left, models)
            if count:
                del left[:count]
                yield response, raw[:count]
        if left:
            yield None, left


def _common(items: list[Any], models: list[Any]) -> int:
    """The number of items that a list begins with."""
    if not models or not items or items[0] is not models[0]:
        return 0
    count = 0
    for item, model in zip(items, models, strict=False):
        if item is not model:
            break
        count += 1
    return count


def _list_at(response: Any, path: list[str]) -> tuple[list[Any], list[Any]]:
    value, raw = response, response.raw
    for name in path:
        wire = attr.fields_dict(value.__class__)[name].metadata[INFO].wire
        value = getattr(value, name)
        raw = raw.get(wire)
    if not is_list(value) or not is_list(raw):
        return [], []
    return value, raw


def _pairs(value: Any, raw: Any) -> Iterator[tuple[Any, Any]]:
    """The models inside a value, each with what it was made from."""
    if is_list(value) and is_list(raw):
        for item, below in zip(value, raw, strict=False):
            if attr.has(item.__class__):
                yield item, below
            yield from _pairs(item, below)
    elif attr.has(value.__class__) and is_object(raw):
        for attribute in attr.fields(value.__class__):
            info = attribute.metadata.get(INFO)
            if info is not None:
                inner, below = getattr(value, attribute.name), raw.get(info.wire)
                if attr.has(inner.__class__):
                    yield inner, below
                yield from _pairs(inner, below)
