"""The tree of a spec file to the vocabulary.

The shapes at the end are the spec format: each key stands there once, with how it is read.
`spec/schema.json` explains the same keys to editors, and a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from tc3gen.spec import nodes
from tc3gen.spec.nodes import Node
from tc3gen.spec.problems import UNREAD, UNREAD_TYPE, Problems, listed
from tc3gen.spec.read_bulk import BulkValues
from tc3gen.spec.read_enums import ENUM, EnumValues
from tc3gen.spec.read_events import EventValues
from tc3gen.spec.read_waiters import WaiterValues
from tc3gen.spec.values import PYTHON_NAME, Shape
from tc3gen.spec.vocabulary import (
    FORMS,
    RETRIES,
    SITES,
    Action,
    Common,
    Enum,
    ErrorCode,
    Example,
    Field,
    Pages,
    Parameter,
    Service,
    Type,
)

T = TypeVar("T")


def read_service(root: Node, file: str, source: str, problems: Problems) -> Service:
    """The service that a file describes, as far as it can be read."""
    reader = _Reader(file, problems)
    values: dict[str, Any] = {"service": "", "version": "", "title": ""}
    values.update(reader.record(root, SERVICE))
    values["enums"] = reader.with_inline(values.get("enums", {}))
    return Service(**values, source=source, at=reader.at(root))


def read_common(root: Node, file: str, source: str, problems: Problems) -> Common:
    """What the common file says, as far as it can be read."""
    reader = _Reader(file, problems)
    values = reader.record(root, COMMON)
    enums = reader.with_inline({})
    return Common(**values, enums=enums, source=source, at=reader.at(root))


class _Reader(EnumValues, EventValues, WaiterValues, BulkValues):
    """Reads one spec file."""

    def field(self, name: str, node: Node) -> Field:
        values = self.record(node, FIELD)
        return self._field(name, node, values)

    def _field(self, name: str, node: Node, values: dict[str, Any]) -> Field:
        values.setdefault("type", UNREAD_TYPE)
        if isinstance(members := values.get("enum"), dict):
            assert isinstance(node, nodes.Mapping)
            values["enum"] = self.inline(name, members, node.entries["enum"])
        return Field(name=name, at=self.at(node), **values)

    def fields(self, node: Node) -> dict[str, Field]:
        return self.each(node, self.field)

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

    def pages(self, node: Node) -> Any:
        """How an action pages; the keys must be those of one of the three ways."""
        values = self.record(node, PAGES)
        if not isinstance(node, nodes.Mapping):
            return UNREAD
        given = set(node.entries) & set(PAGES.keys)
        ways = [way for way in WAYS_TO_PAGE if way in given]
        if len(ways) != 1:
            return self.report(
                node, f"paging needs exactly one of {listed(WAYS_TO_PAGE)}"
            )
        needed, possible = WAYS_TO_PAGE[ways[0]]
        missing = [key for key in needed if key not in given]
        wrong = sorted(given - {ways[0], *needed, *possible})
        if missing:
            self.report(
                node, f"paging by `{ways[0]}` needs {listed(missing, last='and')} too"
            )
        if wrong:
            self.report(
                node,
                f"paging by `{ways[0]}` has no {listed(wrong)}: it has "
                f"{listed([*needed, *possible], last='and')}",
            )
        if wrong or not values.keys() >= {ways[0], *needed}:
            return UNREAD
        limit = values.pop("size", None) or values.pop("limit", None)
        return Pages(**values, limit=limit, at=self.at(node))

    def examples(self, node: Node) -> tuple[Example, ...]:
        return tuple(
            Example(**{"title": "", **self.record(item, EXAMPLE)}, at=self.at(item))
            for item in self.sequence(node)
        )

    def regions(self, node: Node) -> Any:
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

    def _all(self, node: Node, shape: Shape, kind: Callable[..., T]) -> dict[str, T]:
        return {
            name: kind(name=name, at=self.at(child), **self.record(child, shape))
            for name, child in self.named(node)
        }


FIELD = Shape(
    "a field",
    {
        "type": _Reader.type_ref,
        "required": _Reader.boolean,
        "always": _Reader.boolean,
        "doc": _Reader.prose,
        "unit": _Reader.text,
        "example": _Reader.data,
        "default": _Reader.data,
        "enum": _Reader.enum_of_field,
        "length": _Reader.bounds,
        "size": _Reader.bounds,
        "items": _Reader.bounds,
        "range": _Reader.bounds,
        "nullable": _Reader.boolean,
        "deprecated": _Reader.prose,
        "disabled": _Reader.boolean,
        "sensitive": _Reader.boolean,
        "format": _Reader.format,
        "header": _Reader.text,
        "name": _Reader.text,
    },
    required=("type", "doc"),
    attributes=PYTHON_NAME,
)

PARAMETER = Shape(
    "a common parameter",
    {"header": _Reader.text, **FIELD.keys},
    required=("header", *FIELD.required),
    attributes=PYTHON_NAME,
)

TYPE = Shape(
    "a type",
    {"doc": _Reader.prose, "name": _Reader.text, "fields": _Reader.fields},
    required=("doc",),
    attributes=PYTHON_NAME,
)

ERROR = Shape(
    "an error code",
    {"doc": _Reader.prose, "name": _Reader.text, "retry": _Reader.retry},
    required=("doc",),
    attributes=PYTHON_NAME,
)

PAGES = Shape(
    "paging",
    dict.fromkeys(
        ("offset", "page", "token", "limit", "size", "total", "next", "items"),
        _Reader.text,
    ),
)

WAYS_TO_PAGE = {
    "offset": (("limit", "items"), ("total",)),
    "page": (("size", "items"), ("total",)),
    "token": (("next", "items"), ("limit", "total")),
}
"""What a request's position is called, and the keys that must and may stand with it."""

