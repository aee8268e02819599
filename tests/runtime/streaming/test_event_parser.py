"""Server-sent events from bytes, however they are cut."""

from __future__ import annotations

import pytest
from effort import many
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tc3._core.serialization import sse as event_parser
from tc3._core.serialization.sse import EventParser, EventTooLarge, ServerSentEvent


def parse(*chunks: bytes) -> list[ServerSentEvent]:
    parser = EventParser()
    events = [event for chunk in chunks for event in parser.feed(chunk)]
    return [*events, *parser.end()]


def data(*chunks: bytes) -> list[str]:
    return [event.data for event in parse(*chunks)]


def event(
    data: str, name: str = "message", id: str = "", retry: int | None = None
) -> ServerSentEvent:
    return ServerSentEvent(name, data, id, retry)


CASES: dict[str, tuple[bytes, list[ServerSentEvent]]] = {
    "one": (b"data: a\n\n", [event("a")]),
    "several": (b"data: a\n\ndata: b\n\n", [event("a"), event("b")]),
    "the last without a blank line": (
        b"data: a\n\ndata: b\n",
        [event("a"), event("b")],
    ),
    "the last without a line end": (b"data: a\n\ndata: b", [event("a"), event("b")]),
    "several lines": (b"data: a\ndata:\ndata: b\n\n", [event("a\n\nb")]),
    "no space": (b"data:a\n\n", [event("a")]),
    "only one space goes": (b"data:  a \n\n", [event(" a ")]),
    "a colon in the value": (b"data: a: b\n\n", [event("a: b")]),
    "a field without a colon": (b"data\n\n", [event("")]),
    "two fields without a colon": (b"data\ndata\n\n", [event("\n")]),
    "an unknown field": (b"datum: x\nother\ndata: a\n\n", [event("a")]),
    "a field in other case": (b"Data: x\ndata: a\n\n", [event("a")]),
    "a space before the colon": (b"data : x\ndata: a\n\n", [event("a")]),
    "comments": (b": hi\n:\n\n: ho\ndata: a\n: ha\n\n", [event("a")]),
    "blank lines": (b"\n\n\ndata: a\n\n\n\n\n", [event("a")]),
    "no data": (b"event: ping\n\ndata: a\n\n", [event("a")]),
    "nothing": (b"", []),
    "a name": (b"event: x\ndata: a\n\ndata: b\n\n", [event("a", "x"), event("b")]),
    "an id stays": (
        b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
        [event("a", id="1"), event("b", id="1"), event("c")],
    ),
    "an id without data": (b"id: 1\n\ndata: a\n\n", [event("a", id="1")]),
    "an id with NUL": (b"id: 1\nid: 2\0\ndata: a\n\n", [event("a", id="1")]),
    "retry": (
        b"retry: 50\ndata: a\n\nretry: x\nretry: -1\nretry: 1.5\nretry: \xd9\xa3\ndata: b\n\n",
        [event("a", retry=50), event("b", retry=50)],
    ),
    "CR LF": (b"data: a\r\ndata: b\r\n\r\n", [event("a\nb")]),
    "CR": (b"data: a\rdata: b\r\rdata: c\r\r", [event("a\nb"), event("c")]),
    "mixed line ends": (b"data: a\r\ndata: b\rdata: c\n\r\n", [event("a\nb\nc")]),
    "LF CR are two": (b"data: a\n\rdata: b\n\n", [event("a"), event("b")]),
    "other line ends of Unicode": (
        "data: a\u2028b\u0085c\x0bd\x0c\n\n".encode(),
        [event("a\u2028b\u0085c\x0bd\x0c")],
    ),
    "a mark": (b"\xef\xbb\xbfdata: a\n\n", [event("a")]),
    "a mark alone": (b"\xef\xbb\xbf\ndata: a\n\n", [event("a")]),
    "a mark later": (b"\n\xef\xbb\xbfdata: x\ndata: a\n\n", [event("a")]),
    "beyond ASCII": ("data: 你好 🎉\n\n".encode(), [event("你好 🎉")]),
    "no UTF-8": (b"data: \xff\xc3\n\n", [event("\ufffd\ufffd")]),
    "a bare document": (
        b'data: a\n\n{"Response": {"Error": {}}}\n',
        [event("a"), event('{"Response": {"Error": {}}}')],
    ),
    "only a bare document": (b'{"Response": {}}', [event('{"Response": {}}')]),
}


