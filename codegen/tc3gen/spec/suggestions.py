"""Suggestions for unknown words: names that are close by spelling or by meaning."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING

from tc3gen.spec.model import SCALARS

if TYPE_CHECKING:
    from tc3gen.spec.model import Service

MAX_WORD_LENGTH = 200
"""Characters of a word that is compared; the time grows with their square."""

MAX_NAMES = 2000
"""Names that a word is compared with; products have fewer of one kind."""

_MAX_COMPARED = 10
"""Names that are compared letter by letter, those with the most pairs of letters."""

_LIKENESS = 0.6

TYPE_ALIASES = {
    "array": ("list[...]",),
    "base64": ("bytes",),
    "binary": ("bytes",),
    "blob": ("bytes",),
    "bool": ("boolean",),
    "dict": ("json",),
    "double": ("float",),
    "enum": ("string", "integer"),
    "int": ("integer",),
    "int32": ("integer",),
    "int64": ("integer",),
    "list": ("list[...]",),
    "long": ("integer",),
    "map": ("json",),
    "number": ("integer", "float"),
    "object": ("json",),
    "str": ("string",),
    "text": ("string",),
    "time": ("datetime",),
    "timestamp": ("datetime",),
    "uint64": ("integer",),
}
"""Words for types in other formats, and the types of this one."""

SERVICE_ALIASES = {
    "email": "ses",
    "mail": "ses",
    "smtp": "ses",
    "message": "sms",
    "text": "sms",
    "role": "sts",
    "token": "sts",
    "ec2": "cvm",
    "vm": "cvm",
    "server": "cvm",
    "lambda": "scf",
    "function": "scf",
    "kubernetes": "tke",
    "k8s": "tke",
    "mysql": "cdb",
    "dns": "dnspod",
    "loadbalancer": "clb",
    "iam": "cam",
    "log": "cls",
    "logs": "cls",
    "llm": "hunyuan",
}
"""Words for products, and the names of their services."""

NOT_IN_THE_API = {
    "cos": "object storage has an API of its own, which is not Tencent Cloud API 3.0",
    "s3": "object storage (COS) has an API of its own, not Tencent Cloud API 3.0",
}
"""Products that no spec can describe."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean `X`?`` if a known word is close in spelling, else an empty text.

    It takes a bounded time, however long the word is and however many are known.
    """
    found = closest(word, known)
    return f"; did you mean `{found}`?" if found else ""


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is closest in spelling; None if none is close."""
    if len(word) > MAX_WORD_LENGTH:
        return None
    names = known if isinstance(known, Collection) else list(known)
    if len(names) > MAX_NAMES:
        return None
    lower = word.lower()
    pairs = _pairs(lower)
    by_lower = {name.lower(): name for name in names if len(name) <= 2 * len(lower) + 2}
    likely = nlargest(
        _MAX_COMPARED,
        by_lower,
        key=lambda name: len(pairs & _pairs(name)) / (len(name) or 1),
    )
    close = difflib.get_close_matches(lower, likely, n=1, cutoff=_LIKENESS)
    return by_lower[close[0]] if close else None


@lru_cache(maxsize=2 * MAX_NAMES)
def _pairs(word: str) -> frozenset[str]:
    """The pairs of neighbouring letters, the margins included."""
    padded = f"^{word}$"
    return frozenset(map(str.__add__, padded, padded[1:]))


def type_suggestion(name: str, types: Collection[str]) -> str:
    """The end of a message about an unknown type: what to write instead."""
    if same := TYPE_ALIASES.get(name.lower()):
        return f"; write {' or '.join(f'`{each}`' for each in same)}"
    guess = did_you_mean(name, [*types, *SCALARS])
    scalars = ", ".join(f"`{each}`" for each in SCALARS)
    return (
        guess or f"; there are {scalars}, those under `types:`, and `list[...]` of one"
    )


def service_suggestion(word: str, services: Sequence[Service]) -> str:
    """The end of a message about an unknown service.

    The word may be the name of an action, a word of a product's title, or a word that the
    product is known by; only then is its spelling compared.
    """
    lower = word.lower()
    if reason := NOT_IN_THE_API.get(lower):
        return f": {reason}"
    names = dict.fromkeys(service.service for service in services)
    actions = {
        f"{service.service}:{name}": None
        for service in services
        for name in service.actions
        if name.lower() == lower
    }
    alias = SERVICE_ALIASES.get(lower)
    if alias in names:
        meant = [f"{alias}"]
    else:
        meant = [
            service.service
            for service in services
            if lower in service.title.lower().replace("-", " ").split()
        ]
    found = list(dict.fromkeys([*actions, *meant]))[:3]
    if found:
        return f"; did you mean {' or '.join(f'`{each}`' for each in found)}?"
    return did_you_mean(word, names)
