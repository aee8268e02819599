"""Responses are read leniently: what fits is converted, what does not stays as it came."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tc3 import from_wire
from tc3._core.serialization import decoder as decode
from tc3._core.serialization.hooks import site_conversion
from tc3.ses import models

from ..support.halfway import both
from ..support.toy import imported


@pytest.fixture(scope="module")
def echo(toy: ModuleType) -> Any:
    return import_module("toycloud.toy.models").EchoResponse


# Member, its name on the wire, what is received, what the model holds.
TABLE: list[tuple[str, str, Any, Any]] = [
    # nothing
    ("name", "Name", None, None),
    ("count", "Count", None, None),
    ("part", "Part", None, None),
    ("settings", "Settings", None, None),
    ("numbers", "Numbers", None, []),
    ("parts", "Parts", None, []),
    # text
    ("name", "Name", "x", "x"),
    ("name", "Name", 5, "5"),
    ("name", "Name", 1.5, "1.5"),
    ("name", "Name", True, True),
    ("name", "Name", ["x"], ["x"]),
    ("name", "Name", "\ud83d", "\ud83d"),
    # whole numbers
    ("count", "Count", 3, 3),
    ("count", "Count", "3", 3),
    ("count", "Count", "-3", -3),
    ("count", "Count", 3.0, 3),
    ("count", "Count", 3.9, 3.9),
    ("count", "Count", "3.9", "3.9"),
    ("count", "Count", "03", "03"),
    ("count", "Count", " 3", " 3"),
    ("count", "Count", "1_000", "1_000"),
    ("count", "Count", "", ""),
    ("count", "Count", "9" * 5000, "9" * 5000),
    ("count", "Count", math.inf, math.inf),
    ("count", "Count", True, True),
    ("count", "Count", {"a": 1}, {"a": 1}),
    # numbers
    ("level", "Level", 1, 1.0),
    ("level", "Level", "0.5", 0.5),
    ("level", "Level", "much", "much"),
    ("level", "Level", 10**400, 10**400),
    ("level", "Level", [0.5], [0.5]),
    # true and false
    ("flag", "Flag", True, True),
    ("flag", "Flag", "false", False),
    ("flag", "Flag", "True", True),
    ("flag", "Flag", 0, False),
    ("flag", "Flag", 1, True),
    ("flag", "Flag", 2, 2),
    ("flag", "Flag", "yes", "yes"),
    ("flag", "Flag", "", ""),
    # bytes
    ("blob", "Blob", "eA==", b"x"),
    ("blob", "Blob", "no base64!", b"no base64!"),
    ("blob", "Blob", "é", "é".encode()),
    ("blob", "Blob", "", b""),
    ("blob", "Blob", 5, 5),
    # json
    ("settings", "Settings", '{"a":[1]}', {"a": [1]}),
    ("settings", "Settings", '{"a":', '{"a":'),
    ("settings", "Settings", "[1]", "[1]"),
    ("settings", "Settings", "", ""),
    ("settings", "Settings", {"a": 1}, {"a": 1}),
    ("settings", "Settings", '{"a":"\ud800"}', '{"a":"\ud800"}'),
    # times
    ("when", "When", "2024-01-31 08:00:05", datetime(2024, 1, 31, 8, 0, 5)),
    ("when", "When", "0000-00-00 00:00:00", "0000-00-00 00:00:00"),
    ("when", "When", "", ""),
    ("when", "When", 1706688000, 1706688000),
    (
        "moment",
        "Moment",
        "2024-01-31T08:00:00Z",
        datetime(2024, 1, 31, 8, tzinfo=timezone.utc),
    ),
    (
        "moment",
        "Moment",
        "2024-01-31T08:00:00+08:00",
        datetime(2024, 1, 31, 8, tzinfo=timezone(timedelta(hours=8))),
    ),
    ("moment", "Moment", "Z", "Z"),
    ("day", "Day", "2024-01-31", date(2024, 1, 31)),
    ("day", "Day", "2024-02-31", "2024-02-31"),
    ("day", "Day", 20240131, 20240131),
    # lists
    ("numbers", "Numbers", [1, "2", None, "x"], [1, 2, None, "x"]),
    ("numbers", "Numbers", "abc", "abc"),
    ("numbers", "Numbers", {"a": 1}, {"a": 1}),
    ("numbers", "Numbers", 5, 5),
    ("rows", "Rows", [["a", 1], None, "b"], [["a", "1"], None, "b"]),
    ("parts", "Parts", ["a", 5, None], ["a", 5, None]),
    # models
    ("part", "Part", "a", "a"),
    ("part", "Part", [{"Name": "a"}], [{"Name": "a"}]),
    # enums
    ("mood", "Mood", "furious", "furious"),
    ("mood", "Mood", 5, "5"),
    ("mood", "Mood", ["glad"], ["glad"]),
    ("digit", "Digit", 7, 7),
    ("digit", "Digit", "7", 7),
    ("digit", "Digit", "seven", "seven"),
    ("digit", "Digit", {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("member", "wire", "received", "read"), TABLE)
def test_reading(
    toy: ModuleType, echo: Any, member: str, wire: str, received: Any, read: Any
) -> None:
    found = getattr(toy.from_wire(echo, {wire: received}), member)
    assert found == read
    assert type(found) is type(read)


def test_known_values_become_members(toy: ModuleType, echo: Any) -> None:
    known = import_module("toycloud.toy.enums")
    response = toy.from_wire(echo, {"Mood": "glad", "Digit": "1"})
    assert response.mood is known.Mood.GLAD
    assert response.digit is known.Digit.ONE


def test_models_are_read_within_models(toy: ModuleType, echo: Any) -> None:
    part = {"Name": "a", "RequestId": "other", "Raw": "r", "Inner": {"Name": "b"}}
    response = toy.from_wire(echo, {"Parts": [part]})
    (made,) = response.parts
    assert (made.name, made.inner.name) == ("a", "b")
    # A member called like one of a response is a member like any other.
    assert (made.request_id_, made.raw_) == ("other", "r")


def test_what_is_missing_is_none_or_empty(toy: ModuleType, echo: Any) -> None:
    response = toy.from_wire(echo, {})
    assert (response.name, response.parts, response.request_id, response.raw) == (
        None,
        [],
        "",
        {},
    )


def test_lists_are_not_shared(toy: ModuleType, echo: Any) -> None:
    one, other = toy.from_wire(echo, {}), toy.from_wire(echo, {})
    one.numbers.append(1)
    assert other.numbers == []


@pytest.mark.parametrize(("key", "inside"), [("Part", "Inner"), ("Parts", "Inner")])
def test_nested_too_deep(toy: ModuleType, echo: Any, key: str, inside: str) -> None:
    part: dict[str, Any] = {"Name": "a"}
    for _ in range(100_000):
        part = {"Name": "a", inside: part}
    with pytest.raises(toy.errors.ResponseError, match="nested too deep"):
        toy.from_wire(echo, {key: part if key == "Part" else [part]})


_EACH_OTHER = """
service: toy
version: "2024-01-01"
title: Toy
summary: Types that contain each other.
actions:
  Look:
    summary: Look.
    returns:
      Tree: {type: Branch, doc: Begins here.}
      Trees: {type: "list[Branch]", doc: Several.}
