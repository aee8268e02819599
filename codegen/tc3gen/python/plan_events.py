"""What the events of a service say."""

from __future__ import annotations

from typing import Any

from tc3gen.python import names
from tc3gen.python.plan_models import imports, model_field
from tc3gen.python.text import CallText, declaration, literal, parameter
from tc3gen.spec.vocabulary import EventKind, Events, Service

Values = dict[str, Any]


def event_values(service: Service) -> Values:
    """The values of `events.py`."""
    events = service.events
    assert events is not None
    shared = [model_field(f, service, answer=True) for f in events.fields.values()]
    classes = [_class(kind, service) for kind in in_order(events)]
    used = imports([*shared, *(f for c in classes for f in c["fields"])], {}, own=set())
    return {
        "title": service.title,
        "date": service.version,
        "doc": events.doc,
        "fields": shared,
        "classes": classes,
        "enums": used["enums"],
        "standard": _with_any(used["standard"]),
        "kinds": _kinds(events),
        "exported": event_names(service),
    }


def event_names(service: Service) -> list[str]:
    """What `events.py` has for others."""
    events = service.events
    if events is None:
        return []
    classes = [names.event_class(k.name, k.python_name) for k in events.kinds.values()]
    return ["Event", "UnknownEvent", *classes, "handler", "parse"]


def in_order(events: Events) -> list[EventKind]:
    return sorted(events.kinds.values(), key=lambda kind: kind.name)


def _class(kind: EventKind, service: Service) -> Values:
    name = names.event_class(kind.name, kind.python_name)
    option = names.event_option(kind.name, kind.python_name)
    return {
        "name": name,
        "option": option,
        "parameter": parameter(option, f"On[{name}] | None", "None", 4),
        "doc": kind.doc,
        "fields": [model_field(f, service, answer=True) for f in kind.fields.values()],
    }


def _kinds(events: Events) -> str:
    kinds: list[str | CallText] = [
        f"{literal(kind.name)}: {names.event_class(kind.name, kind.python_name)}"
        for kind in in_order(events)
    ]
    arguments: list[str | CallText] = [
        literal(events.kind),
        CallText("kinds=", kinds, "{}"),
        "unknown=UnknownEvent",
    ]
    if events.echoes is not None:
        arguments.append(f"echoes={literal(events.echoes)}")
    return declaration(
        "_KINDS",
        "webhooks.Kinds[Event]",
        CallText("webhooks.Kinds", arguments),
        indent=0,
    )


def _with_any(standard: dict[str, list[str]]) -> dict[str, list[str]]:
    """What annotations need of the standard library, those of `parse` included."""
    merged = {home: set(found) for home, found in standard.items()}
    merged.setdefault("collections.abc", set()).add("Mapping")
    merged.setdefault("typing", set()).add("Any")
    return {home: sorted(found) for home, found in sorted(merged.items())}
