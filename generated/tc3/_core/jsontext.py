"""JSON in and out of bytes: compact UTF-8, with orjson where it is installed."""

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


def _dumps(value: Any) -> bytes:
    return _encode(value).encode()


def _loads(text: bytes) -> Any:
    return json.loads(text.decode())


dumps = _dumps if orjson is None else orjson.dumps
"""Raises ValueError or TypeError for what JSON cannot hold."""

loads = _loads if orjson is None else orjson.loads
"""Raises ValueError (or RecursionError) for what is no JSON."""
