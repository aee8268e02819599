"""The JSON schema of spec files, made from the tables of the format.

`python -m tc3gen.spec.format.json_schema FILE` writes it; `spec/schema.json` is that file.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tc3gen.spec.format.kinds import DEFINITIONS
from tc3gen.spec.format.properties import Property, PropertyTable
from tc3gen.spec.format.tables import TABLES

_WIDTH = 110


def json_schema() -> dict[str, Any]:
    """The schema of a whole spec file, as JSON data."""
    tables = {name: _table(table) for name, table in TABLES.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://tc3gen.invalid/spec/schema.json",
        "title": "tc3gen spec",
        "description": "One version of a product of Tencent Cloud API 3.0, or the common "
        "file that all share.",
        "type": "object",
        "if": {"required": ["parameters"]},
        "then": {"$ref": "#/$defs/common"},
        "else": {"$ref": "#/$defs/service"},
        "$defs": {**tables, **DEFINITIONS},
    }


def _table(table: PropertyTable) -> dict[str, Any]:
    return {
        **({"description": table.meaning} if table.meaning else {}),
        "type": "object",
        "additionalProperties": False,
        **({"required": list(table.required)} if table.required else {}),
        "properties": {each.name: _property(each) for each in table.properties},
        **table.schema,
    }


def _property(row: Property) -> dict[str, Any]:
    examples = {} if row.example is None else {"examples": [row.example]}
    return {"description": row.meaning, **row.value.schema, **examples}


def schema_text() -> str:
    """The text of `spec/schema.json`."""
    return _laid_out(json_schema(), "") + "\n"


def _laid_out(value: Any, margin: str, used: int = 0) -> str:
    """A value as JSON; a mapping or list on one line if it fits."""
    line = json.dumps(value, ensure_ascii=False)
    inside = f"{margin}  "
    if len(margin) + used + len(line) < _WIDTH or not isinstance(
        value, (Mapping, list)
    ):
        return line
    if isinstance(value, list):
        items = (inside + _laid_out(each, inside) for each in value)
        return "[\n" + ",\n".join(items) + f"\n{margin}]"
    entries = []
    for key, child in value.items():
        head = f"{json.dumps(key, ensure_ascii=False)}: "
        entries.append(inside + head + _laid_out(child, inside, len(head)))
    return "{\n" + ",\n".join(entries) + f"\n{margin}}}"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8")
