"""JSON in and out of bytes: compact UTF-8, with orjson where it is there.

orjson only makes it faster, it changes nothing: what it refuses (half of a surrogate pair,
NaN, an integer of more than 64 bits) is done again without it. It writes only what has been
checked, since it would turn NaN into null and take dates and other objects for text.
"""

from __future__ import annotations

import json
from _thread import allocate_lock, start_new_thread
from typing import Any

_encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode


class _Later:
    """Stands for orjson until so much was written and read that loading it may pay."""

    JSONDecodeError = JSONEncodeError = ValueError

    _left = 16 * 1024

    def dumps(self, value: Any) -> bytes:
        return self._count(dumps(value))

    def loads(self, text: bytes) -> Any:
        return json.loads(self._count(text).decode())

    def _count(self, text: bytes) -> bytes:
        self._left -= 1024 + len(text)
        if self._left < 0 and orjson is self:
            # In a thread, where no signal handler comes: loaded in two goes, it crashes.
            loaded = allocate_lock()
            loaded.acquire()
            try:
                start_new_thread(_load, (loaded,))
            except RuntimeError:  # no more threads, or a process that is ending
                return text
            loaded.acquire(timeout=1.0)
        return text


def _load(loaded: Any) -> None:
    global orjson
    from importlib import import_module

    try:  # by its name, as type checkers need not know it
        orjson = import_module("orjson")
    except ImportError:
        orjson = None
    finally:
        loaded.release()


orjson: Any = _Later()


def dumps(value: Any) -> bytes:
    """Raises ValueError, TypeError or RecursionError for what JSON cannot hold."""
    return _encode(value).encode()


def dumps_checked(value: Any) -> bytes:
    """Encode a value known to hold only dicts, lists, texts, booleans and finite numbers."""
    fast = orjson
    if fast is not None:
        try:
            text: bytes = fast.dumps(value)
            return text
        except fast.JSONEncodeError:
            pass
    return dumps(value)


def loads(text: bytes) -> Any:
    """Raises ValueError or RecursionError for what is no JSON.

    An integer beyond 64 bits, which no service has, may come out as a float.
    """
    fast = orjson
    if fast is not None:
        try:
            return fast.loads(text)
        except fast.JSONDecodeError:
            pass
    return json.loads(text.decode())


def reason(error: Exception) -> str:
    """Why something cannot be written; does not quote it, as UnicodeEncodeError does."""
    if isinstance(error, UnicodeError):
        return "is no JSON: it holds half of a surrogate pair"
    return f"is no JSON: {error}"
