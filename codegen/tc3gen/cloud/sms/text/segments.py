"""Length of a message: characters as GSM 03.38 or UCS-2 count them, and the segments they take.

One segment has 140 bytes: 160 characters of 7 bits, or 70 of 16. Where a text takes several,
each carries a header of 6 bytes, which leaves 153 or 67. A character that takes two units is
never divided between segments.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

Encoding = Literal["GSM 03.38", "UCS-2"]

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of the default alphabet, which take one unit."""

_EXTENDED = frozenset("\f^{}\\[~]|€")
"""Characters of its extension table, which take an escape before them: two units."""

_ALONE: dict[Encoding, int] = {"GSM 03.38": 160, "UCS-2": 70}
_TOGETHER: dict[Encoding, int] = {"GSM 03.38": 153, "UCS-2": 67}


@frozen
class Length:
    """Length of a message."""

    encoding: Encoding
    units: int
    """Characters as the encoding counts them."""
    segments: int
    """Messages that it is charged as; 0 for an empty text."""

    @property
    def room(self) -> int:
        """Units that the segments have room for."""
        if self.segments <= 1:
            return _ALONE[self.encoding]
        return self.segments * _TOGETHER[self.encoding]


def measure_message(text: str) -> Length:
    """Measure a message: GSM 03.38 where it has all its characters, else UCS-2."""
    is_gsm = all(each in _BASIC or each in _EXTENDED for each in text)
    encoding: Encoding = "GSM 03.38" if is_gsm else "UCS-2"
    sizes = [_size(each, is_gsm) for each in text]
    units = sum(sizes)
    if units <= _ALONE[encoding]:
        return Length(encoding, units, min(units, 1))
    return Length(encoding, units, _segments(sizes, _TOGETHER[encoding]))


def _size(character: str, is_gsm: bool) -> int:
    if is_gsm:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def _segments(sizes: list[int], room: int) -> int:
    count, used = 1, 0
    for size in sizes:
        if used + size > room:
            count, used = count + 1, 0
        used += size
    return count
