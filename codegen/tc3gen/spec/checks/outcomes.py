"""Outcomes: the results that they speak of exist, and tell what they are said to tell."""

from __future__ import annotations

from tc3gen.spec.checks.scope import Path, Scope, member_at, wrong_kind
from tc3gen.spec.model import Action, Field, Outcomes
from tc3gen.spec.problems import value_text, word_list
from tc3gen.spec.value_checks.scalars import wrong_type

_VALUES = ("string", "integer")


def check_outcomes(scope: Scope, action: Action, outcomes: Outcomes) -> None:
    """All rules about the outcomes of one action."""
    path = ("actions", action.name, "outcomes")
    if action.streams:
        scope.name(path, "an action that streams has no results one by one")
    _check_counts(scope, path, action, outcomes)
    if outcomes.of is None:
        return
    there = (*path, "of")
    results = member_at(scope, there, outcomes.of, action.returns, "the response")
    if results is None:
        return
    kind = scope.service.types.get(results.type.name)
    if results.type.depth != 1 or (kind is None and results.type.is_scalar):
        wrong_kind(scope, there, results, "a list of a type")
    if kind is None or results.type.depth != 1:
        return
    for key in ("item", "code", "message"):
        name = getattr(outcomes, key)
        if name is None:
            continue
        field = member_at(scope, (*path, key), name, kind.fields, f"`{kind.name}`")
        if field is None:
            continue
        wanted = ("string",) if key == "message" else _VALUES
        if field.type.depth or field.type.name not in wanted or field.enum:
            wrong_kind(
                scope, (*path, key), field, f"{word_list(wanted)} without an enum"
            )
        elif key == "code":
            _check_ok(scope, path, field, outcomes)


def _check_ok(scope: Scope, path: Path, code: Field, outcomes: Outcomes) -> None:
    seen: set[str | int] = set()
    for index, value in enumerate(outcomes.ok):
        there = (*path, "ok", index)
        # An empty text says that there is no code, whatever the type of one.
        wrong = wrong_type(code, value) if value != "" else None
        if wrong:
            scope.value(there, f"the code {wrong}")
        elif value in seen:
            scope.value(there, f"the code {value_text(value)} stands here twice")
        seen.add(value)


def _check_counts(scope: Scope, path: Path, action: Action, outcomes: Outcomes) -> None:
    for index, name in enumerate(outcomes.counts):
        there = (*path, "counts", index)
        field = member_at(scope, there, name, action.returns, "the response")
        if field is not None and str(field.type) != "integer":
            wrong_kind(scope, there, field, "`integer`")
        if name in outcomes.counts[:index]:
            scope.value(there, f"`{name}` stands here twice")
