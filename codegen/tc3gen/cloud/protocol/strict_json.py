"""JSON as it is defined: without NaN and infinity, which Python would read."""

from __future__ import annotations

import json
from typing import Any, NoReturn


def read_json(body: bytes) -> Any:
    """The value of a JSON document in UTF-8.

    Raises `ValueError` where it is none, `RecursionError` where it is nested too deep.
    """
    return _DECODER.decode(body.decode())


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)
