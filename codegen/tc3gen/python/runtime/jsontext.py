"""JSON in and out of bytes: compact UTF-8. Answers are read by orjson where it is there.

orjson only makes reading faster, it changes nothing: what it refuses (half of a surrogate
pair, NaN) is read again without it. It does not write, since it would turn NaN into null
and take dates and other objects for text.
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


def loads(text: bytes) -> Any:
    """Raises ValueError or RecursionError for what is no JSON."""
    if orjson is not None:
        try:
            return orjson.loads(text)
        except orjson.JSONDecodeError:
            pass
    return json.loads(text.decode())
