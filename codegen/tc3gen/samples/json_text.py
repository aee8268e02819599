"""Values as JSON and as JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")
_WIDTH = 88
# They end a line in older JavaScript, and cannot be seen in any.
_SEPARATORS = {0x2028: "\\u2028", 0x2029: "\\u2029"}


def compact(value: Any) -> str:
    """JSON on one line without blanks, as the clients send it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def parse_json(text: str) -> Any:
    """A value of JSON; None where the text is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def javascript(value: Any, indent: int = 0) -> str:
    """A literal of JavaScript, spread over lines where it is long."""
    flat = _flat(value)
    if indent + len(flat) <= _WIDTH or not isinstance(value, (Mapping, list)):
        return flat
    if not value:
        return flat
    margin, inside = " " * indent, " " * (indent + 2)
    if isinstance(value, Mapping):
        lines = [
            f"{inside}{_name(name)}: {javascript(each, indent + 2)},\n"
            for name, each in value.items()
        ]
        return f"{{\n{''.join(lines)}{margin}}}"
    lines = [f"{inside}{javascript(each, indent + 2)},\n" for each in value]
    return f"[\n{''.join(lines)}{margin}]"


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_name(n)}: {_flat(v)}" for n, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    return json.dumps(value, ensure_ascii=False).translate(_SEPARATORS)


def _name(name: str) -> str:
    # A member called __proto__ would set the prototype, unless it is computed.
    if name == "__proto__":
        return '["__proto__"]'
    return name if _NAME.match(name) else _flat(name)
