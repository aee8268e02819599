"""Words of names and texts, as they are stored for the search and looked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_CAMEL = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_WORD = re.compile(r"[A-Za-z0-9]+|[\u3400-\u9fff\uf900-\ufaff]+|[^\W_]+")
_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")

MAX_QUERY_LENGTH = 200
"""Characters of a query that are looked at; a person types fewer."""

MAX_TERMS = 12
"""Words of a query that are looked for."""


def words_of_name(name: str) -> str:
    """The words of a name, and the name as one word: `SendEmail` is `sendemail send email`."""
    joined = [part.lower() for part in _WORD.findall(name)]
    parts = [part.lower() for part in _CAMEL.findall(name)]
    return " ".join(dict.fromkeys(["".join(joined), *joined, *parts]))


def words_of_text(text: str) -> str:
    """The words of a description. Chinese has no blanks: each pair of characters is one."""
    return " ".join(word for each in _WORD.findall(text) for word in _split_word(each))


def terms_of(query: str) -> list[str]:
    """The words that a query asks for, at most `MAX_TERMS`."""
    found: dict[str, None] = {}
    for word in _WORD.findall(query[:MAX_QUERY_LENGTH]):
        parts = _CAMEL.findall(word) if word.isascii() else list(_split_word(word))
        found.update(dict.fromkeys(part.lower() for part in parts))
    return list(found)[:MAX_TERMS]


def _split_word(word: str) -> Iterator[str]:
    if not _CHINESE.match(word):
        yield word.lower()
    elif len(word) == 1:
        yield word
    else:
        for first, second in pairwise(word):
            yield first + second
