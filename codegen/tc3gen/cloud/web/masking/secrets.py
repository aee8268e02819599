"""Secrets in foreign text: names that stand for one, and values that are not shown.

Everything here takes time in proportion to the text, which may be anything at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HIDDEN = "(hidden)"

_INSIDE = re.compile(
    r"passw(?:or)?d|passphrase|secretkey|privatekey|apikey|accesskey(?!id)|secretaccess"
)
_AT_THE_END = re.compile(
    r"(?:secrets?|token|pwd|signature|assertion|authorization|cookie|tokencode)[0-9]*$"
)
_NO_SECRETS = re.compile(r"(?:client|next|page|continuation|max)token[0-9]*$")
"""Names of tokens that say where a list goes on, or that a call is made again."""

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"[\w.-]+")
_SEPARATOR = re.compile(r"""\\*["']?\s*[:=]\s*""")
_QUOTE = re.compile(r"""(\\*)(["'])""")
_END_OF_SCALAR = {"json": re.compile(r"[,}\]\n]"), "form": re.compile(r"[&\n]")}
_END_OF_LINE = re.compile(r"\n")
_NAMES, _VALUES = {"name", "key", "field", "header"}, {"value", "values"}


def is_secret(name: str) -> bool:
    """True if a member, parameter or header of this name holds a secret, in any spelling."""
    plain = _NOT_A_LETTER.sub("", name.lower())
    if _INSIDE.search(plain):
        return True
    return bool(_AT_THE_END.search(plain)) and not _NO_SECRETS.search(plain)


def mask_value(value: Any) -> Any:
    """A value of JSON in which what has the name of a secret is hidden, whatever it is.

    That holds at any depth, for JSON in texts, and for pairs such as
    `{"Name": "Password", "Value": "x"}`.
    """
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, list):
        return [mask_value(each) for each in value]
    if not isinstance(value, Mapping):
        return value
    names_one = any(
        isinstance(each, str) and name.lower() in _NAMES and is_secret(each)
        for name, each in value.items()
    )
    return {
        name: HIDDEN
        if each not in (None, "")
        and (is_secret(name) or (names_one and name.lower() in _VALUES))
        else mask_value(each)
        for name, each in value.items()
    }


def mask_text(text: str) -> str:
    """A text of no certain form in which what follows the name of a secret is hidden.

    Where it is unclear how far a value goes, more is hidden rather than less.
    """
    pieces: list[str] = []
    shown = 0
    for name in _NAME.finditer(text):
        if name.start() < shown or not is_secret(name[0]):
            continue
        separator = _SEPARATOR.match(text, name.end())
        if separator is not None:
            pieces += [text[shown : separator.end()], HIDDEN]
            shown = _end_of_value(text, separator)
    return "".join([*pieces, text[shown:]])


def _end_of_value(text: str, separator: re.Match[str]) -> int:
    at = separator.end()
    quote = _QUOTE.match(text, at)
    if quote is not None:
        return _end_of_string(text, quote)
    if text[at : at + 1] in ("{", "["):
        return len(text)
    if "=" in separator[0]:
        end = _END_OF_SCALAR["form"].search(text, at)
    elif '"' in separator[0]:
        end = _END_OF_SCALAR["json"].search(text, at)
    else:
        end = _END_OF_LINE.search(text, at)
    return len(text) if end is None else end.start()


def _end_of_string(text: str, begin: re.Match[str]) -> int:
    """The end of a string in quotes, which have backslashes where it is one in another."""
    for quote in _QUOTE.finditer(text, begin.end()):
        if quote[2] == begin[2] and len(quote[1]) <= len(begin[1]):
            return quote.end()
    return len(text)
