"""Time-outs of a call: for connecting, for silence, and for the whole."""

from __future__ import annotations

import math
from typing import NamedTuple

from ..errors import ConfigurationError
from ..narrowing import is_number


class Timeout(NamedTuple):
    """Time-outs in seconds: for finding and reaching the server, for a silence while reading,
    and for the whole call with all its attempts and the waits between them."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0


def as_timeout(value: float | Timeout) -> Timeout:
    """Read the option: a number limits the whole call, connecting and reading included."""
    for seconds in value if isinstance(value, Timeout) else (value,):
        if not is_number(seconds) or not 0 < seconds < math.inf:
            raise ConfigurationError("timeout must be seconds above 0")
    if isinstance(value, Timeout):
        return value
    default = Timeout()
    return Timeout(min(default.connect, value), min(default.read, value), value)
