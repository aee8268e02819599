"""Text in lines: nothing is lost, and no line is wider than the terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc3._core.cli.terminal import cells, fill_text, harmless, wrap_text

TEXTS = st.text(st.sampled_from("ab -读者é\n*`e\u0301"), max_size=200)


@given(TEXTS, st.integers(10, 60))
def test_no_line_is_too_wide_and_no_character_is_lost(text: str, columns: int) -> None:
    lines = [*wrap_text(text, columns)]
    assert all(cells(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(st.text(max_size=100))
def test_nothing_harmful_is_left(text: str) -> None:
    assert not set(harmless(text)) & set(
        map(chr, [*range(9), *range(11, 32), 127, 0x9B, 0x202E])
    )


def test_items_of_lists_stay_apart_and_long_words_fill_their_lines() -> None:
    text = "First words.\n- one item that is long\n- 可以根据实例名称或者计费模式来查询"
    assert fill_text(text, 2, 26).split("\n") == [
        "  First words.",
        "  - one item that is long",
        "  - 可以根据实例名称或者计",
        "    费模式来查询",
    ]
