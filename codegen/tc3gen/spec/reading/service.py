"""The tree of a spec file to the model.

The tables of `spec/format` say which keys a mapping has, and by which method of the reader
the value of each is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs

from tc3gen.spec.format.action_properties import ACTION, EXAMPLE
from tc3gen.spec.format.field_properties import FIELD, PARAMETER
from tc3gen.spec.format.properties import PropertyTable
from tc3gen.spec.format.service_properties import (
    COMMON,
    ENUM,
    ERROR,
    REGIONS,
    SERVICE,
    TYPE,
)
from tc3gen.spec.model import (
    FORMS,
    RETRIES,
    SITES,
    Action,
    Common,
    Enum,
    ErrorCode,
    Example,
    Field,
    Parameter,
    Service,
    Type,
)
from tc3gen.spec.problems import UNREAD, UNREAD_TYPE, Problems
from tc3gen.spec.reading.bulk import BulkValues
from tc3gen.spec.reading.enums import EnumValues
from tc3gen.spec.reading.events import EventValues
from tc3gen.spec.reading.misplaced import misplaced_key
from tc3gen.spec.reading.response_members import ResponseMemberValues
from tc3gen.spec.reading.waiters import WaiterValues
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node

T = TypeVar("T")

_FIELD_ATTRIBUTES = frozenset(each.name for each in attrs.fields(Field))


def read_service(root: Node, file: str, source: str, problems: Problems) -> Service:
    """The service that a file describes, as far as it can be read."""
    reader = Reader(file, problems)
    values: dict[str, Any] = {"service": "", "version": "", "title": ""}
    values.update(reader.record(root, SERVICE))
    values["enums"] = reader.with_inline(values.get("enums", {}))
    return Service(**values, source=source, at=reader.at(root))


def read_common(root: Node, file: str, source: str, problems: Problems) -> Common:
    """The content of the common file, as far as it can be read."""
    reader = Reader(file, problems)
    values = reader.record(root, COMMON)
    enums = reader.with_inline({})
    return Common(**values, enums=enums, source=source, at=reader.at(root))


class Reader(EnumValues, EventValues, WaiterValues, BulkValues, ResponseMemberValues):
    """Reads one spec file."""

    def field(self, name: str, node: Node) -> Field:
        values = self.record(node, FIELD)
        return self._field(name, node, values)

    def _field(self, name: str, node: Node, values: dict[str, Any]) -> Field:
        values.setdefault("type", UNREAD_TYPE)
        if isinstance(members := values.get("enum"), dict):
            assert isinstance(node, nodes.Mapping)
            values["enum"] = self.inline(name, members, node.entries["enum"])
        other = values.keys() - _FIELD_ATTRIBUTES
        constraints = {key: values.pop(key) for key in sorted(other)}
        return Field(name=name, constraints=constraints, at=self.at(node), **values)

    def fields(self, node: Node) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for name, child in self.named(node):
            place = node.key.name if node.key else "fields"
            if message := misplaced_key(name, child, place):
                self.problems.add(self.at(child), message)
            else:
                found[name] = self.field(name, child)
        return found

    def enums(self, node: Node) -> dict[str, Enum]:
        return self._all(node, ENUM, Enum)

    def types(self, node: Node) -> dict[str, Type]:
        return self._all(node, TYPE, Type)

    def actions(self, node: Node) -> dict[str, Action]:
        return self._all(node, ACTION, Action)

    def errors(self, node: Node) -> dict[str, ErrorCode]:
        return self.each(node, self.error)

    def error(self, code: str, node: Node) -> ErrorCode:
        """A text about the code, or a mapping that says more."""
        if isinstance(node, nodes.Mapping):
            values = self.record(node, ERROR)
        else:
            doc = self.prose(node)
            values = {} if doc is UNREAD else {"doc": doc}
        return ErrorCode(code=code, at=self.at(node), **values)

    def parameters(self, node: Node) -> dict[str, Parameter]:
        return self.each(node, self.parameter)

    def parameter(self, name: str, node: Node) -> Parameter:
        values = self.record(node, PARAMETER)
        header = values.pop("header", "")
        return Parameter(
            name=name, header=header, field=self._field(name, node, values)
        )

    def examples(self, node: Node) -> tuple[Example, ...]:
        return tuple(
            Example(**{"title": "", **self.record(item, EXAMPLE)}, at=self.at(item))
            for item in self.sequence(node)
        )

    def regions(self, node: Node) -> Any:
        """Regions by site, or one list for all."""
        if isinstance(node, nodes.Sequence):
            return dict.fromkeys(SITES, self.texts(node))
        return self.record(node, REGIONS)

    def retry(self, node: Node) -> Any:
        return self.choice(node, RETRIES)

    def form(self, node: Node) -> Any:
        return self.choice(node, FORMS)

    def streams(self, node: Node) -> Any:
        """`true`, or the name of a parameter."""
        if isinstance(node, nodes.Scalar) and isinstance(node.value, bool):
            return node.value
        return self.text(node)

    def format(self, node: Node) -> Any:
        return self.choice(node, ("iso",))

    def _all(
        self, node: Node, table: PropertyTable, kind: Callable[..., T]
    ) -> dict[str, T]:
        return {
            name: kind(name=name, at=self.at(child), **self.record(child, table))
            for name, child in self.named(node)
        }
