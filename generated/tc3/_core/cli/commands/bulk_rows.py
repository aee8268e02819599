"""The forms that the rows of a bulk operation can have, and what is given once for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...serialization.shapes import members
from ..arguments.row_files import Form
from ..arguments.scalars import CONVERT, Unreadable
from ..catalog import Version
from ..exits import Problem, WrongUse
from .lookup import model_of

Record = dict[str, Any]


def read_parameters(record: Record, values: Sequence[str], site: str) -> dict[str, Any]:
    """Read the parameters of all rows. Raises `WrongUse` with all problems."""
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for member, text in zip(record.get("params", ()), values, strict=False):
        try:
            found[member["name"]] = CONVERT[member["type"]](text, None, True)
        except Unreadable as error:
            problems.append(Problem(member["option"].upper(), str(error)))
    if problems:
        raise WrongUse(*problems)
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
