"""Characters that no spec may hold, because nobody would see them."""

from __future__ import annotations

import re

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Also the C1 controls (YAML reads U+0085 as a line break), the other line breaks of
# Unicode, surrogates and what is no character.
_BAD = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
    f"{_BIDI}"
)
BAD_CHARACTER = re.compile(f"[{_BAD}]")
"""Characters that no file may hold."""
BAD_IN_VALUE = re.compile(f"[{_BAD}\r]")
"""Characters that no value may hold, however it is written."""
_BIDI_CHARACTER = re.compile(f"[{_BIDI}]")


def refused_character(text: str) -> str | None:
    """The problem of the first such character of a value; None without one."""
    bad = BAD_IN_VALUE.search(text)
    return character_problem(bad.group()) if bad else None


def clean_text(text: str) -> str:
    """A text from elsewhere with line breaks as a spec has them, and nothing refused."""
    return BAD_IN_VALUE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def character_problem(character: str) -> str:
    """The problem of such a character."""
    name = f"U+{ord(character):04X}"
    if _BIDI_CHARACTER.match(character):
        return (
            f"{name} changes the direction of the text, so that it reads differently "
            "than it is: remove it"
        )
    return f"{name} is a control character or no character at all: remove it"