EXAMPLE = Shape(
    "an example",
    {
        "title": _Reader.prose,
        "doc": _Reader.prose,
        "differs": _Reader.prose,
        "request": _Reader.members,
        "response": _Reader.members,
    },
    required=("title",),
)

ACTION = Shape(
    "an action",
    {
        "summary": _Reader.prose,
        "description": _Reader.prose,
        "deprecated": _Reader.prose,
        "repeatable": _Reader.boolean,
        "client_token": _Reader.text,
        "unsigned": _Reader.boolean,
        "form": _Reader.form,
        "streams": _Reader.streams,
        "rate_limit": _Reader.whole,
        "name": _Reader.text,
        "params": _Reader.fields,
        "returns": _Reader.fields,
        "errors": _Reader.texts,
        "pages": _Reader.pages,
        "examples": _Reader.examples,
    },
    required=("summary",),
    attributes=PYTHON_NAME,
)

REGIONS = Shape("`regions`", dict.fromkeys(SITES, _Reader.texts))

SERVICE = Shape(
    "a service",
    {
        "service": _Reader.text,
        "version": _Reader.text,
        "title": _Reader.prose,
        "summary": _Reader.prose,
        "description": _Reader.prose,
        "documentation": _Reader.text,
        "client": _Reader.text,
        "regions": _Reader.regions,
        "rate_limit": _Reader.whole,
        "request_size": _Reader.whole,
        "actions": _Reader.actions,
        "waiters": _Reader.waiters,
        "bulk": _Reader.bulk,
        "events": _Reader.events,
        "types": _Reader.types,
        "enums": _Reader.enums,
        "errors": _Reader.errors,
    },
    required=("service", "version", "title", "summary", "actions"),
)

COMMON = Shape(
    "the common file",
    {
        "title": _Reader.prose,
        "summary": _Reader.prose,
        "parameters": _Reader.parameters,
        "errors": _Reader.errors,
    },
    required=("title", "summary", "parameters", "errors"),
)
