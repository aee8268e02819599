"""Bulk methods in the tree of a spec file."""

from __future__ import annotations

from tc3gen.spec.format.method_properties import BULK
from tc3gen.spec.model import Bulk
from tc3gen.spec.reading.node_reader import Values
from tc3gen.spec.yaml.nodes import Node


class BulkValues(Values):
    """Reads what can be done in bulk."""

    def bulk(self, node: Node) -> dict[str, Bulk]:
        return self.each(node, self.bulk_method)

    def bulk_method(self, name: str, node: Node) -> Bulk:
        return Bulk(name=name, at=self.at(node), **self.record(node, BULK))
