"""Length of messages: characters, encoding and segments."""

from __future__ import annotations

import pytest

from tc3gen.cloud.sms.text.segments import measure_message

GSM, UCS2 = "GSM 03.38", "UCS-2"


@pytest.mark.parametrize(
    ("text", "encoding", "units", "segments"),
    [
        ("", GSM, 0, 0),
        ("Hello", GSM, 5, 1),
        ("x" * 160, GSM, 160, 1),
        ("x" * 161, GSM, 161, 2),
        ("x" * 306, GSM, 306, 2),
        ("x" * 307, GSM, 307, 3),
        ("€" * 80, GSM, 160, 1),
        ("{" * 81, GSM, 162, 2),
        ("Grüße ñ Δ", GSM, 9, 1),
        ("ê", UCS2, 1, 1),
        ("字" * 70, UCS2, 70, 1),
        ("字" * 71, UCS2, 71, 2),
        ("字" * 134, UCS2, 134, 2),
        ("字" * 135, UCS2, 135, 3),
        ("😀", UCS2, 2, 1),
        ("😀" * 35, UCS2, 70, 1),
    ],
)
def test_length(text: str, encoding: str, units: int, segments: int) -> None:
    length = measure_message(text)
    assert (length.encoding, length.units, length.segments) == (
        encoding,
        units,
        segments,
    )


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        # 153 has room for 76 characters of two units, and one unit stays empty.
        ("€" * 152, 2),
        ("€" * 153, 3),
        ("x" + "€" * 152, 2),
        # So has 67 for 33.
        ("😀" * 66, 2),
        ("😀" * 67, 3),
        ("x" + "😀" * 66, 2),
    ],
)
def test_a_character_of_two_units_is_never_divided(text: str, segments: int) -> None:
    assert measure_message(text).segments == segments
