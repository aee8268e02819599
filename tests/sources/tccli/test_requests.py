"""Published examples are HTTP as text: a POST with a JSON body, or an address."""

from __future__ import annotations

from typing import Any

import pytest

from .published import Import, action, example, member

PARAMS = [
    member("Name"),
    member("Count", "int64"),
    member("Rate", "float"),
    member("On", "bool"),
    member("Ids", "list[int64]"),
    member("Filters", "list[Filter]"),
    member("Filter", "Filter"),
]
FILTER = {"Filter": [member("Name"), member("Values", "list[string]")]}


def read(toy: Import, **texts: str) -> dict[str, Any]:
    """The only example of an action, as it stands in the spec."""
    toy.publish({"Ping": action(PARAMS, PARAMS, [example(**texts)])}, FILTER)
    found: dict[str, Any] = toy.imported()["actions"]["Ping"]["examples"][0]
    return found


def test_post(toy: Import) -> None:
    text = 'POST / HTTP/1.1\r\nHost: x\r\n<common>\r\n\r\n{"Name": "a", "Ids": [1, 2]}'
    assert read(toy, input=text)["request"] == {"Name": "a", "Ids": [1, 2]}


def test_address(toy: Import) -> None:
    text = (
        "https://toy.example.com/?Action=Ping\n&Name=a b&c\n&Count=3\n&Rate=0.5\n&On=true"
        "\n&Ids.1=8\n&Ids.0=7\n&Filters.0.Name=zone\n&Filters.0.Values.0=x%3D1"
        "\n&Filter.Name=one\n&Region=here\n&<common>"
    )
    assert read(toy, input=text)["request"] == {
        "Name": "a b&c",
        "Count": 3,
        "Rate": 0.5,
        "On": True,
        "Ids": [7, 8],
        "Filters": [{"Name": "zone", "Values": ["x=1"]}],
        "Filter": {"Name": "one"},
    }


def test_response(toy: Import) -> None:
    text = '{"Response": {"Name": "a", "Count": null, "RequestId": "r"}}'
    assert read(toy, output=text)["response"] == {"Name": "a", "Count": None}


@pytest.mark.parametrize(
    "body",
    [
        '{"Name": ',
        "[1]",
        '{"Rate": NaN}',
        '{"Rate": 1e999}',
        '{"Count": ' + "9" * 50 + "}",
        "[" * 100_000,
        '{"Name":' * 60 + "1" + "}" * 60,
    ],
)
def test_what_is_no_json_is_kept_as_text(toy: Import, body: str) -> None:
    found = read(toy, input=f"POST / HTTP/1.1\n\n{body}")
    assert found["request"] == {}
    assert body.strip() in found["doc"]


def test_an_event_stream_is_kept_as_text(toy: Import) -> None:
    assert 'data: {"Name": 1}' in read(toy, output='data: {"Name": 1}\n\n')["doc"]


def test_an_example_against_its_definition_is_kept_and_says_so(toy: Import) -> None:
    found = read(toy, input='POST / HTTP/1.1\n\n{"Count": "3", "Colour": "red"}')
    assert found["request"] == {"Count": "3", "Colour": "red"}
    assert '`Count` must be an integer of 64 bits, not the text "3"' in found["differs"]
    assert "`Colour` is not known" in found["differs"]


def test_title_and_text_of_an_example(toy: Import) -> None:
    found = read(toy, title="<b>Ask</b>", document="<p>More.</p>")
    assert (found["title"], found["doc"]) == ("Ask", "More.")