@pytest.mark.parametrize("case", CASES)
def test_events(case: str) -> None:
    stream, events = CASES[case]
    assert parse(stream) == events


@pytest.mark.parametrize("case", CASES)
def test_a_byte_at_a_time(case: str) -> None:
    stream, events = CASES[case]
    single = [stream[n : n + 1] for n in range(len(stream))]
    assert parse(*single) == events
    assert parse(*[piece for one in single for piece in (b"", one)]) == events


@pytest.mark.parametrize("case", CASES)
def test_cut_anywhere(case: str) -> None:
    stream, events = CASES[case]
    for at in range(len(stream) + 1):
        assert parse(stream[:at], stream[at:]) == events


pieces = st.sampled_from(
    [
        *[b"data", b"event", b"id", b"retry", b":", b" ", b"7", b"\0", b"{", b"}"],
        *[b"\n", b"\r", b"\r\n", b"\n\n"],
        *[b"\xef\xbb\xbf", b"\xff", "ü".encode(), "🎉".encode()],
    ]
)


@settings(max_examples=many(1000), deadline=None, database=None)
@given(
    st.lists(pieces, max_size=60).map(b"".join),
    st.lists(st.integers(0, 200), max_size=12),
)
@example(b"data: a\r\ndata: b\r\n\r\n", [8, 9, 17])
def test_chunks_make_no_difference(stream: bytes, cuts: list[int]) -> None:
    ends = sorted(min(cut, len(stream)) for cut in cuts)
    chunks = [
        stream[begin:end]
        for begin, end in zip([0, *ends], [*ends, len(stream)], strict=True)
    ]
    assert b"".join(chunks) == stream
    assert parse(*chunks) == parse(stream)


@settings(max_examples=many(1000), deadline=None, database=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")),
        max_size=5,
    ),
    st.sampled_from(["\n", "\r", "\r\n"]),
)
def test_any_text_comes_through(texts: list[str], end: str) -> None:
    stream = "".join(f"data: {text}{end}{end}" for text in texts).encode()
    assert data(stream) == texts


def test_an_event_is_given_as_soon_as_it_is_complete() -> None:
    """Not only when it is clear that a CR has no LF behind it."""
    parser = EventParser()
    assert list(parser.feed(b"data: a\r\r")) == [event("a")]
    assert list(parser.feed(b"\n")) == []
    assert list(parser.feed(b"data: b\n")) == []
    assert list(parser.feed(b"\n")) == [event("b")]


@pytest.mark.parametrize(
    "chunks",
    [[b"data: 123456"], [b"data: 12", b"3456"], [b"data: 12\n", b"data: 12\n"]],
)
def test_size(monkeypatch: pytest.MonkeyPatch, chunks: list[bytes]) -> None:
    """An event that never ends is not held for ever."""
    monkeypatch.setattr(event_parser, "MAX_EVENT", 10)
    with pytest.raises(EventTooLarge):
        parse(*chunks, b"data: 12345\n")


def test_size_is_that_of_one_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_parser, "MAX_EVENT", 10)
    assert data(*[b"da", b"ta: 123\n\n: 123\n"] * 50) == ["123"] * 50


def test_events_before_one_too_large_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_parser, "MAX_EVENT", 10)
    events = EventParser().feed(b"data: a\n\ndata: 12345678901\n\n")
    assert next(events) == event("a")
    with pytest.raises(EventTooLarge):
        next(events)
