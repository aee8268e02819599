"""Rows that are models: from the cells of a CSV file, or an object of JSON.

They are read as the parameters of an action are, so that a structure, a number or a time in
a row is written as it is on the command line.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ...serialization.encoder import encoder_of
from ...serialization.hooks import site_conversion
from ...serialization.shapes import members
from ...serialization.violations import Violation
from ..exits import Problem
from .reading import RequestReader
from .tree import assign_options, option_of
from .words import Assignment


class Form(NamedTuple):
    """A form that rows can have: texts where there is no model."""

    model: Any
    shape: Any
    info: Any
    key: str


class BadRow(NamedTuple):
    """A row that cannot be read, and why."""

    reason: str


def names_of(model: Any) -> set[str]:
    """The names of a model's members, in each way that they may be written."""
    found: set[str] = set()
    for member in members(model):
        found |= {member.info.wire.lower(), option_of(member.name), member.name}
    return found


def find_fault(row: Any, form: Form, site: str) -> str:
    """Describe the fault of a row; empty where there is none."""
    if isinstance(row, BadRow):
        return row.reason
    if form.model is not None and isinstance(row, str):
        return (
            f"is a text, but a row has {_listed(form.model)}: give CSV or JSON lines "
            "(--format)"
        )
    try:
        encoder_of(form.shape, form.info, site_conversion(site, validate=True), "all")(
            row
        )
    except Violation as violation:
        return (
            f"{violation.path}: {violation.reason}"
            if violation.path
            else violation.reason
        )
    return ""


class RowReader:
    """Makes models of rows; what is wrong with one is a `BadRow`."""

    def __init__(self, form: Form, site: str, *, has_texts: bool) -> None:
        self._model = form.model
        self._site = site
        self._has_texts = has_texts
        """True if a row may be a single text as well."""
        self._required = [
            member.info.wire for member in members(form.model) if member.required
        ]
        texts = [m for m in members(form.model) if m.shape.kind == "json"]
        self._rest = texts[0].info.wire if len(texts) == 1 else None
        """The member that takes what has no member of its own."""

    def from_cells(self, cells: list[str], names: list[str] | None) -> Any:
        """Make a row of the cells of a line, and of the names above them if there are any."""
        if names is None:
            if len(cells) == 1 and self._has_texts:
                return cells[0]
            if len(cells) != len(self._required):
                needed = f"{len(self._required)}: {_listed(self._model)}"
                return BadRow(f"has {len(cells)} values, but needs {needed}")
            names = self._required
        elif len(cells) == 1 == len(names) and self._has_texts:
            return cells[0]
        tree: dict[str, Any] = {}
        given: list[Assignment] = []
        more: dict[str, Any] = {}
        for name, cell in zip(names, cells, strict=False):
            path = self._path(name)
            if path is None:
                more[name] = cell
            elif cell or self._is_text(path):
                # A cell is no option: what begins with @ names no file.
                word = f"@{cell}" if cell.startswith("@") else cell
                given.append(Assignment(path, word, f"--{name}"))
        problems = assign_options(tree, given, self._model)
        return self._made(tree, more, problems)

    def from_object(self, values: Mapping[str, Any]) -> Any:
        """Make a row of an object of JSON."""
        tree: dict[str, Any] = {}
        more: dict[str, Any] = {}
        for name, value in values.items():
            path = self._path(name)
            if path is not None and path[1:] == ():
                tree[path[0]] = value
            else:
                more[name] = value
        return self._made(tree, more, [])

    def _made(
        self, tree: dict[str, Any], more: dict[str, Any], problems: list[Problem]
    ) -> Any:
        if more and self._rest is not None and self._rest not in tree:
            tree[self._rest] = json.dumps(
                more, ensure_ascii=False, separators=(",", ":")
            )
        else:
            problems += [Problem(name, "is not known") for name in more]
        reader = RequestReader(self._site)
        row = reader.request(self._model, tree)
        problems += reader.problems
        if problems:
            return BadRow("; ".join(str(p).removeprefix("--") for p in problems))
        return row

    def _path(self, name: str) -> tuple[str, ...] | None:
        """The member that a column or a key names, and what is below it; None without one."""
        first, *rest = name.split(".")
        for member in members(self._model):
            wire = member.info.wire
            known = (wire, option_of(member.name), member.name)
            if first in known or first.lower() == wire.lower():
                is_leaf = member.shape.kind not in ("model", "list")
                return None if rest and is_leaf else (wire, *rest)
        return None

    def _is_text(self, path: tuple[str, ...]) -> bool:
        """True if an empty cell is a value, and not one that was left out."""
        kinds = {m.info.wire: m.shape.kind for m in members(self._model)}
        return len(path) == 1 and kinds[path[0]] in ("string", "json")


def _listed(model: Any) -> str:
    """The columns that a row must have."""
    return ", ".join(option_of(m.name) for m in members(model) if m.required)
