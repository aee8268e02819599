"""The layout of spec files: the order of keys, and what may stand on one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from attrs import field, frozen

from tc3gen.spec.format import kinds
from tc3gen.spec.format.action_properties import ACTION, CHECK, EXAMPLE, OUTCOMES, PAGES
from tc3gen.spec.format.field_properties import FIELD, PARAMETER
from tc3gen.spec.format.method_properties import BULK, EVENT_KIND, EVENTS, WAITER
from tc3gen.spec.format.properties import PropertyTable
from tc3gen.spec.format.service_properties import (
    COMMON,
    ENUM,
    ERROR,
    MEMBER,
    REGIONS,
    SERVICE,
    TYPE,
)

WIDTH = 110
"""Characters of the longest line, if the text has a place to break it."""


@frozen
class Layout:
    """The way in which a mapping or list is written."""

    keys: tuple[str, ...] = ()
    """Known keys in their order; others follow in the order given."""
    below: Mapping[str, Layout] = field(factory=dict)
    """Layouts of the values of keys."""
    each: Layout | None = None
    """Layout of all other values, or of the items."""
    prose: frozenset[str] = frozenset()
    """Keys whose texts are for people: blank space around them does not count."""
    all_prose: bool = False
    """True if that goes for all keys."""
    sort: bool = False
    """By name, or for a list by value, rather than in the order given."""
    block: bool = False
    """Never on one line."""
    flat: bool = False
    """On one line only without mappings and lists inside."""
    spaced: bool = False
    """With a blank line between the entries."""
    apart: bool = False
    """With a blank line before the whole."""

    def of(self, key: object) -> Layout:
        """The layout of the value of a key, or of an item."""
        return self.below.get(str(key)) or self.each or PLAIN

    def is_prose(self, key: str) -> bool:
        """True if the text of a key is for people."""
        return self.all_prose or key in self.prose

    def ordered(self, names: Iterable[str]) -> list[str]:
        """Keys in the order in which they are written."""
        if self.sort:
            return sorted(names)
        if not self.keys:
            return list(names)
        rank = _ranks(self.keys)
        return sorted(names, key=lambda name: rank.get(name, len(rank)))

    def predecessor(
        self, name: str, others: Iterable[str], after: str | None = None
    ) -> str | None:
        """The one of the other keys that a new one follows; None if it is the first."""
        others = list(others)
        if after in others:
            return after
        if not self.sort and name not in self.keys:
            return others[-1] if others else None
        before = [o for o in others if self.ordered([name, o])[0] == o]
        return before[-1] if before else None


PLAIN = Layout()


@lru_cache
def _ranks(keys: tuple[str, ...]) -> Mapping[str, int]:
    return {key: place for place, key in enumerate(keys)}


def _record(
    table: PropertyTable, *, block: bool = False, apart: bool = False, **below: Layout
) -> Layout:
    rows = table.properties
    prose = frozenset(row.name for row in rows if row.value is kinds.PROSE)
    return Layout(tuple(table.keys), below, prose=prose, block=block, apart=apart)


def _section(each: Layout, *, spaced: bool = True, prose: bool = False) -> Layout:
    return Layout(
        each=each,
        sort=True,
        block=True,
        spaced=spaced,
        apart=True,
        all_prose=prose,
    )


_FIELD = _record(FIELD)
_FIELDS = Layout(each=_FIELD, block=True)
_ERRORS = _section(_record(ERROR), spaced=False, prose=True)
_CODES = Layout(sort=True, block=True)
_EXAMPLES = Layout(each=_record(EXAMPLE, block=True), block=True)
_ACTION = _record(
    ACTION,
    block=True,
    params=_FIELDS,
    returns=_FIELDS,
    errors=_CODES,
    pages=_record(PAGES),
    outcomes=_record(OUTCOMES),
    check=_record(CHECK),
    examples=_EXAMPLES,
)
_VALUES = Layout(each=_record(MEMBER), flat=True)
_EVENTS = _record(
    EVENTS,
    block=True,
    apart=True,
    fields=_FIELDS,
    kinds=Layout(each=_record(EVENT_KIND, block=True, fields=_FIELDS), block=True),
)

_SERVICE = _record(
    SERVICE,
    block=True,
    regions=_record(REGIONS, block=True),
    actions=_section(_ACTION),
    waiters=_section(_record(WAITER, block=True), spaced=False),
    bulk=_section(_record(BULK, block=True), spaced=False),
    events=_EVENTS,
    types=_section(_record(TYPE, block=True, fields=_FIELDS)),
    enums=_section(_record(ENUM, block=True, values=_VALUES)),
    errors=_ERRORS,
)
_COMMON = _record(
    COMMON,
    block=True,
    parameters=Layout(each=_record(PARAMETER, block=True), block=True, apart=True),
    errors=_ERRORS,
)


def layout_of(document: Mapping[str, Any]) -> Layout:
    """The layout of a whole file: that of the common file, or of a service."""
    return _COMMON if "parameters" in document else _SERVICE
