"""A service whose names and types are odd, and a response of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

ODD = Path(__file__).with_name("odd.yaml").read_text(encoding="utf-8")

Part = Callable[[str], Any]

RESPONSE = {
    "Kind": "2",
    "Level": 9,
    "Language": "7",
    "Raw": "x",
    "Dates": ["2024-01-31"],
    "Node": {"Children": [{"Edge": {"From": {}, "To": {"Children": []}}}]},
    "Any": {"Any": '{"a": 1}'},
    "Mapping": {"Response": {"Request": {}}},
    "Lists": [{"Dict": {"Literal": {"Literal": {}}}}],
    "Exception": {"Warning": {}},
    "RequestId": "r",
}
