"""Events in the tree of a spec file."""

from __future__ import annotations

from typing import Any

from tc3gen.spec.format.method_properties import EVENT_KIND, EVENTS
from tc3gen.spec.model import EventKind, Events
from tc3gen.spec.problems import UNREAD
from tc3gen.spec.reading.node_reader import Values
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node


class EventValues(Values):
    """Reads what a service posts to its users."""

    def events(self, node: Node) -> Any:
        values = self.record(node, EVENTS)
        if not isinstance(node, nodes.Mapping):
            return UNREAD
        return Events(at=self.at(node), **values)

    def kinds(self, node: Node) -> dict[str, EventKind]:
        return self.each(node, self.kind)

    def kind(self, name: str, node: Node) -> EventKind:
        return EventKind(name=name, at=self.at(node), **self.record(node, EVENT_KIND))
