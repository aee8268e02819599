"""Models: to the wire and back, secrets, deprecated members."""

from __future__ import annotations

import warnings
from datetime import date
from types import ModuleType
from typing import Any

import pytest

from ..odd import RESPONSE, Part

WIRE = {
    "From": "here",
    "Async": True,
    "Class": [{"Class": [{}]}],
    "In": 2**64 - 1,
    "Global": 1.5,
    "list": ["a"],
    "date": "2024-01-31",
    "datetime": "2024-01-31 08:00:00",
    "field": "2024-01-31T08:00:00Z",
    "self": '{"a":1}',
    "models": "AP8=",
    "id": "x",
    "Old": "y",
    "Password": "secret",
    "Filters": [[{"Name": "n", "Values": ["v"]}], []],
    "Kinds": ["1", "2"],
    "Levels": [1, 2],
    "Language": "1",
    "Size": 1,
}


@pytest.mark.filterwarnings("ignore:old is deprecated")
def test_every_member_goes_to_the_wire(
    odd: ModuleType, part: Part, full: dict[str, Any]
) -> None:
    request = part("as_.models").ImportRequest(**full)
    assert odd.to_wire(request) == WIRE
    china = odd.to_wire(request, site="china")
    assert china == {**WIRE, "Language": "2", "Size": 2}


def test_every_member_comes_back(
    odd: ModuleType, part: Part, full: dict[str, Any]
) -> None:
    models, enums = part("as_.models"), part("as_.enums")
    back = odd.from_wire(models.ImportRequest, WIRE)
    expected = {**full, "kinds": [enums.Kind.ONE, enums.Kind.TWO]}
    expected["levels"] = [enums.Levels.LOW, enums.Levels.HIGH]
    assert back == models.ImportRequest(**expected)
    assert back.language is enums.Language.ENGLISH
    assert odd.from_wire(
        models.ImportRequest, {"Language": "1"}, site="china"
    ).language is (enums.Language.FRENCH)


def test_a_response_is_read_into_models(odd: ModuleType, part: Part) -> None:
    models, enums = part("as_.models"), part("as_.enums")
    response = odd.from_wire(models.ImportResponse, RESPONSE)
    assert response.kind is enums.Kind.TWO
    assert (response.level, response.language) == (9, "7"), "values unknown to the spec"
    assert (response.raw_, response.raw) == ("x", RESPONSE)
    assert response.dates == [date(2024, 1, 31)]
    assert response.node.children[0].edge == models.Edge(
        from_=models.Node(), to=models.Node()
    )
    assert response.any == models.Any_(any={"a": 1})
    assert response.mapping == models.Mapping_(
        response=models.Response_(request=models.Request_())
    )
    deep = models.Literal(literal=models.Literal())
    assert response.lists == [models.List(dict=models.Dict(literal=deep))]
    assert response.exception == models.Exception(warning=models.Warning())
    empty = odd.from_wire(models.ImportResponse, {})
    assert (empty.dates, empty.kind, empty.node) == ([], None, None)


def test_an_action_and_a_type_may_share_a_name(part: Part) -> None:
    models = part("as_.models")
    assert models.NothingRequest.__module__.endswith("models.nothing")
    assert models.Nothing.__module__.endswith("models.nothing_type")
    assert models.RequestRequest.__module__.endswith("models.request")
    assert models.Request_.__module__.endswith("models.request_type")


def test_secrets_are_hidden(part: Part) -> None:
    request = part("as_.models").ImportRequest(from_="x", password="secret")
    assert "secret" not in repr(request)


def test_a_deprecated_member_warns_only_if_it_is_given(
    odd: ModuleType, part: Part
) -> None:
    models = part("as_.models")
    with pytest.warns(DeprecationWarning, match=r"old is deprecated\. Use `from_`\."):
        odd.to_wire(models.ImportRequest(from_="x", old="y"))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        odd.to_wire(models.ImportRequest(from_="x"))
