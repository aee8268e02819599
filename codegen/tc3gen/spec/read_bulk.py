"""Bulk methods in the tree of a spec file."""

from __future__ import annotations

from tc3gen.spec.nodes import Node
from tc3gen.spec.problems import UNREAD
from tc3gen.spec.values import PYTHON_NAME, Shape, Values
from tc3gen.spec.vocabulary import Bulk


class BulkValues(Values):
    """Reads what can be done in bulk."""

    def bulk(self, node: Node) -> dict[str, Bulk]:
        return self.each(node, self.bulk_method)

    def bulk_method(self, name: str, node: Node) -> Bulk:
        return Bulk(name=name, at=self.at(node), **self.record(node, BULK))

    def names_by_name(self, node: Node) -> dict[str, str]:
        read = self.each(node, lambda _, child: self.text(child))
        return {key: name for key, name in read.items() if name is not UNREAD}


BULK = Shape(
    "a bulk method",
    {
        "doc": BulkValues.prose,
        "name": BulkValues.text,
        "params": BulkValues.names_by_name,
        "rows": BulkValues.names_by_name,
        "key": BulkValues.text,
        "busy": BulkValues.texts,
        "interval": BulkValues.whole,
        "deadline": BulkValues.whole,
    },
    required=("doc", "rows"),
    attributes=PYTHON_NAME,
)
