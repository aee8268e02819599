"""Plain (unquoted) YAML scalars: the few with a meaning, and the many traps."""

from __future__ import annotations

import math
import re

from attrs import frozen

Plain = str | int | float | bool | None

_BOOLEANS = {"true": True, "false": False}
_WORDS_FOR_BOOLEANS = frozenset(
    form
    for word in ("true", "false", "yes", "no", "on", "off")
    for form in (word, word.capitalize(), word.upper())
) - set(_BOOLEANS)
_WORDS_FOR_NULL = frozenset({"~", "Null", "NULL"})

# Whatever does not begin like this is text, unless it is one of the words above.
_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = 40


@frozen
class Refusal:
    """Why a plain scalar is refused."""

    message: str


def _quote_text(text: str) -> str:
    return f'quote it ("{text}")'


def _ascii(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


# What YAML 1.1 or 1.2 reads as something else than it looks, and why it is refused.
_TRAPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        _ascii(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"),
        "`{text}` is not a finite number, which JSON cannot carry: "
        "{quoted} where text is meant",
    ),
    (
        _INTEGER,
        "`{text}` is too long for a number: {quoted} where text is meant",
    ),
    (
        _FLOAT,
        "`{text}` is too long or too large for a number: {quoted} where text is meant",
    ),
    (
        _ascii(r"\d{4}-\d\d?-\d\d?(?:(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d.*)?"),
        "`{text}` is a date object to YAML, not text: {quoted}",
    ),
    (
        _ascii(r"[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?"),
        "`{text}` is a number to base 60 to YAML: {quoted}",
    ),
    (
        _ascii(r"[-+]?0(?:[xX][\dA-Fa-f_]+|[oO][0-7_]+|[bB][01_]+)"),
        "`{text}` is a number in hexadecimal, octal or binary to YAML: "
        "write it in decimal, or {quoted} where text is meant",
    ),
    (
        _ascii(r"[-+]?0[\d_]+"),
        "`{text}` is an octal number to some readers of YAML: "
        "write it without the leading zero, or {quoted} where text is meant",
    ),
    (
        _ascii(r"(?=[^_]*_)[-+]?\d[\d_]*(?:\.[\d_]*)?"),
        "`{text}` is a number to YAML: "
        "write it without `_`, or {quoted} where text is meant",
    ),
    (
        _ascii(r"\+\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"),
        "`{text}` is a number to YAML and loses its `+`: "
        "{quoted} where text is meant, as for a phone number, or write it without `+`",
    ),
    (
        _ascii(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"),
        "`{text}` is a number to some readers of YAML and text to others: "
        "write it as `1.5` or `1.5e+3`, or {quoted} where text is meant",
    ),
)


def scalar_meaning(text: str) -> Plain | Refusal:
    """The meaning of a plain scalar: text, true, false, null or a decimal number."""
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if not text or text[0] in _NUMBER_STARTS:
        return _number_or_text(text)
    if text == "null":
        return None
    if text in _WORDS_FOR_BOOLEANS:
        return Refusal(
            f"`{text}` is a truth value to YAML: write `true` or `false`, "
            f"or {_quote_text(text)} where text is meant"
        )
    if text in _WORDS_FOR_NULL:
        return Refusal(
            f"`{text}` is null to YAML: write `null`, or {_quote_text(text)} "
            "where text is meant"
        )
    if text in ("=", "<<"):
        return Refusal(f"`{text}` has a special meaning in YAML: {_quote_text(text)}")
    return text


def _number_or_text(text: str) -> Plain | Refusal:
    if not text:
        return Refusal(
            "there is no value here: write one, or leave the key out "
            '(an empty text is "", an empty list is [])'
        )
    if len(text) <= _LONGEST_NUMBER:
        if _INTEGER.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
            return number
    for trap, message in _TRAPS:
        if trap.fullmatch(text):
            if len(text) > _LONGEST_NUMBER:
                text = text[:_LONGEST_NUMBER] + "..."
            return Refusal(message.format(text=text, quoted=_quote_text(text)))
    return text
