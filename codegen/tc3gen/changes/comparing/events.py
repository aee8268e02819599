"""Events that a service posts to its users."""

from __future__ import annotations

from tc3gen.changes.change import Subject
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.members import EVENT, compare_members
from tc3gen.changes.comparing.sides import Sides
from tc3gen.python.naming import names
from tc3gen.spec.model import EventKind, Events, Field

_EVENTS = Subject("", "events")

_WAYS = ("kind", "echoes")


def compare_events(sides: Sides) -> None:
    """Remember what became of the events."""
    old, new = sides.old.service.events, sides.new.service.events
    if old is None or new is None:
        if old is not new:
            sides.add(
                "events.removed" if new is None else "events.added", _EVENTS, old, new
            )
        return
    _compare_heads(sides, old, new)
    compare_members(
        sides,
        Subject("Event", "class"),
        EVENT,
        old.fields.values(),
        new.fields.values(),
    )
    pairs, removed, added = match_pairs(
        old.kinds.values(), new.kinds.values(), _class, lambda kind: kind.name
    )
    sides.gone_and_new(
        "event.kind_",
        _subject,
        removed,
        added,
        name=lambda kind: kind.name,
        python=_class,
    )
    for one, other in pairs:
        _compare_kind(sides, old, new, one, other)


def _compare_heads(sides: Sides, old: Events, new: Events) -> None:
    keys = tuple(k for k in _WAYS if getattr(old, k) != getattr(new, k))
    if keys:
        sides.add("events.way", _EVENTS, old, new, keys=keys)
    if old.response != new.response:
        sides.add("events.response", _EVENTS, old, new)
    if old.lists != new.lists:
        sides.add("events.lists" if new.lists else "events.single", _EVENTS, old, new)
    if old.doc != new.doc:
        sides.add("events.text", _EVENTS, old, new)


def _compare_kind(
    sides: Sides, events: Events, new_events: Events, old: EventKind, new: EventKind
) -> None:
    subject = _subject(new)
    if _class(old) != _class(new):
        sides.add(
            "event.class_name", subject, old, new, old=_class(old), new=_class(new)
        )
    keys = tuple(k for k in ("name", "marker") if getattr(old, k) != getattr(new, k))
    if keys:
        sides.add("events.way", subject, old, new, keys=keys)
    if old.doc != new.doc:
        sides.add("event.kind_text", subject, old, new)
    # A member that moves between an event and all events is compared as if it had stayed;
    # what else becomes of the members of all events has been said already.
    one = [*old.fields.values(), *_among(events, new)]
    other = [*new.fields.values(), *_among(new_events, old)]
    compare_members(sides, subject, EVENT, one, other)


def _among(events: Events, kind: EventKind) -> list[Field]:
    """The members of all events that a kind of the other side has for itself."""
    return [field for field in events.fields.values() if field.name in kind.fields]


def _subject(kind: EventKind) -> Subject:
    return Subject(kind.name, "event")


def _class(kind: EventKind) -> str:
    return names.event_class(kind.name, kind.python_name)
