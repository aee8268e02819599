"""The forms that the rows of a bulk operation can have, and what is given once for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...serialization.shapes import members
from ..arguments.reading import RequestReader
from ..arguments.row_models import Form
from ..arguments.tree import find_member
from ..catalog import Version
from ..exits import Problem, WrongUse
from .lookup import model_of

Record = dict[str, Any]


def read_parameters(
    chosen: Version, record: Record, values: Sequence[str], site: str
) -> dict[str, Any]:
    """Read the parameters of all rows. Raises `WrongUse` with all problems."""
    action = chosen.record("actions", record["rows"][0]["action"])
    model = model_of(chosen, action["prefix"])
    reader = RequestReader(site)
    found: dict[str, Any] = {}
    for given, text in zip(record.get("params", ()), values, strict=False):
        member = find_member(model, given["parameter"])
        found[given["name"]] = reader.argument(member, text, given["option"].upper())
    if reader.problems:
        raise WrongUse(
            *(Problem(p.where.removeprefix("--"), p.reason) for p in reader.problems)
        )
    return found


def models_of(chosen: Version, record: Record) -> list[Form]:
    """The forms of the rows: a text, or a model."""
    forms: list[Form] = []
    for row in record["rows"]:
        action = chosen.record("actions", row["action"])
        for member in members(model_of(chosen, action["prefix"])):
            if member.info.wire == row["parameter"]:
                shape = member.shape.item
                model = shape.cls if shape.kind == "model" else None
                forms.append(Form(model, shape, member.info, record.get("key") or ""))
    return forms
