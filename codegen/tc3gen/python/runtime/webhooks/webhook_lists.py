"""Events that are known by a member which no other kind has, or that come in lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from ..errors import EventError
from ..narrowing import is_mapping, is_sequence
from .webhooks import Event, Kinds, read_json

E = TypeVar("E", bound=Event)

MAX_EVENTS = 10_000
"""Events of the longest list that is read."""


class ListedKinds(Kinds[E]):
    """The kinds of events of a service that posts them one by one or in lists."""

    def __init__(
        self,
        member: str = "",
        *,
        kinds: Mapping[str, type[E]],
        unknown: type[E],
        echoes: str | None = None,
        taken: Mapping[str, Any] | None = None,
    ) -> None:
        """Without a `member` that tells the kind, `kinds` are by the member of each."""
        super().__init__(member, kinds=kinds, unknown=unknown, echoes=echoes)
        self.taken = taken
        self._markers = {} if member else {name.lower(): name for name in kinds}

    def parse_all(self, body: object) -> list[E]:
        """The events that a body holds: an object, or a list of them.

        Raises `EventError` where it holds none.
        """
        raw = read_json(body)
        objects: Sequence[Any] = raw if is_sequence(raw) else [raw]
        if len(objects) > MAX_EVENTS:
            raise EventError(f"the list has more than {MAX_EVENTS:,} events")
        found = [dict(each) for each in objects if is_mapping(each)]
        if len(found) < len(objects):
            raise EventError("the body is no JSON object, nor a list of them")
        return [self.made(each) for each in found]

    def read(self, body: bytes) -> Sequence[E]:
        return self.parse_all(body)

    def class_of(self, raw: Mapping[str, Any]) -> type[E]:
        if not self._markers:
            return super().class_of(raw)
        found = {self._markers.get(name.lower()) for name in raw}
        known = (cls for name, cls in self._kinds.items() if name in found)
        return next(known, self._unknown)
