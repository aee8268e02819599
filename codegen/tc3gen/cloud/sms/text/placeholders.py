"""Templates: text with `{1}`, `{2}` and so on, which values are filled into."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tc3gen.cloud.sms.store.schema import GLOBAL

DIRTY_WORD = "dirtyword"
"""Word that the reviewers and the carriers do not allow, in any case."""

UNSUBSCRIBE_ENDINGS = ("拒收请回复R", "退订回T")
"""One of them must end a marketing template for mainland China."""

MAX_LENGTH = 500
"""Characters of a whole message, from the page on message content."""

_BRACES = re.compile(r"\{([^{}]*)\}")
_URL = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_CODE = re.compile(r"\d{0,6}", re.ASCII)


def is_well_formed(content: str) -> bool:
    """True if all braces hold numbers, and these go from 1 without a gap."""
    rest = _BRACES.sub("", content)
    found = {each[1] for each in _BRACES.finditer(content)}
    expected = {str(number) for number in range(1, len(found) + 1)}
    return "{" not in rest and "}" not in rest and found == expected


def placeholders(content: str) -> int:
    """Number of values that a template takes."""
    return len({each[1] for each in _BRACES.finditer(content)})


def fill_template(content: str, values: Sequence[str]) -> str:
    """Fill the values into a template that takes so many."""
    return _BRACES.sub(lambda match: values[int(match[1]) - 1], content)


def compose(content: str, values: Sequence[str], signature: str, scope: int) -> str:
    """Text of a message as the phone shows it: its signature, then the template filled in."""
    return opening(signature, scope) + fill_template(content, values)


def opening(signature: str, scope: int) -> str:
    """Signature as it opens a message; mainland brackets make its text UCS-2."""
    if not signature:
        return ""
    return f"[{signature}]" if scope == GLOBAL else f"【{signature}】"


def mask(value: str) -> str:
    """Hide all but the first and the last character of a value."""
    hidden = "*" * len(value)
    return hidden if len(value) < 3 else value[0] + hidden[2:] + value[-1]


def has_dirty_word(text: str) -> bool:
    """True if a text has the word that is not allowed."""
    return DIRTY_WORD in text.casefold()


def has_url(values: Sequence[str]) -> bool:
    """True if one of the values holds a link."""
    return any(_URL.search(each) for each in values)


def is_code(value: str) -> bool:
    """True if a value can be a verification code: at most 6 digits."""
    return _CODE.fullmatch(value) is not None


def ends_with_unsubscribing(content: str) -> bool:
    """True if a template ends by saying how to unsubscribe."""
    return content.rstrip("。. ").endswith(UNSUBSCRIBE_ENDINGS)
