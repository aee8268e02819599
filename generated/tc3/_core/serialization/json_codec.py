"""JSON in and out of bytes: compact UTF-8, with orjson where it is there.

orjson only makes it faster, it changes nothing: what it refuses (half of a surrogate pair,
NaN, an integer of more than 64 bits) is done again without it. It writes only what has been
checked, since it would turn NaN into null and take dates and other objects for text.
"""

from __future__ import annotations

import json
from typing import Any

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


def dumps(value: Any) -> bytes:
    """Raises ValueError, TypeError or RecursionError for what JSON cannot hold."""
    return _encode(value).encode()


def dumps_checked(value: Any) -> bytes:
    """The same for what is known to be dicts, lists, texts, booleans, finite numbers."""
    if orjson is not None:
        try:
            return orjson.dumps(value)
        except orjson.JSONEncodeError:
            pass
    return dumps(value)


def loads(text: bytes) -> Any:
    """Raises ValueError or RecursionError for what is no JSON.

    An integer beyond 64 bits, which no service has, may come out as a float.
    """
    if orjson is not None:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
    return json.loads(text.decode())


def reason(error: Exception) -> str:
    """Why something cannot be written; does not quote it, as UnicodeEncodeError does."""
    if isinstance(error, UnicodeError):
        return "is no JSON: it holds half of a surrogate pair"
    return f"is no JSON: {error}"
