"""The tables of the format, and the schema that is made of them for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import attrs
import pytest
import yaml
from jsonschema import Draft202012Validator

from tc3gen.spec.editing.layout import layout_of
from tc3gen.spec.format.json_schema import schema_text
from tc3gen.spec.format.tables import TABLES
from tc3gen.spec.model import (
    Action,
    Bulk,
    Enum,
    ErrorCode,
    EventKind,
    Events,
    Example,
    Field,
    Service,
    Type,
    Waiter,
)
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading import service

SPEC = Path(__file__).parents[3] / "spec"
SCHEMA: dict[str, Any] = json.loads((SPEC / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def errors(value: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_schema_is_that_of_the_tables() -> None:
    """If it is not, `make` writes it."""
    assert (SPEC / "schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", TABLES)
def test_every_property_is_explained_and_its_example_is_one(name: str) -> None:
    for row in TABLES[name].properties:
        assert row.meaning[0].isupper(), row.name
        assert row.meaning.endswith((".", "?")), row.name
        if row.example is not None:
            schema = {"$defs": SCHEMA["$defs"], **row.value.schema}
            assert Draft202012Validator(schema).is_valid(row.example), row.name


@pytest.mark.parametrize("name", TABLES)
def test_every_property_can_be_read(name: str) -> None:
    reader = service.Reader("ses.yaml", Problems())
    for row in TABLES[name].properties:
        assert callable(getattr(reader, row.value.read)), row.name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("action", Action),
        ("bulk", Bulk),
        ("enum", Enum),
        ("error", ErrorCode),
        ("event_kind", EventKind),
        ("events", Events),
        ("example", Example),
        ("field", Field),
        ("service", Service),
        ("type", Type),
        ("waiter", Waiter),
    ],
)
def test_tables_and_model_know_the_same_properties(name: str, kind: type) -> None:
    known = {row.attribute or row.name for row in TABLES[name].properties}
    aside = {"at", "constraints", "source"}
    if name not in ("service",):
        aside |= {"name", "code"} - known
    said = {each.name for each in attrs.fields(kind) if each.init}  # others follow
    assert said - aside == known


def test_files_are_laid_out_in_the_order_of_the_tables() -> None:
    """Whatever the loader reads is written in its order, wherever it stands."""
    waiting = [layout_of(SES), layout_of({"parameters": {}})]
    found = set()
    while waiting:
        layout = waiting.pop()
        found.add(layout.keys)
        waiting += [*layout.below.values(), *filter(None, [layout.each])]
    written = {tuple(table.keys) for table in TABLES.values()}
    assert found - {()} == written


@pytest.mark.parametrize(
    "path", sorted(SPEC.rglob("*.yaml")), ids=lambda path: path.name
)
def test_our_specs_follow_the_schema(path: Path) -> None:
    assert errors(yaml.safe_load(path.read_text(encoding="utf-8"))) == []


SEND = {"summary": "Send.", "examples": [{"title": "T"}]}
WAITER = {
    "doc": "D.",
    "action": "Send",
    "path": "A.B",
    "success": [True],
    "interval": 1,
    "deadline": 2,
}
SES = {
    "service": "ses",
    "version": "2020-10-02",
    "title": "T",
    "summary": "S.",
    "actions": {"Send": SEND},
}


@pytest.mark.parametrize(
    "change",
    [
        {"actions": {"Send": {**SEND, "repeatable": "no"}}},
        {"actions": {"Send": {**SEND, "retry": "never"}}},
        {"actions": {"Send": {**SEND, "pages": {"offset": "A", "items": "B"}}}},
        {"actions": {"Send": {**SEND, "examples": []}}},
        {"actions": {"a b": SEND}},
        {"version": "latest"},
        {"errors": {"A.B": ""}},
        {"errors": {"A.B": {"doc": "D.", "retry": "often"}}},
        {"enums": {"E": {"doc": "D.", "values": {"lower": 1}}}},
        {"enums": {"E": {"doc": "D.", "values": {"A": {"europe": 1}}}}},
        {"types": {"T": {"doc": "D.", "fields": {"A": {"type": "string"}}}}},
        {"types": {"T": {"doc": "D.", "fields": {"A": {"type": 5, "doc": "D."}}}}},
        {"waiters": {"W": {**WAITER, "success": []}}},
        {"waiters": {"W": {**WAITER, "interval": 0}}},
        {"waiters": {"W": {**WAITER, "where": {"A": "b c"}}}},
        {"bulk": {"B": {"doc": "D.", "rows": {}}}},
        {"bulk": {"B": {"doc": "D.", "rows": {"Send": "Rows"}, "interval": 0}}},
        {"events": {"doc": "D.", "kind": "k", "fields": {}, "kinds": {}}},
        {"events": {"doc": "D.", "kind": "k", "fields": {}}},
        {"colour": "red"},
    ],
    ids=str,
)
def test_an_editor_sees_mistakes(change: dict[str, Any]) -> None:
    assert errors(SES) == []
    assert len(errors({**SES, **change})) == 1
