"""A vendored package has the features that its actions need, and only those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tc3gen.python.plan.package import CLIENTS
from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.features import implied_features
from tc3gen.python.vendoring.make import Options, make_vendored
from tc3gen.python.vendoring.needs import NEEDED, needed_features
from tc3gen.spec.reading.load import load_specs
from tc3gen.spec.select import parse_only, select_services

from ..small import succeeds, write_spec

SPEC = """
enums:
  Colour: {doc: A colour., values: {RED: red}}
types:
  Part:
    doc: A part.
    fields:
      Colour: {type: string, enum: Colour, doc: Its colour.}
      Weights: {type: "list[float]", doc: Its weights.}
      Parts: {type: "list[Part]", doc: Its parts.}
actions:
  Plain: {summary: Do it., params: {Name: {type: string, doc: A name.}}}
  Elsewhere: {summary: Do it., host: other.intl.tencentcloudapi.com}
  Unsigned: {summary: Do it., unsigned: true}
  Token:
    summary: Do it.
    client_token: Token
    params: {Token: {type: string, doc: A token.}}
  Secret:
    summary: Do it.
    params: {Key: {type: string, sensitive: true, doc: A key.}}
  Nullable:
    summary: Do it.
    params: {Name: {type: string, nullable: true, doc: A name.}}
  Send:
    summary: Do it.
    params:
      Flag: {type: boolean, doc: A flag.}
      Ratio: {type: float, doc: A ratio.}
      Data: {type: bytes, doc: Data.}
      Text: {type: json, doc: A document.}
      Day: {type: date, doc: A day.}
      Part: {type: Part, doc: A part.}
  Read:
    summary: Do it.
    returns:
      Flag: {type: boolean, doc: A flag.}
      Ratio: {type: float, doc: A ratio.}
      Data: {type: bytes, doc: Data.}
      Text: {type: json, doc: A document.}
      Day: {type: date, doc: A day.}
      Part: {type: Part, doc: A part.}
      Error: {type: string, doc: An error.}
"""

READS = {"reads_bytes", "reads_enums", "reads_json", "reads_lists"}
KINDS = {"booleans", "dates", "floats"}


@pytest.fixture(scope="module")
def spec(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_spec(tmp_path_factory.mktemp("spec"), SPEC)


@pytest.mark.parametrize(
    ("action", "needed"),
    [
        ("Plain", set[str]()),
        ("Elsewhere", {"hosts"}),
        ("Unsigned", {"unsigned"}),
        ("Token", {"tokens"}),
        ("Secret", {"sensitive"}),
        ("Nullable", {"nulls"}),
        ("Send", KINDS),
        ("Read", {"error_members"} | KINDS | READS),
    ],
)
def test_what_an_action_needs(action: str, needed: set[str], spec: Path) -> None:
    loaded = load_specs([spec])
    assert not loaded.problems
    services = select_services(loaded.services, (parse_only(f"toy:{action}"),))
    assert needed_features(services) == needed
    assert needed <= NEEDED.keys()


def test_features_bring_those_that_they_cannot_do_without() -> None:
    assert implied_features(["converter"]) == {"converter", "wire"} | READS
    assert implied_features(["ledger"]) > {"options", "shared_transports"}
    assert implied_features(["cli"]) >= NEEDED.keys()
    assert implied_features(["raw"]) == {"raw"}


CONVERT = """
import datetime, json, sys
sys.path.insert(0, sys.argv[1])
from tc3 import Credential
from tc3._core.serialization.hooks import structure, unstructure
from tc3.toy import ToyClient, enums, models

part = models.Part(colour="red", weights=[1, 0.5], parts=[models.Part(colour="red")])
request = models.SendRequest(
    flag=True, ratio=0.5, data=b"a", text={"a": 1}, day=datetime.date(2024, 1, 31), part=part)
wire = unstructure(request, "international")
print(json.dumps(wire))
response = structure(models.ReadResponse, {**wire, "RequestId": "r", "Error": "e"}, "china")
assert response.flag is True and response.ratio == 0.5 and response.data == b"a", response
assert response.text == {"a": 1} and response.day == datetime.date(2024, 1, 31), response
assert response.part.parts[0].colour is enums.Colour.RED, response
assert response.part.weights == [1.0, 0.5] and response.error == "e", response
assert "secret" not in repr(models.SecretRequest(key="secret"))
client = ToyClient(Credential("id", "key"), "ap-singapore")
prepare = client._core.prepare
assert prepare(models.ElsewhereRequest()).own_endpoint.host == "other.intl.tencentcloudapi.com"
assert prepare(models.UnsignedRequest()).unsigned
assert len(json.loads(prepare(models.TokenRequest()).body)["Token"]) == 36
from tc3 import NULL
assert unstructure(models.NullableRequest(name=NULL), "china") == {"Name": None}
"""


@pytest.mark.slow
def test_all_kinds_of_values_go_and_come(spec: Path, tmp_path: Path) -> None:
    only = (parse_only("toy:Send,Read,Secret,Elsewhere,Unsigned,Token,Nullable"),)
    vendor_package([spec], tmp_path / "tc3", Options(only, CLIENTS[1:]))
    said = succeeds("python", "-P", "-c", CONVERT, tmp_path)
    assert json.loads(said) == {
        "Flag": True,
        "Ratio": 0.5,
        "Data": "YQ==",
        "Text": '{"a":1}',
        "Day": "2024-01-31",
        "Part": {
            "Colour": "red",
            "Weights": [1, 0.5],
            "Parts": [{"Colour": "red"}],
        },
    }


def test_what_no_action_needs_is_not_there(spec: Path) -> None:
    made = make_vendored([spec], Options((parse_only("toy:Plain"),)))
    assert made.problems == ()
    text = b"\n".join(made.files.values()).decode()
    for name in (
        *("NULL", "_float", "_boolean", "b64decode", "uuid4", "endpoint_of_action"),
        *("to_wire", "with_options", "prepare_raw", "attempt_log", "exec(", "zlib"),
        *("sensitive", "unsigned", "client_token", "advice", "__all__: list"),
    ):
        assert name not in text, name
