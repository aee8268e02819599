"""JSON in the middle of a page."""

from __future__ import annotations

import json
from typing import Any

from attrs import frozen


@frozen
class Found:
    """A JSON object, or what is wrong with it."""

    value: dict[str, Any] | None
    problem: str
    end: int
    """Offset behind it, or of what is wrong."""


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


_DECODER = json.JSONDecoder(strict=False, parse_constant=_no_constant)


def object_at(text: str, start: int) -> Found:
    """The JSON object that begins at an offset."""
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        return Found(None, f"this JSON cannot be read: {error.msg}", error.pos)
    except ValueError as error:
        return Found(None, f"this JSON cannot be read: {error}", start)
    except RecursionError:
        blank = text.find("\n\n", start)
        end = len(text) if blank < 0 else blank
        return Found(None, "the JSON before this is nested too deep", end)
    return Found(value, "", end)