types:
  Branch:
    doc: A branch.
    fields:
      Name: {type: string, doc: Its name.}
      Leaf: {type: Leaf, doc: At its end.}
      Branches: {type: "list[Branch]", doc: What grows on it.}
  Leaf:
    doc: A leaf.
    fields:
      Branch: {type: Branch, doc: What it hangs on.}
"""


def test_models_that_contain_each_other(tmp_path: Path) -> None:
    """However often they have been read before: code is made for them on second use."""
    branch: dict[str, Any] = {"Name": "a"}
    for name in "bcd":
        branch = {
            "Name": name,
            "Leaf": {"Branch": branch},
            "Branches": [branch, branch],
        }
    received = {"Tree": branch, "Trees": [branch, branch]}
    with imported(_EACH_OTHER, tmp_path, "eachother") as package:
        cls = import_module("eachother.toy.models").LookResponse
        for _ in range(3):
            response = package.from_wire(cls, received)
            sent = package.to_wire(response, validate=False)
            assert _without_empty_lists(sent) == received
            inner = response.trees[1].leaf.branch.branches[0]
            assert type(inner) is type(response.tree)


def _without_empty_lists(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_empty_lists(item) for item in value]
    if isinstance(value, dict):
        kept = {key: _without_empty_lists(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item != []}
    return value


def test_unknown_members_stay_in_raw() -> None:
    received = {"Data": [{"ReceiverId": 1, "Colour": "red"}], "Mood": "fine"}
    response = from_wire(models.ListReceiversResponse, received)
    assert response.data[0].receiver_id == 1
    assert response.raw["Mood"] == "fine"
    assert response.raw["Data"][0]["Colour"] == "red"


@pytest.mark.parametrize("uses", [0, 1])
def test_threads_that_use_a_model_first_read_all_of_it(
    uses: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cls = models.ListReceiversResponse
    received = {"TotalCount": 1, "Data": [{"ReceiverId": 1}]}
    site_conversion.cache_clear()
    for _ in range(uses):
        from_wire(cls, received)
    made = both(decode, cls, lambda: from_wire(cls, received), monkeypatch)
    assert [(m.total_count, m.data[0].receiver_id) for m in made] == [(1, 1)] * 2
