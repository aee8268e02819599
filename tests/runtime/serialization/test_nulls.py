"""What may be null, missing or unlisted: `tc3.NULL`, `always: true`, `open: true`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from ..support.driver import Driver, Either
from ..support.servers import Server, ok
from ..support.toy import imported

SPEC = """
service: toy
version: "2024-01-01"
title: Toy
summary: Sets.
enums:
  Colour:
    doc: A colour that is listed.
    values: {RED: red}
  Shade:
    doc: A shade, of which there are more.
    open: true
    values: {DARK: 1}
types:
  Inner:
    doc: An inner part.
    fields:
      Note: {type: string, nullable: true, doc: A note.}
actions:
  Set:
    summary: Set it.
    repeatable: true
    examples: [{title: Set, request: {Must: x}}]
    params:
      Must: {type: string, nullable: true, required: true, doc: Due.}
      May: {type: integer, nullable: true, range: [1, 5], doc: Welcome.}
      Plain: {type: string, doc: Not null.}
      Inner: {type: Inner, doc: A part.}
      Colour: {type: string, enum: Colour, doc: Its colour.}
      Colours: {type: "list[string]", enum: Colour, doc: More colours.}
      Shade: {type: integer, enum: Shade, doc: Its shade.}
  Get:
    summary: Get it.
    examples: [{title: Get, response: {Sure: x}}]
    returns:
      Sure: {type: string, always: true, doc: Always there.}
      Perhaps: {type: string, doc: Sometimes there.}
      Void: {type: string, always: true, nullable: true, doc: There and null.}
  Put:
    summary: Put a file.
    form: multipart
    examples: [{title: Put, request: {File: eA==}}]
    params:
      File: {type: bytes, required: true, doc: The file.}
      Note: {type: string, nullable: true, doc: A note.}
      Inner: {type: Inner, doc: A part.}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with imported(SPEC, tmp_path_factory.mktemp("nulls"), "nullcloud") as made:
        yield made


@pytest.fixture
def models(package: ModuleType) -> Any:
    return import_module("nullcloud.toy.models")


@pytest.fixture
def enums(package: ModuleType) -> Any:
    return import_module("nullcloud.toy.enums")


Make = Callable[..., Either]


@pytest.fixture
def client(package: ModuleType, driver: Driver, server: Server) -> Make:
    toy = import_module("nullcloud.toy")
    key = package.Credential("AKIDtest", "the-secret-key")
    given = {"credential": key, "retry": package.RetryPolicy(1)}
    return lambda **options: driver.of(
        toy.ToyClient, toy.AsyncToyClient, server.url, **given, **options
    )


async def test_null_is_sent_and_told_from_absent(
    package: ModuleType, models: Any, client: Make, server: Server
) -> None:
    server.plays(ok(), ok(), ok())
    null = package.NULL
    async with client() as made:
        await made.set(must=null, may=null)
        await made.set(must="x", may=None)
        await made.set(must="x", inner=models.Inner(note=null))
    assert [request.params for request in server.requests] == [
        {"Must": None, "May": None},
        {"Must": "x"},
        {"Must": "x", "Inner": {"Note": None}},
    ]


def test_null_is_read_again(package: ModuleType, models: Any) -> None:
    wire = {"Must": None, "May": None}
    for _ in range(3):  # by a loop, then by code
        request = package.from_wire(models.SetRequest, wire)
        assert (request.must, request.may) == (package.NULL, package.NULL)
        assert request.plain is None
        assert package.to_wire(request) == wire
        assert package.converter().unstructure(request) == wire


@pytest.mark.parametrize("validate", [True, False])
def test_only_where_the_spec_allows_it(
    package: ModuleType, models: Any, validate: bool
) -> None:
    for _ in range(3):
        request = models.SetRequest(must="x", plain=package.NULL)
        if validate:
            with pytest.raises(package.errors.ValidationError, match="plain: must be"):
                package.to_wire(request)
        with pytest.raises(package.errors.ValidationError, match="must: is required"):
            package.to_wire(models.SetRequest(must=None))
        with pytest.raises(package.errors.ValidationError, match="Plain: is null"):
            package.from_wire(models.SetRequest, {"Must": "x", "Plain": None})


@pytest.mark.parametrize(
    "options", [{"http_method": "GET"}, {"signature": "HmacSHA256"}]
)
async def test_a_query_cannot_tell_of_null(
    package: ModuleType,
    models: Any,
    client: Make,
    server: Server,
    options: dict[str, Any],
) -> None:
    null = package.NULL
    inside = models.Inner(note=null)
    async with client(**options) as made:
        for given, name in (({"may": null}, "may"), ({"inner": inside}, "inner")):
            with pytest.raises(package.errors.ValidationError) as caught:
                await made.set(must="x", **given)
            assert caught.value.field == name
            assert "as JSON only" in caught.value.reason
    assert server.requests == []


async def test_multipart_cannot_tell_of_null(
    package: ModuleType, models: Any, client: Make, server: Server
) -> None:
    null = package.NULL
    async with client() as made:
        with pytest.raises(package.errors.ValidationError, match="as JSON only"):
            await made.put(file=b"x", note=null)
        assert server.requests == []
        await made.put(file=b"x", inner=models.Inner(note=null))
    assert b'{"Note":null}' in server.requests[0].body  # a part that is JSON


def test_a_member_that_is_always_there_is_missed_once(
    package: ModuleType, models: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "tc3")
    for _ in range(4):
        assert package.from_wire(models.GetResponse, {"Sure": "x"}).sure == "x"
    assert caplog.messages == []
    for _ in range(4):
        assert package.from_wire(models.GetResponse, {}).sure is None
    assert caplog.messages == [
        "GetResponse.Sure is missing, although the service always returns it: it is None"
    ]


def test_the_annotation_says_whether_it_may_be_missing(models: Any) -> None:
    from typing import get_type_hints

    hints = get_type_hints(models.GetResponse)
    assert hints["sure"] is str
    assert hints["perhaps"] == str | None
    assert hints["void"] == str | None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"colour": "blue"}, "colour: .*red"),
        ({"colours": ["red", "blue"]}, r"colours\[1\]: .*red"),
    ],
)
def test_a_value_that_is_not_listed_is_refused(
    package: ModuleType, models: Any, given: dict[str, Any], reason: str
) -> None:
    for _ in range(3):
        request = models.SetRequest(must="x", **given)
        with pytest.raises(package.errors.ValidationError, match=reason):
            package.to_wire(request)
        assert package.to_wire(request, validate=False)


def test_an_unlisted_value_on_purpose(
    package: ModuleType, models: Any, enums: Any
) -> None:
    for _ in range(3):
        request = models.SetRequest(must="x", colour=enums.Colour.unlisted("blue"))
        assert package.to_wire(request)["Colour"] == "blue"


def test_an_open_enum_takes_other_values(
    package: ModuleType, models: Any, enums: Any
) -> None:
    for _ in range(3):
        request = models.SetRequest(must="x", shade=7)
        assert package.to_wire(request)["Shade"] == 7
        request = models.SetRequest(must="x", shade="dark")
        with pytest.raises(package.errors.ValidationError, match="shade"):
            package.to_wire(request)
        wire = {"Must": "x", "Shade": 1}
        assert package.from_wire(models.SetRequest, wire).shade is enums.Shade.DARK
        assert package.from_wire(models.SetRequest, {**wire, "Shade": 7}).shade == 7
    with pytest.raises(package.errors.ValidationError, match="Colour"):
        package.from_wire(models.SetRequest, {"Must": "x", "Colour": "blue"})
