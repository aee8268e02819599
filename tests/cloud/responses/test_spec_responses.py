"""Actions that nobody has written answer what their spec says."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from tc3 import from_wire, to_wire
from tc3gen.cloud.responses.events import events_of
from tc3gen.cloud.responses.samples import MOST_MEMBERS, make_members
from tc3gen.cloud.responses.wire import spec_response
from tc3gen.python.naming import names
from tc3gen.spec.model import (
    Action,
    Example,
    Field,
    Service,
    Type,
    TypeRef,
)
from tc3gen.spec.reading.load import Specs, load_specs
from tc3gen.spec.value_checks.violations import violations

SPEC = """
service: demo
version: "2026-01-01"
title: Demo
summary: A service with a member of each type.
actions:
  Make:
    summary: Answer with everything.
    params:
      Size: {type: integer, doc: A number.}
    examples:
      - {title: One, request: {Size: 1}, response: {Text: small}}
      - {title: Two, request: {Size: 2}, response: {Text: large}}
    returns:
      Text: {type: string, length: [3, 6], doc: Text.}
      Long: {type: string, length: [40, 50], doc: Text.}
      Id: {type: string, always: true, doc: Text., example: ins-1}
      Count: {type: integer, range: [5, 9], doc: Number.}
      Ratio: {type: float, range: [0.8, 1], doc: Number.}
      Flag: {type: boolean, doc: Switch.}
      Day: {type: date, doc: Day.}
      At: {type: datetime, doc: Time.}
      Moment: {type: datetime, format: iso, doc: Time.}
      Data: {type: json, doc: Object as text.}
      File: {type: bytes, doc: Content.}
      Mood: {type: string, enum: {GLAD: glad, SAD: sad}, doc: Mood.}
      Names: {type: "list[string]", doc: Texts., items: [2, 3]}
      Grid: {type: "list[list[integer]]", doc: Numbers.}
      Node: {type: Node, doc: Object.}
      Nodes: {type: "list[Node]", doc: Objects.}
types:
  Node:
    doc: An object that may contain others.
    fields:
      Id: {type: integer, doc: Number.}
      Parent: {type: Node, doc: Another.}
      Children: {type: "list[Node]", doc: Others.}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    path: Path = tmp_path_factory.mktemp("spec") / "demo.yaml"
    path.write_text(SPEC)
    specs = load_specs([path])
    assert specs.problems == ()
    return specs.services[0]


def problems(service: Service, action: Action, response: dict[str, Any]) -> list[str]:
    found = violations(action.returns, response, service, in_response=True)
    return [str(violation) for violation in found]


def test_values_are_made_from_types(service: Service) -> None:
    action = service.actions["Make"]
    made = make_members(action.returns, service)
    assert made == make_members(action.returns, service)
    assert made.keys() == action.returns.keys()
    assert problems(service, action, made) == []
    assert made["Id"] == "ins-1"
    assert made["Count"] == 5
    assert len(made["Names"]) == 2
    assert made["Node"] == {"Id": 1, "Children": []}  # an end to what has none
    assert json.loads(json.dumps(made)) == made


def test_the_example_with_the_parameters_is_the_response(service: Service) -> None:
    action = service.actions["Make"]
    for size, text in ((1, "small"), (2, "large"), (3, "small")):
        response = spec_response(service, action, {"Size": size})
        # What is always there is made where the example lacks it.
        assert response == {"Text": text, "Id": "ins-1"}


def test_an_example_against_the_definition_is_no_response(service: Service) -> None:
    fields = {"Id": Field(name="Id", type=TypeRef("integer"))}
    odd = Example(title="Odd", differs="`Id` is text in it.", response={"Id": "1"})
    even = Example(title="Even", response={"Id": 7})
    action = Action(name="Ping", returns=fields, examples=(odd, even))
    assert spec_response(service, action, {}) == {"Id": 7}
    assert spec_response(service, evolve(action, examples=(odd,)), {}) == {"Id": 1}
    assert spec_response(service, Action(name="Ping"), {}) == {}


def test_types_that_unfold_without_end_stay_small(service: Service) -> None:
    """Ten types of ten members, each of them of the next type, are ten thousand million."""
    types = {
        f"T{level}": Type(
            name=f"T{level}",
            fields={
                f"M{n}": Field(name=f"M{n}", type=TypeRef(f"T{level + 1}", n % 2))
                for n in range(10)
            },
        )
        for level in range(10)
    }
    types["T10"] = Type(name="T10")
    deep = evolve(service, types=types)
    fields = {"Top": Field(name="Top", type=TypeRef("T0"))}
    made = make_members(fields, deep)
    assert len(json.dumps(made)) < 40 * MOST_MEMBERS
    assert problems(deep, Action(name="Deep", returns=fields), made) == []


def test_all_actions_of_the_specs_have_a_response(specs: Specs) -> None:
    for service in specs.services:
        for action in service.actions.values():
            response = spec_response(service, action, {})
            assert problems(service, action, response) == []
            made = make_members(action.returns, service)
            assert problems(service, action, made) == []


def test_a_stream_adds_up_to_the_response(specs: Specs) -> None:
    service = specs.services[0]
    action = service.actions["SendEmail"]
    response = {
        "Id": "a-long-identifier-that-nobody-says",
        "Choices": [{"Delta": {"Content": "Hello world", "Role": "assistant"}}],
    }
    lines = [event.decode() for event in events_of(response, service, action)]
    assert all(line.startswith("data: {") and line.endswith("}\n\n") for line in lines)
    parts = [json.loads(line[6:]) for line in lines]
    texts = [part["Choices"][0]["Delta"].pop("Content") for part in parts]
    assert len(texts) == 3
    assert "".join(texts) == "Hello world"
    assert {part["Id"] for part in parts} == {response["Id"]}
    assert len(events_of({}, service, action)) == 3


def test_models_read_all_that_is_made(specs: Specs) -> None:
    """Nothing is left over, and nothing changes: bytes are no text, times are times."""
    for service in specs.services:
        version = "v" + service.version.replace("-", "")
        models = import_module(f"tc3.{service.service}.{version}.models")
        for action in service.actions.values():
            name = names.action_class(action.name, action.python_name)
            model = getattr(models, f"{name}Response")
            made = make_members(action.returns, service)
            assert to_wire(from_wire(model, made), validate=False) == made, action.name
