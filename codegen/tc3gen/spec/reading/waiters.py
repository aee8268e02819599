"""Waiters in the tree of a spec file."""

from __future__ import annotations

from typing import Any

from tc3gen.spec.format.method_properties import WAITER
from tc3gen.spec.model import Waiter
from tc3gen.spec.problems import UNREAD
from tc3gen.spec.reading.node_reader import Values
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, Scalar


class WaiterValues(Values):
    """Reads what can be waited for."""

    def waiters(self, node: Node) -> dict[str, Waiter]:
        return self.each(node, self.waiter)

    def waiter(self, name: str, node: Node) -> Waiter:
        return Waiter(name=name, at=self.at(node), **self.record(node, WAITER))

    def states(self, node: Node) -> Any:
        """The names of members of an enum, or plain values."""
        if isinstance(node, nodes.Sequence) and not node.items:
            return self.refuse(node, "must not be empty")
        read = map(self.state, self.sequence(node))
        return tuple(state for state in read if state is not UNREAD)

    def state(self, node: Node) -> Any:
        if isinstance(node, Scalar) and type(node.value) in (str, int, bool):
            return node.value
        return self.report(
            node, "a state must be a text, an integer, `true` or `false`"
        )
