"""A new constraint is a row of the table and a check: all else follows the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attr
import pytest

from tc3._core.model import field as member
from tc3._core.serialization.fields import INFO
from tc3gen.changes.comparing.compare import compare_services
from tc3gen.python.plan.models import model_field
from tc3gen.spec.editing.dump import dump_spec
from tc3gen.spec.format import kinds
from tc3gen.spec.format.field_properties import FIELD
from tc3gen.spec.format.json_schema import json_schema
from tc3gen.spec.format.properties import Constraint, Property
from tc3gen.spec.reading.load import Specs
from tc3gen.spec.value_checks import constraints

from ..texts import PARAM

MULTIPLE_OF = Property(
    "multiple_of",
    kinds.POSITIVE,
    "The number that divides every value.",
    10,
    types=("integer",),
    constraint=Constraint(words="A multiple of {}."),
)


def check_multiple(field: Any, limit: Any, value: Any, is_file: bool) -> str | None:
    return f"is {value}, not a multiple of {limit}" if value % limit else None


@pytest.fixture(autouse=True)
def new_constraint(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(constraints.CHECKS, "multiple_of", check_multiple)
    FIELD.properties.append(MULTIPLE_OF)
    yield
    FIELD.properties.remove(MULTIPLE_OF)


def text(limit: str) -> str:
    return f"{PARAM}{{type: integer, doc: Size., {limit}}}\n"


def test_it_is_read_and_shown_in_the_code(loaded: Callable[[str], Specs]) -> None:
    service = loaded(text("multiple_of: 10")).services[0]
    field = service.actions["Send"].params["P"]
    assert field.constraints == {"multiple_of": 10}
    made = model_field(field, service, in_response=False)
    assert "multiple_of=10" in made.line
    assert made.doc == "Size. A multiple of `10`."


def test_the_runtime_is_told() -> None:
    made = attr.make_class("Made", {"size": member("Size", multiple_of=10)})
    assert attr.fields(made).size.metadata[INFO].constraints == {"multiple_of": 10}


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (
            "multiple_of: ten",
            '10:51: `multiple_of` must be an integer, not the text "ten"',
        ),
        (
            "multiple_of: 10, example: 12",
            "10:64: the example is 12, not a multiple of 10",
        ),
    ],
)
def test_it_is_checked(
    problems: Callable[[str], list[str]], field: str, problem: str
) -> None:
    assert problems(text(field)) == [f"ses.yaml:{problem}"]


def test_it_has_types(problems: Callable[[str], list[str]]) -> None:
    assert problems(f"{PARAM}{{type: string, doc: D., multiple_of: 2}}\n") == [
        "ses.yaml:10:47: `multiple_of` is only for `integer`, not `string`"
    ]


def test_editors_know_it() -> None:
    described = json_schema()["$defs"]["field"]["properties"]["multiple_of"]
    assert described["description"] == MULTIPLE_OF.meaning


def test_it_is_written_in_its_order() -> None:
    field = {"multiple_of": 5, "type": "integer", "doc": "D."}
    written = dump_spec(
        {"service": "ses", "actions": {"Send": {"params": {"P": field}}}}
    )
    assert "P: {type: integer, doc: D., multiple_of: 5}" in written


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ("unit: s", "unit: s, multiple_of: 5", "narrowed", "a multiple of `5`"),
        ("unit: s, multiple_of: 5", "unit: s", "widened", "any number"),
    ],
)
def test_its_changes_are_seen(
    loaded: Callable[[str], Specs], old: str, new: str, kind: str, words: str
) -> None:
    before, after = loaded(text(old)), loaded(text(new))
    changes = compare_services(
        before.services[0], after.services[0], before.common, after.common
    )
    found = [each for each in changes if each.kind == f"parameter.{kind}"]
    assert [each.message.values["new"] for each in found] == [words]
