"""Bulk: how rows are checked and cut into requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tc3 import errors, to_wire
from tc3._core.bulk.chunker import BadRow, Chunk, Chunker, DigestSet
from tc3._core.bulk.row_encoder import Limits
from tc3._core.serialization import json_codec as jsontext
from tc3.ses import models
from tc3.ses.v20201002 import bulk

from .bulks import MOST, addresses

Row = models.ReceiverInputData


def rows(
    *, max_body: int = 8 * 1024 * 1024, validate: bool = True, **options: Any
) -> Chunker:
    """What cuts the rows of an upload to group 7."""
    return Chunker(
        bulk.UPLOAD_RECIPIENTS,
        [
            models.CreateReceiverDetailRequest(receiver_id=7, emails=[]),
            models.CreateReceiverDetailWithDataRequest(receiver_id=7, datas=[]),
        ],
        Limits("international", validate, max_body),
        **{"start": 0, "deduplicate": False, **options},
    )


def items(chunk: Chunk) -> list[Any]:
    """The rows of a request, as they stand on the wire."""
    [found] = [v for v in to_wire(chunk.request).values() if isinstance(v, list)]
    return found


# ---- Cutting -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (MOST, [MOST]),
        (MOST + 1, [MOST, 1]),
        (2 * MOST, [MOST, MOST]),
    ],
)
def test_a_request_has_at_most_20_000_rows(count: int, sizes: list[int]) -> None:
    chunks = list(rows().cut(addresses(count)))
    assert [chunk.rows for chunk in chunks] == sizes
    assert [item for chunk in chunks for item in items(chunk)] == addresses(count)
    assert [chunk.first for chunk in chunks] == list(range(0, count, MOST))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
DATA = st.dictionaries(TEXTS, TEXTS | st.integers(), max_size=2)


def check_size(all_rows: list[Any], max_body: int) -> list[Chunk]:
    """Every request fits, and none could have taken the first row of the next."""
    chunks = list(rows(max_body=max_body).cut(all_rows))
    bodies = [jsontext.dumps(to_wire(chunk.request)) for chunk in chunks]
    assert all(len(body) <= max_body for body in bodies)
    for chunk, body, following in zip(chunks, bodies, chunks[1:], strict=False):
        first = jsontext.dumps(items(following)[0])
        assert len(body) + 1 + len(first) > max_body
        assert chunk.stop == following.first
    return chunks


@given(st.lists(TEXTS, max_size=40), st.integers(250, 600))
@example(["x" * 100] * 10, 439)  # four rows to the byte
def test_requests_of_addresses_fill_the_bytes_exactly(
    texts: list[str], max_body: int
) -> None:
    chunks = check_size(texts, max_body)
    assert [item for chunk in chunks for item in items(chunk)] == texts


@given(st.lists(st.tuples(TEXTS, DATA), max_size=20), st.integers(1000, 2000))
def test_requests_of_rows_with_data_fill_the_bytes_exactly(
    pairs: list[tuple[str, dict[str, Any]]], max_body: int
) -> None:
    chunks = check_size(pairs, max_body)
    sent = [item for chunk in chunks for item in items(chunk)]
    assert sent == [to_wire(Row(email=e, template_data=d)) for e, d in pairs]


def test_the_limit_is_reached_to_the_byte() -> None:
    body = len('{"ReceiverId":7,"Emails":["aaaa","bbbb"]}')
    assert len(check_size(["aaaa", "bbbb"], body)) == 1
    assert len(check_size(["aaaa", "bbbb"], body - 1)) == 2


def test_a_row_that_fits_into_no_request() -> None:
    with pytest.raises(BadRow, match=r"a request with it has 134 bytes, but at most"):
        list(rows(max_body=131).cut(["a", "x" * 104]))


# ---- The forms of a row --------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [
        ("a@example.com", {"name": "Ada"}),
        ("a@example.com", '{"name":"Ada"}'),
        Row(email="a@example.com", template_data={"name": "Ada"}),
    ],
)
def test_a_row_with_data(row: Any) -> None:
    [chunk] = rows().cut([row])
    assert isinstance(chunk.request, models.CreateReceiverDetailWithDataRequest)
    wire = {"Email": "a@example.com", "TemplateData": '{"name":"Ada"}'}
    assert items(chunk) == [wire]


def test_mappings_and_models_may_be_used_again_for_the_next_row() -> None:
    def reusing() -> Iterator[tuple[str, dict[str, int]] | Row]:
        data: dict[str, int] = {}
        row = Row(email="", template_data=data)
        for number in range(3):
            data["n"] = number
            yield "a@example.com", data
            row.email = f"{number}@example.com"
            yield row

    [chunk] = rows().cut(reusing())
    assert [(i["Email"], i["TemplateData"]) for i in items(chunk)] == [
        (email, f'{{"n":{number}}}')
        for number in range(3)
        for email in ("a@example.com", f"{number}@example.com")
    ]


@pytest.mark.parametrize(
    ("given", "index", "field", "reason"),
    [
        (["a", 5], 1, "", "must be text, not int"),
        ([None], 0, "", "must be text, not None"),
        (
            ["a", ("b", {})],
            1,
            "",
            "it has values, but the first row has none",
        ),
        (
            [("a", {}), "b"],
            1,
            "",
            "must be (email, template_data) or ReceiverInputData, not str",
        ),
        ([("a", {}), ("b",)], 1, "", "has 1 values, but needs 2: email, template_data"),
        (
            [("a", {}), ("b", {"x": "y" * 800})],
            1,
            "template_data",
            "808 bytes, but at most 800 allowed",
        ),
        (
            [("a", {}), ("b", ["x"])],
            1,
            "template_data",
            "must be a mapping or JSON text, not list",
        ),
        ([("a", {}), (5, {})], 1, "email", "must be text, not int"),
        (["a", "\ud800"], 1, "", "is no JSON: it holds half of a surrogate pair"),
    ],
)
def test_a_wrong_row_is_named(
    given: list[Any], index: int, field: str, reason: str
) -> None:
    with pytest.raises(BadRow) as caught:
        list(rows().cut(given))
    bad = caught.value
    assert (bad.index, bad.field, bad.reason) == (index, field, reason)
    assert bad.action in ("CreateReceiverDetail", "CreateReceiverDetailWithData")


def test_without_validation_only_what_is_no_json_is_refused() -> None:
    [chunk] = rows(validate=False).cut([("b", "y" * 900)])
    assert chunk.rows == 1
    with pytest.raises(BadRow, match="is no JSON"):
        list(rows(validate=False).cut(["\ud800"]))


# ---- Repeats and beginning later -------------------------------------------------------


def sent(**options: Any) -> Callable[..., list[Any]]:
    def send(*given: Any) -> list[Any]:
        return [i for chunk in rows(**options).cut(given) for i in items(chunk)]

    return send


def test_repeats_are_dropped_if_asked() -> None:
    given = ("a", "b", "a", "A", "b", "c")
    assert sent()(*given) == list(given)
    assert sent(deduplicate=True)(*given) == ["a", "b", "A", "c"]
    assert sent(deduplicate=str.casefold)(*given) == ["a", "b", "c"]


def test_rows_with_data_repeat_each_other_by_their_address() -> None:
    found = sent(deduplicate=True)(("a", {"n": 1}), ("a", {"n": 2}), ("b", {}))
    assert found == [
        {"Email": "a", "TemplateData": '{"n":1}'},
        {"Email": "b", "TemplateData": "{}"},
    ]


@given(st.lists(st.text(max_size=2)), st.integers(0, 50))
def test_repeats_are_exactly_those_that_were_there(
    texts: list[str], start: int
) -> None:
    seen = DigestSet()
    assert [seen.add(text) for text in texts] == [
        text not in texts[:number] for number, text in enumerate(texts)
    ]


def test_a_million_digests_share_their_buckets() -> None:
    seen = DigestSet()
    assert all(seen.add(str(number)) for number in range(200_000))
    assert not any(seen.add(str(number)) for number in range(0, 200_000, 7))


def test_rows_before_the_start_are_not_sent_but_remembered() -> None:
    assert sent(start=2)("a", "b", "a", "c") == ["a", "c"]
    assert sent(start=2, deduplicate=True)("a", "b", "a", "c") == ["c"]
    assert sent(start=2)("a", "b") == []
    [chunk] = rows(start=2).cut(["a", "b", "c"])
    assert (chunk.first, chunk.stop) == (2, 3)


def test_a_start_behind_the_end_is_a_mistake() -> None:
    with pytest.raises(errors.ConfigurationError, match="there are only 2 rows"):
        sent(start=3)("a", "b")


@pytest.mark.parametrize(
    "options", [{"start": -1}, {"start": True}, {"start": "0"}, {"deduplicate": "yes"}]
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError):
        rows(**options)
