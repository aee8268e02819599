"""Events in the tree of a spec file."""

from __future__ import annotations

from typing import Any

from tc3gen.spec import nodes
from tc3gen.spec.nodes import Node
from tc3gen.spec.problems import UNREAD
from tc3gen.spec.values import PYTHON_NAME, Shape, Values
from tc3gen.spec.vocabulary import EventKind, Events, Field


class EventValues(Values):
    """Reads what a service posts to its users."""

    def fields(self, node: Node) -> dict[str, Field]:
        raise NotImplementedError

    def events(self, node: Node) -> Any:
        values = self.record(node, EVENTS)
        if not isinstance(node, nodes.Mapping):
            return UNREAD
        return Events(at=self.at(node), **values)

    def kinds(self, node: Node) -> dict[str, EventKind]:
        return self.each(node, self.kind)

    def kind(self, name: str, node: Node) -> EventKind:
        return EventKind(name=name, at=self.at(node), **self.record(node, EVENT_KIND))

    def members_of_events(self, node: Node) -> dict[str, Field]:
        return self.fields(node)


EVENTS = Shape(
    "`events`",
    {
        "doc": EventValues.prose,
        "kind": EventValues.text,
        "echoes": EventValues.text,
        "fields": EventValues.members_of_events,
        "kinds": EventValues.kinds,
    },
    required=("doc", "kind", "fields", "kinds"),
)

EVENT_KIND = Shape(
    "a kind of event",
    {
        "doc": EventValues.prose,
        "name": EventValues.text,
        "fields": EventValues.members_of_events,
    },
    required=("doc",),
    attributes=PYTHON_NAME,
)
