"""The schema explains to editors what the loader reads: the same keys, the same specs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tc3gen.spec import read, read_bulk, read_enums, read_events, read_waiters
from tc3gen.spec.layout import layout_of
from tc3gen.spec.values import Shape
from tc3gen.spec.vocabulary import FORMS, RETRIES, SCALARS

SPEC = Path(__file__).parents[2] / "spec"
SCHEMA: dict[str, Any] = json.loads((SPEC / "schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)

SHAPES = {
    "service": read.SERVICE,
    "common": read.COMMON,
    "regions": read.REGIONS,
    "action": read.ACTION,
    "field": read.FIELD,
    "parameter": read.PARAMETER,
    "type": read.TYPE,
    "enum": read_enums.ENUM,
    "member": read_enums.MEMBER,
    "by_site": read_enums.BY_SITE,
    "error": read.ERROR,
    "pages": read.PAGES,
    "example": read.EXAMPLE,
    "waiter": read_waiters.WAITER,
    "bulk": read_bulk.BULK,
    "events": read_events.EVENTS,
    "event_kind": read_events.EVENT_KIND,
}

BEYOND_FORM = {"action": {"examples"}}
"""What only the rules demand, so that all else about an action is loaded without it."""


def errors(value: Any) -> list[str]:
    return [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(value)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("name", "shape"), SHAPES.items())
def test_schema_and_loader_know_the_same_keys(name: str, shape: Shape) -> None:
    described = SCHEMA["$defs"][name]
    assert list(described["properties"]) == list(shape.keys)
    required = set(described.get("required", ())) - BEYOND_FORM.get(name, set())
    assert required == set(shape.required)
    assert described["additionalProperties"] is False


@pytest.mark.parametrize("name", SHAPES)
def test_every_key_is_explained(name: str) -> None:
    for key, described in SCHEMA["$defs"][name]["properties"].items():
        if reference := described.get("$ref", "").partition("/field/")[2]:
            described = SCHEMA["$defs"]["field"]["properties"][Path(reference).name]
        text = described["description"]
        assert text[0].isupper(), key
        assert text.endswith((".", "?")), key


def test_no_shape_is_without_a_schema() -> None:
    known = [
        value
        for module in (read, read_bulk, read_enums, read_events, read_waiters)
        for value in vars(module).values()
        if isinstance(value, Shape)
    ]
    assert {id(shape) for shape in known} == {id(shape) for shape in SHAPES.values()}


def test_files_are_laid_out_in_the_order_of_the_keys() -> None:
    """Whatever the loader reads is written in its order, wherever it stands."""
    waiting = [layout_of(SES), layout_of({"parameters": {}})]
    found = set()
    while waiting:
        layout = waiting.pop()
        found.add(layout.keys)
        waiting += [*layout.below.values(), *filter(None, [layout.each])]
    written = {tuple(shape.keys) for shape in SHAPES.values()}
    assert found - {()} == written


def test_the_words_are_those_of_the_vocabulary() -> None:
    field = SCHEMA["$defs"]["field"]["properties"]
    assert field["type"]["anyOf"][0]["enum"] == list(SCALARS)
    assert SCHEMA["$defs"]["error"]["properties"]["retry"]["enum"] == list(RETRIES)
    assert SCHEMA["$defs"]["action"]["properties"]["form"]["enum"] == list(FORMS)


def test_the_ways_to_page_are_those_of_the_loader() -> None:
    ways = {
        way["required"][0]: (tuple(way["required"][1:]), set(way["properties"]))
        for way in SCHEMA["$defs"]["pages"]["oneOf"]
    }
    assert ways == {
        way: (needed, set(read.PAGES.keys) - {way, *needed, *possible})
        for way, (needed, possible) in read.WAYS_TO_PAGE.items()
    }


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
