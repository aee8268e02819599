"""Waiters in the tree of a spec file."""

from __future__ import annotations

from typing import Any

from tc3gen.spec import nodes
from tc3gen.spec.nodes import Node, Scalar
from tc3gen.spec.problems import UNREAD
from tc3gen.spec.values import PYTHON_NAME, Shape, Values
from tc3gen.spec.vocabulary import Waiter


class WaiterValues(Values):
    """Reads what can be waited for."""

    def waiters(self, node: Node) -> dict[str, Waiter]:
        return self.each(node, self.waiter)

    def waiter(self, name: str, node: Node) -> Waiter:
        return Waiter(name=name, at=self.at(node), **self.record(node, WAITER))

    def where(self, node: Node) -> dict[str, str]:
        """Parameters by the members that they are compared with."""
        read = self.each(node, lambda _, child: self.text(child))
        return {member: name for member, name in read.items() if name is not UNREAD}

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


WAITER = Shape(
    "a waiter",
    {
        "doc": WaiterValues.prose,
        "action": WaiterValues.text,
        "name": WaiterValues.text,
        "params": WaiterValues.texts,
        "path": WaiterValues.text,
        "where": WaiterValues.where,
        "success": WaiterValues.states,
        "failure": WaiterValues.states,
        "interval": WaiterValues.whole,
        "deadline": WaiterValues.whole,
    },
    required=("doc", "action", "path", "success", "interval", "deadline"),
    attributes=PYTHON_NAME,
)
