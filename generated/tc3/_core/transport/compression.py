"""Looks whether a response comes compressed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .content_encoding import Decompressor


def decompressor(headers: Mapping[str, str], status: int) -> Decompressor | None:
    """Get what expands the body of a response; None for one that is not compressed."""
    encoding = (headers.get("Content-Encoding") or "").strip().lower()
    if encoding in ("", "identity"):
        return None
    from .content_encoding import Decompressor

    return Decompressor(encoding, status)
