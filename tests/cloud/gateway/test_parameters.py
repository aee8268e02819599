"""Parameters of a query get the types of the spec; where they come from is no matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tc3gen.cloud.gateway.gateway import Gateway, site_of
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import open_envelope
from tc3gen.cloud.protocol.request import Call, ReceivedRequest
from tc3gen.python.runtime.signing.tc3 import authorization
from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import load_specs

from ..support.client import FORM

NOW = 1_767_225_600

SPEC = """
service: demo
version: "2026-01-01"
title: Demo
summary: A service with a parameter of each type.
regions: {international: [eu-a, eu-b], china: [ap-a, eu-b]}
actions:
  Take:
    summary: Take parameters.
    params:
      Text: {type: string, doc: Text.}
      Count: {type: integer, doc: Number.}
      Ratio: {type: float, doc: Number.}
      Flag: {type: boolean, doc: Switch.}
      Day: {type: date, doc: Day.}
      Data: {type: json, doc: Object as text.}
      File: {type: bytes, doc: Content.}
      Names: {type: "list[string]", doc: Texts.}
      Grid: {type: "list[list[integer]]", doc: Numbers.}
      Node: {type: Node, doc: Object.}
    examples:
      - {title: Nothing, request: {}, response: {}}
types:
  Node:
    doc: An object that may contain others.
    fields:
      Id: {type: integer, doc: Number.}
      Children: {type: "list[Node]", doc: Others.}
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Service:
    path: Path = tmp_path_factory.mktemp("spec") / "demo.yaml"
    path.write_text(SPEC)
    specs = load_specs([path])
    assert specs.problems == ()
    return specs.services[0]


def read(service: Service, query: str) -> Call:
    headers = {
        "content-type": FORM,
        "host": "demo.tencentcloudapi.com",
        "x-tc-action": "Take",
        "x-tc-version": service.version,
        "x-tc-region": "eu-a",
        "x-tc-timestamp": str(NOW),
    }
    headers["authorization"] = authorization(
        secret_id="id",
        secret_key="key",
        service="demo",
        timestamp=NOW,
        headers=[(name, headers[name]) for name in ("content-type", "host")],
        payload=b"",
        method="GET",
        query=query,
    )
    request = ReceivedRequest(method="GET", query=query, headers=headers, body=b"")
    gateway = Gateway([service], {"id": "key"})
    return gateway.read(open_envelope(request), now=NOW, request_id="1")


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("", {}),
        (
            "Text=1&Count=1&Ratio=1&Flag=true",
            {"Text": "1", "Count": 1, "Ratio": 1.0, "Flag": True},
        ),
        (
            "Count=-5&Ratio=-2.5e3&Flag=False",
            {"Count": -5, "Ratio": -2500.0, "Flag": False},
        ),
        (urlencode({"Text": "a&b=c d+é\n名"}), {"Text": "a&b=c d+é\n名"}),
        (
            urlencode({"Data": '{"a": 1}', "File": "QQ=="}),
            {"Data": '{"a": 1}', "File": "QQ=="},
        ),
        ("Day=2026-01-31", {"Day": "2026-01-31"}),
        ("Names.0=a&Names.1=b", {"Names": ["a", "b"]}),
        ("Names.1=b&Names.0=a", {"Names": ["a", "b"]}),
        (
            "&".join(f"Names.{i}={i}" for i in range(12)),
            {"Names": [*map(str, range(12))]},
        ),
        ("Grid.0.0=1&Grid.0.1=2&Grid.1.0=3", {"Grid": [[1, 2], [3]]}),
        (
            "Node.Id=1&Node.Children.0.Id=2",
            {"Node": {"Id": 1, "Children": [{"Id": 2}]}},
        ),
    ],
)
def test_queries(service: Service, query: str, params: dict[str, Any]) -> None:
    call = read(service, query)
    assert call.params == params
    assert type(call.params.get("Ratio", 0.0)) is float
    assert (call.account, call.region, call.language) == ("id", "eu-a", "en-US")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Count=1.5", "InvalidParameter"),
        ("Count=", "InvalidParameter"),
        ("Count=1_000", "InvalidParameter"),
        ("Count=٣", "InvalidParameter"),
        ("Ratio=nan", "InvalidParameter"),
        ("Ratio=1e999", "InvalidParameter"),
        ("Flag=1", "InvalidParameter"),
        ("Day=2026-02-30", "InvalidParameter"),
        ("Data=text", "InvalidParameter"),
        ("Names=a", "InvalidParameter"),
        ("Names.1=a", "InvalidParameter"),
        ("Names.00=a", "InvalidParameter"),
        ("Names.999999999=a", "InvalidParameter"),
        ("Names.x=a", "InvalidParameter"),
        ("Names.0.0=a", "InvalidParameter"),
        ("Node=a", "InvalidParameter"),
        ("Node.Size=1", "UnknownParameter"),
        ("Text.a=1&Text=2", "InvalidParameter"),
        ("Node" + ".Children.0" * 1500 + ".Id=1", "InvalidParameter"),
    ],
)
def test_queries_that_do_not_fit(service: Service, query: str, code: str) -> None:
    with pytest.raises(ApiErrorResponse) as caught:
        read(service, query)
    assert caught.value.code == code


def test_sites(service: Service) -> None:
    assert site_of(service, "ap-a") == "china"
    assert site_of(service, "eu-a") == "international"
    assert site_of(service, "eu-b") == "international"
    assert site_of(service, None) == "international"
