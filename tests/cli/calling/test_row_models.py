"""Rows with structures, numbers and times, and what is given once for all of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tc3gen.python.output.generate import generate_package

from ..support.recorder import Recorder

SPEC = """\
service: parcels
version: "2024-01-31"
title: Parcels
summary: Sends parcels.
actions:
  AddParcels:
    summary: Add parcels.
    params:
      Depot: {type: string, required: true, enum: Depot, doc: Where they are.}
      From: {type: datetime, required: true, format: iso, doc: When they leave.}
      Parcels: {type: "list[Parcel]", required: true, items: [1, 50], doc: Parcels.}
    examples:
      - title: One
        request:
          Depot: n
          From: "2026-01-31T08:00:00+08:00"
          Parcels: [{Number: a, Weight: 1, Receiver: {City: Rome}}]
        response: {}
  Find:
    summary: Find a parcel.
    repeatable: true
    params:
      Kind: {type: string, enum: Kind, doc: Its kind.}
      Depot: {type: string, enum: Depot, doc: Where it is.}
    examples:
      - {title: All, request: {}, response: {}}
bulk:
  UploadParcels:
    doc: Add any number of parcels.
    params: {Place: Depot, Leaving: From}
    rows: {AddParcels: Parcels}
    key: Number
types:
  Parcel:
    doc: A parcel.
    fields:
      Number: {type: string, required: true, doc: Its number.}
      Weight: {type: float, required: true, range: [0, 30], doc: Kilograms.}
      Receiver: {type: Address, required: true, doc: Who gets it.}
      Count: {type: integer, doc: How many.}
  Address:
    doc: An address.
    fields:
      City: {type: string, required: true, doc: Where it is.}
enums:
  Depot: {doc: A place., values: {NORTH: n, SOUTH: s}}
  Kind: {doc: A kind., open: true, values: {LETTER: LETTER, BOX: 2x}}
"""

PLACE = ("NORTH", "2026-01-31T08:00:00+08:00")
ROW = {"Number": "@7", "Weight": 1.5, "Receiver": {"City": "Rome"}}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the package `parcels_api`."""
    folder = tmp_path_factory.mktemp("made")
    folder.joinpath("parcels.yaml").write_text(SPEC)
    done = generate_package(
        [folder / "parcels.yaml"], folder / "out", package="parcels_api"
    )
    assert [str(problem) for problem in done.problems] == []
    return folder / "out"


def run(folder: Path, recorder: Recorder, *words: str, stdin: str = "") -> Any:
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("TC3_", "TENCENT"))},
        "TC3_ENDPOINT": recorder.url, "PYTHONPATH": str(folder), "HOME": str(folder),
        "TENCENTCLOUD_SECRET_ID": "a", "TENCENTCLOUD_SECRET_KEY": "b", "COLUMNS": "200",
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "parcels_api", "parcels", *words],
        env=environment, input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip


FILES = {
    "columns with dots": ("csv", "number,weight,receiver.city,count\n@7,1.5,Rome,\n"),
    "a structure as JSON": ("csv", '@7,1.5,"{""City"": ""Rome""}"\n'),
    "names of the wire": (
        "jsonl",
        '{"Number": "@7", "Weight": 1.5, "Receiver": {"City": "Rome"}}',
    ),
    "names of options": (
        "jsonl",
        '{"number": "@7", "weight": 1.5, "receiver": {"city": "Rome"}}',
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_rows_are_read_as_parameters_are(
    made: Path, recorder: Recorder, kind: str
) -> None:
    format, text = FILES[kind]
    words = ("upload-parcels", *PLACE, "-", "--format", format)
    ran = run(made, recorder, *words, stdin=text)
    assert ran.returncode == 0, ran.stderr
    assert recorder.parameters() == [
        {"Depot": "n", "From": "2026-01-31T08:00:00+08:00", "Parcels": [ROW]}
    ]


WRONG = {
    "number,weight,receiver.city\n1,x,Rome\n": "row 0: weight: must be a number",
    "number,weight,receiver.city\n1,99,Rome\n": "row 0: weight: 99.0, but at most 30",
    "number,weight,receiver.town\n1,1,Rome\n": "row 0: receiver.town: has no member",
    "number,weight,colour\n1,1,red\n": "row 0: colour: is not known; receiver: is req",
    "1,2\n": "row 0: has 2 values, but needs 3: number, weight, receiver",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_with_a_row(made: Path, recorder: Recorder, text: str) -> None:
    words = ("upload-parcels", *PLACE, "-", "--format", "csv")
    ran = run(made, recorder, *words, stdin=text)
    assert (ran.returncode, recorder.requests) == (2, [])
    assert WRONG[text] in ran.stderr


def test_a_text_is_no_row(made: Path, recorder: Recorder) -> None:
    ran = run(made, recorder, "upload-parcels", *PLACE, "-", stdin="hello\n")
    assert ran.returncode == 2
    assert "a row has number, weight, receiver: give CSV or JSON lines" in ran.stderr


def test_what_is_given_once_is_a_parameter_like_any(
    made: Path, recorder: Recorder
) -> None:
    ran = run(made, recorder, "upload-parcels", "EAST", "soon", "-")
    assert (ran.returncode, recorder.requests) == (2, [])
    assert "PLACE: must be one of NORTH (n), SOUTH (s)" in ran.stderr
    assert "LEAVING: must be a time such as 2026-01-31T08:00:00+08:00" in ran.stderr


def test_an_open_enum_takes_what_the_spec_does_not_know(
    made: Path, recorder: Recorder
) -> None:
    ran = run(made, recorder, "find", "--kind", "CRATE")
    assert ran.returncode == 0, ran.stderr
    assert recorder.parameters() == [{"Kind": "CRATE"}]
    assert run(made, recorder, "find", "--depot", "EAST").returncode == 2
