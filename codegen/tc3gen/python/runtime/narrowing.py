"""Looks at values whose type is not known, which type checkers then know in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """True for what JSON calls an object."""
    return isinstance(value, dict)


def is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    """True for anything with keys and values."""
    return isinstance(value, Mapping)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """True for what JSON calls an array."""
    return isinstance(value, list)


def is_number(value: object) -> TypeGuard[float]:
    """True for a number, whole or not."""
    return isinstance(value, (int, float))


def is_text(value: object) -> TypeGuard[str]:
    """True for text."""
    return isinstance(value, str)


def is_whole(value: object) -> TypeGuard[int]:
    """True for a whole number, and for true and false, which Python counts among them."""
    return isinstance(value, int)


def is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    """True for a list or a tuple."""
    return isinstance(value, (list, tuple))


def is_tuple(value: object) -> TypeGuard[tuple[Any, ...]]:
    """True for a tuple."""
    return isinstance(value, tuple)


def is_bytes(value: object) -> TypeGuard[bytes]:
    """True for bytes, and for what can be read as bytes are."""
    return isinstance(value, (bytes, bytearray, memoryview))
