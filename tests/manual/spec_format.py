"""The spec format, from its table of properties, the starter file and the scalars."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from tc3gen.docs.escaping import block, code
from tc3gen.docs.markdown import inline_text, page, table
from tc3gen.python.plan.annotations import annotation
from tc3gen.spec.format.action_properties import WAYS_TO_PAGE
from tc3gen.spec.format.field_properties import FIELD
from tc3gen.spec.format.kinds import DEFINITIONS
from tc3gen.spec.format.properties import Property, PropertyTable
from tc3gen.spec.format.tables import TABLES
from tc3gen.spec.model import SCALARS, Field, Service, TypeRef
from tc3gen.workspace.starter_files import write_starter

_ON_THE_WIRE = {
    "string": "a text",
    "integer": "a number without a fraction",
    "float": "a number",
    "boolean": "`true` or `false`",
    "bytes": "a text in base64",
    "json": 'an object as JSON in a text, in examples too: `\'{"Author": "Ada"}\'`',
    "datetime": "a text such as `2026-01-31 08:00:00`, without a zone; with `format: iso` one such "
    "as `2026-01-31T08:00:00+08:00`",
    "date": "a text such as `2026-01-31`",
}

_PYTHON = {
    "`service: shop` in `shop_api`": "`shop_api.shop.ShopClient` and `AsyncShopClient`",
    "the action `CreateOrder`": "`client.create_order(...)`",
    "the action `ListOrders` with `pages:`": "also `client.iter_list_orders(...)`, item by item",
    "an action that `streams:`": "also `client.stream_create_order(...)`",
    "the waiter `OrderSent`": "`client.wait_until_order_sent(...)`",
    "the bulk method `UploadOrders`": "`client.upload_orders(...)`",
    "the kind of event `sent`": "`shop_api.shop.events.SentEvent`",
    "the type `Order`": "`shop_api.shop.models.Order`",
    "the enum `OrderStatus`": "`shop_api.shop.enums.OrderStatus`",
    "the error code `ResourceNotFound.Order`": "`shop_api.shop.errors.ResourceNotFoundOrder`, "
    "a `ResourceNotFound`",
    "a member `From`, which Python has for itself": "`from_`",
    "a member of a response without `always: true`": "may be `None`",
}
_RULES = (
    "What is true or false is false where it is left out.",
    "Values in `example`, `default` and `examples` are those on the wire: bytes in base64, the "
    "value of an enum's member and not its name.",
    "An enum that stands in a field is named after it. Fields of the same name share it; where "
    "they differ, name each under `enums:`.",
    "Parameters and members that `pages`, `client_token`, `streams`, `waiters` or `bulk` name "
    "are described under `params` and `returns` like any other.",
    "An error code that an action names is described under `errors:` of the same file, unless "
    "the common file has it, as it has `ResourceNotFound` and `LimitExceeded`: "
    "[all that it has](errors.md#common-error-codes). The part before a dot needs no "
    "description of its own.",
    "A service without `regions` is called without one. With them, a client must be told one, "
    "unless its site has a single one.",
    "Requests go to `SERVICE.tencentcloudapi.com`, or where `domain:` says: "
    "[a service of your own](../how-to/own-services.md).",
    "Addresses are not part of the format: all actions of a service share one path, and are "
    "told apart by a header. A service with an address for each resource (REST) cannot be "
    "described.",
    "Nor are objects with members that no type names: a type lists all of its members. What "
    "has any members is a `json`, an object in a text.",
    "Texts are plain: backticks for names, an empty line between paragraphs, `- ` for lists, "
    "links as in Markdown.",
    "Responses of the local cloud are the `examples`; without one they are made from the types.",
)


def spec_page() -> str:
    """The format: a whole file, the types, and a table for each kind of mapping."""
    return page(
        "The spec format",
        [
            "A spec describes one version of one service, in one YAML file: "
            "`spec/SERVICE.yaml`, or `spec/SERVICE/VERSION.yaml` where there are several. "
            "`tc3gen init NAME` writes one to begin with; `tc3gen schema FOLDER` has editors "
            "complete and check; `tc3gen check` tells everything that is wrong at once, with line "
            "and column. What all services share (common errors and parameters) comes with "
            "tc3gen; a `common.yaml` beside the specs takes its place.",
            "## A whole file",
            "This is what `tc3gen init shop` writes:",
            block(_starter(), "yaml"),
            "## Names and types",
            "Names are those on the wire, usually in capitals and small letters (`OrderId`); "
            "in Python they are `order_id`, `Order`, `create_order`. `name:` overrides one. "
            "`type:` is a scalar, the name of a type under `types:`, or `list[...]` of "
            'either. Inside `{...}` quote a list: `type: "list[Order]"`.',
            table(["Scalar", "On the wire", "In Python"], _scalars()),
            "## From a spec to Python",
            table(["In the spec", "In Python"], _PYTHON.items()),
            "## What holds everywhere",
            "\n".join(f"- {each}" for each in _RULES),
            *(part for name, each in TABLES.items() for part in _table(name, each)),
        ],
    )


def _starter() -> str:
    with TemporaryDirectory() as folder:
        written = write_starter("shop", Path(folder))
        text = next(path for path in written if path.name == "shop.yaml").read_text(
            "utf-8"
        )
    return re.sub(r'version: "[\d-]+"', 'version: "2026-01-31"', text)


def _scalars() -> Iterator[list[str]]:
    service = Service(service="shop", version="2026-01-31", title="Shop")
    for name in SCALARS:
        kind = annotation(
            Field(name="X", type=TypeRef(name), required=True),
            service,
            in_response=False,
        )
        yield [code(name), inline_text(_ON_THE_WIRE[name]), code(kind.text)]


def _table(name: str, found: PropertyTable) -> Iterator[str]:
    yield f"({_place(name)})="
    yield f"## {found.what[:1].upper()}{found.what[1:]}".replace("`", "")
    if found.meaning:
        yield inline_text(found.meaning)
    if name == "pages":
        yield "\n".join(_ways())
    rows = found.properties
    if found is not FIELD and set(rows) > set(FIELD.properties) - {
        FIELD.keys["header"]
    }:
        yield f"It has the properties of [a field](#{_place('field')}), and"
        rows = [each for each in rows if each not in FIELD.properties]
    yield table(["Property", "Takes", "Meaning"], map(_row, rows))


def _ways() -> Iterator[str]:
    yield "There are three ways; each needs some of the properties, and may have others:\n"
    for way, (needed, possible) in WAYS_TO_PAGE.items():
        names = ", ".join(map(code, (way, *needed)))
        more = f", perhaps {', '.join(map(code, possible))}" if possible else ""
        yield f"- {names}{more}"


def _row(row: Property) -> list[str]:
    required = " (required)" if row.required else ""
    suits = f" Only for {_joined(row.types)}." if row.types else ""
    example = "" if row.example is None else f" Such as {code(_yaml(row))}."
    meaning = f"{inline_text(row.meaning)}{suits}{example}"
    return [f"{code(row.name)}{required}", _takes(row), meaning]


def _joined(types: tuple[str, ...]) -> str:
    named = ["lists" if each == "list" else code(each) for each in types]
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1]]))


def _takes(row: Property) -> str:
    """The kind of value, with a link to the table of what is inside."""
    text = inline_text(row.value.takes)
    inside = re.findall(r'"#/\$defs/(\w+)"', _schema(row.value.schema))
    tables = [name for name in inside if name in TABLES]
    # A member of an enum has a value by site inside; the outer one leads to it.
    outer = [name for name in tables if name != "by_site"] or tables
    return f"[{text}](#{_place(outer[0])})" if outer else text


def _schema(schema: Any) -> str:
    """A schema and those that it refers to, as one text."""
    text = json.dumps(schema)
    for name in re.findall(r'"#/\$defs/(\w+)"', text):
        if name in DEFINITIONS:
            text += json.dumps(DEFINITIONS[name])
    return text


def _yaml(row: Property) -> str:
    """The property with its example, as it may stand in a file."""
    text = yaml.safe_dump(
        {row.name: row.example},
        default_flow_style=True,
        width=1000,
        allow_unicode=True,
        sort_keys=False,
    )
    return text.strip()[1:-1]


def _place(name: str) -> str:
    return f"spec-{name.replace('_', '-')}"
