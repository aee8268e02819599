"""A spec as somebody writes it who knows the page of the format and nothing else."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tc3gen.cloud import running_cloud
from tc3gen.python.output.generate import generate_package
from tc3gen.python.output.package import load_checked

PARKING = """\
service: parking
version: "2026-03-01"
title: Parking lots
summary: Places to park.
actions:
  ListLots:
    summary: List the parking lots.
    repeatable: true
    params:
      City: {type: string, doc: Only those of a city.}
      Offset: {type: integer, doc: Lots to skip., default: 0}
      Limit: {type: integer, doc: Lots of a page., range: [1, 100]}
    returns:
      Lots: {type: "list[Lot]", always: true, doc: The lots.}
      Total: {type: integer, always: true, doc: Number of all lots.}
    pages: {offset: Offset, limit: Limit, items: Lots, total: Total}
    examples:
      - title: A lot
        request: {City: Oslo}
        response: {Total: 1, Lots: [{LotId: "1", Prices: [{From: 2, PerHour: 2.5}]}]}
  EnterLot:
    summary: Let a car in.
    streams: Live
    client_token: Token
    params:
      LotId: {type: string, required: true, doc: The lot.}
      Kind: {type: string, doc: Kind of car., enum: {CAR: car, LORRY: lorry}}
      Live: {type: boolean, doc: Tell when a place is found.}
      Token: {type: string, doc: Tells the request from others.}
    returns:
      Since: {type: datetime, format: iso, always: true, doc: Time of entry.}
      Place: {type: integer, doc: The place.}
    errors: [LimitExceeded, Gate.Broken]
    examples:
      - title: A car
        request: {LotId: "1"}
        response: {Since: "2026-03-01T08:00:00+01:00"}
  NameCars:
    summary: Give cars of a lot their names.
    params:
      LotId: {type: string, required: true, doc: The lot.}
      Cars: {type: "list[Car]", required: true, doc: The cars., items: [1, 2]}
    returns:
      Named: {type: integer, always: true, doc: How many have one now.}
    examples:
      - title: A car
        request: {LotId: "1", Cars: [{Name: Ada}]}
        response: {Named: 1}
bulk:
  NameAll:
    doc: Give any number of cars their names.
    params: {LotId: LotId}
    rows: {NameCars: Cars}
    key: Name
waiters:
  LotKnown:
    doc: Wait until there is a lot.
    action: ListLots
    path: Total
    success: [1]
    interval: 1
    deadline: 60
types:
  Lot:
    doc: A lot.
    fields:
      LotId: {type: string, doc: Names the lot.}
      Prices: {type: "list[Price]", doc: Prices by duration.}
  Car:
    doc: A car.
    fields:
      Name: {type: string, required: true, doc: Its name.}
      Colour: {type: string, doc: Its colour.}
  Price:
    doc: A price.
    fields:
      From: {type: integer, doc: Hour from which it holds.}
      PerHour: {type: float, doc: Price of an hour.}
errors:
  Gate.Broken: The gate does not open.
"""


@pytest.fixture
def parking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    spec = tmp_path / "spec" / "parking.yaml"
    spec.parent.mkdir()
    spec.write_text(PARKING)
    found, problems = load_checked([spec])
    assert not problems
    generate_package([spec], tmp_path, package="parking_api")
    monkeypatch.syspath_prepend(tmp_path)
    package = importlib.import_module("parking_api.parking")
    with (
        running_cloud(found.services, found.common) as cloud,
        cloud.client(package.ParkingClient) as client,
    ):
        yield package, client
    for name in [each for each in sys.modules if each.split(".")[0] == "parking_api"]:
        del sys.modules[name]


def test_names_are_those_that_the_page_promises(parking: Any) -> None:
    package, client = parking
    (lot,) = client.iter_list_lots(city="Oslo")
    assert lot.prices[0].from_ == 2
    assert client.enter_lot(lot_id="1", kind=package.enums.Kind.LORRY).place is None
    assert callable(client.stream_enter_lot)
    assert client.wait_until_lot_known().total == 1
    assert issubclass(package.errors.GateBroken, package.errors.Gate)
    assert package.models.Lot is type(lot)
    assert package.AsyncParkingClient.service == "parking"


def test_the_docstrings_say_what_can_be_typed(parking: Any) -> None:
    _, client = parking
    assert "A row is `(name,)`, or a `Car`." in client.name_all.__doc__
    rows = [("Ada",), ("Bob",), ("Cyd",)]
    assert client.name_all("1", rows).sent == 3
    with pytest.raises(Exception, match=r"must be \(name,\) or Car, not str"):
        client.name_all("1", ["Ada"])
    assert "every second, then" in client.wait_until_lot_known.__doc__
