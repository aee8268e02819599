"""JSON is the same with orjson and without."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc3._core.serialization import json_codec as jsontext

from .wire_values import json_values


@pytest.fixture(autouse=True)
def loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "orjson", orjson)


@pytest.mark.parametrize("size", [10, 10_000])
def test_orjson_is_loaded_when_there_is_work(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsontext, "orjson", jsontext._Later())
    text = jsontext.dumps_checked("x" * size)
    assert jsontext.loads(text) == "x" * size
    assert (jsontext.orjson is orjson) == (size > 1000)
    for _ in range(20):
        assert jsontext.dumps_checked("x" * size) == text
    assert jsontext.orjson is orjson


def test_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsontext, "orjson", jsontext._Later())
    monkeypatch.setitem(sys.modules, "orjson", None)
    for _ in range(20):
        assert jsontext.loads(b"[1]") == [1]
    assert jsontext.orjson is None


@pytest.fixture(params=["orjson", "standard library"])
def loads(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Callable[[bytes], Any]:
    if request.param != "orjson":
        monkeypatch.setattr(jsontext, "orjson", None)
    loads: Callable[[bytes], Any] = jsontext.loads
    return loads


@given(value=json_values)
def test_what_is_written_is_read_back(value: object) -> None:
    text = jsontext.dumps(value)
    assert jsontext.loads(text) == value
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jsontext, "orjson", None)
        assert jsontext.loads(text) == value


def _integer(digits: str) -> float:
    """What orjson makes of an integer: beyond 64 bits, a float if one is large enough."""
    number = int(digits)
    if -(2**63) <= number < 2**64:
        return number
    try:
        return float(number)
    except OverflowError:
        return number


@given(
    text=st.binary()
    | st.text().map(str.encode)
    | st.from_regex(rb'[-+0-9.eE{}\[\],:" tfn\\u]{1,20}', fullmatch=True)
)
@example(b"20000000000000000001")
@example(b"NaN")
def test_orjson_changes_nothing_but_large_integers(text: bytes) -> None:
    def outcome(read: Callable[[bytes], Any]) -> object:
        try:
            return read(text)
        except ValueError:
            return ValueError

    ours = outcome(jsontext.loads)
    theirs = outcome(lambda text: json.loads(text.decode(), parse_int=_integer))
    assert repr(ours) == repr(theirs)  # nan is not equal to nan


def test_text_is_compact_utf_8() -> None:
    assert jsontext.dumps({"a": [1, "é"]}) == '{"a":[1,"é"]}'.encode()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b' {"a" : 1} ', {"a": 1}),
        (b'{"a": 1, "a": 2}', {"a": 2}),
        (b'"\\ud83d"', "\ud83d"),  # an emoji that the service cut in two
        (b"18446744073709551615", 2**64 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b"1e999", math.inf),
    ],
)
def test_reads(loads: Callable[[bytes], Any], text: bytes, value: object) -> None:
    assert loads(text) == value


def test_reads_nan(loads: Callable[[bytes], Any]) -> None:
    assert math.isnan(loads(b'{"a": NaN}')["a"])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>",
        b"{",
        b'{"a":1}}',
        b"{'a': 1}",
        b"[1,]",
        b"\xff\xfe",
        b'"\xc3"',  # half of a character
        b"\xef\xbb\xbf{}",
        b"1" * 5000,
    ],
)
def test_refuses(loads: Callable[[bytes], Any], text: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        loads(text)


def test_refuses_what_is_nested_too_deep(loads: Callable[[bytes], Any]) -> None:
    with pytest.raises((ValueError, RecursionError)):
        loads(b"[" * 100_000 + b"]" * 100_000)


@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, {"a": [math.nan]}, "\ud800", datetime(2024, 1, 1), b"x", {1}],
)
def test_does_not_write_what_json_cannot_hold(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        jsontext.dumps(value)


@given(value=json_values)
def test_agrees_with_the_standard_library(value: object) -> None:
    assert json.loads(jsontext.dumps(value)) == value
