"""The events that a service posts to a webhook."""

from __future__ import annotations

from attrs import evolve, frozen

from tc3gen.python.naming import names
from tc3gen.python.plan.imports import Imports, groups, standard_imports
from tc3gen.python.plan.model_modules import ModelField
from tc3gen.python.plan.models import model_field
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import (
    CallText,
    class_head,
    declaration,
    literal,
    name_list,
    parameter,
)
from tc3gen.spec.model import EventKind, Events, Field, Service


@frozen
class EventClass:
    """A kind of event, and the parameter of the handler for it."""

    name: str
    head: str
    doc: str
    fields: tuple[ModelField, ...]
    option: str
    parameter: str


@frozen
class EventsModule:
    """`events.py`."""

    doc: str
    imports: Imports
    exported: str
    fields: tuple[ModelField, ...]
    classes: tuple[EventClass, ...]
    kinds: str
    lists: bool
    responses: bool
    """True if the service expects a certain response."""


def events_module(service: Service) -> EventsModule:
    """Plan the module of a service's events."""
    events = service.events
    assert events is not None
    shared = tuple(_member(f, service) for f in events.fields.values())
    classes = tuple(_class(kind, service) for kind in in_order(events))
    return EventsModule(
        f"Events of {service.title} {service.version}.\n\n{events.doc}",
        _imports(
            [*shared, *(field for each in classes for field in each.fields)], events
        ),
        name_list(event_names(service)),
        shared,
        classes,
        _kinds(events),
        events.lists,
        events.response is not None,
    )


def _is_plain(events: Events) -> bool:
    """True if a member tells the kind of each event, and they come one by one."""
    return bool(events.kind) and not events.lists and events.response is None


def _imports(fields: list[ModelField], events: Events) -> Imports:
    """The imports; `parse` needs some of them in any case."""
    standard = {name for field in fields for name in field.annotation.standard}
    enums = any(field.annotation.enums for field in fields)
    needed = {"webhooks", "field", "model", "On"}
    standard |= (
        {"Any", "Mapping"} if not events.lists else {"Any", "Mapping", "Sequence"}
    )
    if not _is_plain(events):
        needed.add("webhook_lists")
    return Imports(
        loaded=groups(
            standard_imports(standard),
            (
                *runtime_imports(needed, 3),
                *(["from . import enums"] if enums else []),
            ),
        ),
    )


def event_names(service: Service) -> list[str]:
    """The names that `events.py` exports."""
    events = service.events
    if events is None:
        return []
    classes = [names.event_class(k.name, k.python_name) for k in events.kinds.values()]
    return ["Event", "UnknownEvent", *classes, "handler", "parse"]


def in_order(events: Events) -> list[EventKind]:
    """The kinds of events by their names."""
    return sorted(events.kinds.values(), key=lambda kind: kind.name)


def _class(kind: EventKind, service: Service) -> EventClass:
    name = names.event_class(kind.name, kind.python_name)
    option = names.event_option(kind.name, kind.python_name)
    return EventClass(
        name,
        class_head(name, "Event"),
        kind.doc,
        tuple(_member(f, service) for f in kind.fields.values()),
        option,
        parameter(option, f"On[{name}] | None", "None", 4),
    )


def _member(field: Field, service: Service) -> ModelField:
    """A member of an event. Anybody may post one, so that none is always there."""
    return model_field(evolve(field, always=False), service, in_response=True)


def _kinds(events: Events) -> str:
    kinds: list[str | CallText] = [
        f"{literal(kind.marker or kind.name)}: "
        f"{names.event_class(kind.name, kind.python_name)}"
        for kind in in_order(events)
    ]
    arguments: list[str | CallText] = [
        *([literal(events.kind)] if events.kind else []),
        CallText("kinds=", kinds, "{}"),
        "unknown=UnknownEvent",
    ]
    if events.echoes is not None:
        arguments.append(f"echoes={literal(events.echoes)}")
    if events.response is not None:
        taken: list[str | CallText] = [
            f"{literal(name)}: {literal(value)}"
            for name, value in events.response.items()
        ]
        arguments.append(CallText("taken=", taken, "{}"))
    kind = "webhooks.Kinds" if _is_plain(events) else "webhook_lists.ListedKinds"
    return declaration("_KINDS", f"{kind}[Event]", CallText(kind, arguments), indent=0)
