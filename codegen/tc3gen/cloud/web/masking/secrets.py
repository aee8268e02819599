"""Secrets in foreign text: names that stand for one, and values that are not shown.

Everything here takes time in proportion to the text, which may be anything at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

HIDDEN = "(hidden)"

_KEYS = (
    "aes|app|auth|callback|cert|certificate|client|decrypt|decryption|encrypt|encryption|license"
    "|master|notify|open|preshare|preshared|session|signing|ssh"
)
"""Keys that products keep secret, as their published definitions call them."""

_INSIDE = re.compile(
    r"passw(?:or)?d|passphrase|passcode|secretkey|privatekey|apikey|accesskey(?!id)|secretaccess"
    r"|secret(?:string|binary|value)"
    rf"|(?:{_KEYS})key(?!s?(?:id|name|type|status|count|spec|time|url|word))"
)
_AT_THE_END = re.compile(
    r"(?:secrets?|tokens?|tokenvalue|pwd|signature|assertion|authorization|cookie|tokencode"
    r"|plaintext|jwt|keypass|smtppass)[0-9]*$"
    r"|^(?:pass|pem|datakey|deskey|plainkey|playkey|passkey)$"
)
_NO_SECRETS = re.compile(
    r"(?:client|next|page|continuation|max)token[0-9]*$|(?<!access)(?<!api)(?<!auth)tokens$"
)
"""Names of tokens that say where a list goes on, or that a call is made again; and numbers of
those that a language model reads and writes."""

_NOT_A_LETTER = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"[\w.-]+")
_SEPARATOR = re.compile(r"""\\*["']?\s*[:=]\s*""")
_QUOTE = re.compile(r"""(\\*)(["'])""")
_END_OF_SCALAR = {"json": re.compile(r"[,}\]\n]"), "form": re.compile(r"[&\n]")}
_END_OF_LINE = re.compile(r"\n")
_NAMES, _VALUES = {"name", "key", "field", "header"}, {"value", "values"}
_NAMED = re.compile(
    r"""(?<![\w-])(?:name|key|field|header)\\*["']?\s*[:=]\s*\\*["']?([\w.-]+)""", re.I
)
_LOGIN_OF_URL = re.compile(r"""(://[^\s/@:"'?#]*:)[^\s/@"']+(?=@)""")
_BEGIN_OF_KEY = re.compile(r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----")
_END_OF_KEY = "-----END"


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


def mask_pairs(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Fields of a query or a form, whose names have dots, without what is secret."""
    named = {
        name.rpartition(".")[0]
        for name, value in pairs
        if name.rpartition(".")[2].lower() in _NAMES and is_secret(value)
    }

    def is_hidden(name: str) -> bool:
        if any(is_secret(part) for part in (name, *name.split("."))):
            return True
        outer, *inner = name.rsplit(".", 2)
        inside = (name.rpartition(".")[0], inner[-1:]), (outer, inner[:-1])
        return any(
            place in named and part and part[0].lower() in _VALUES
            for place, part in inside
        )

    return [
        (mask_text(name), HIDDEN if is_hidden(name) else mask_text(value))
        for name, value in pairs
    ]


def mask_text(text: str) -> str:
    """A text of no certain form in which what follows the name of a secret is hidden.

    Where it is unclear how far a value goes, more is hidden rather than less.
    """
    pieces: list[str] = []
    shown = 0
    has_named = any(is_secret(found[1]) for found in _NAMED.finditer(text))
    for name in _NAME.finditer(text):
        if name.start() < shown:
            continue
        if not is_secret(name[0]) and not (has_named and _is_value(name[0])):
            continue
        separator = _SEPARATOR.match(text, name.end())
        if separator is not None:
            pieces += [text[shown : separator.end()], HIDDEN]
            shown = _end_of_value(text, separator)
    return _mask_keys(
        _LOGIN_OF_URL.sub(rf"\1{HIDDEN}", "".join([*pieces, text[shown:]]))
    )


def _is_value(name: str) -> bool:
    """True for `Value`, and for the field `Filters.0.Values.0`."""
    return not _VALUES.isdisjoint(name.lower().rsplit(".", 2)[-2:])


def _mask_keys(text: str) -> str:
    """A text without the private keys in it, as in files that begin with a line of dashes."""
    pieces: list[str] = []
    shown = 0
    for begin in _BEGIN_OF_KEY.finditer(text):
        if begin.start() >= shown:
            pieces += [text[shown : begin.end()], HIDDEN]
            end = text.find(_END_OF_KEY, begin.end())
            shown = len(text) if end < 0 else end
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
