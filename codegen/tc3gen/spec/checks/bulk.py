"""Bulk methods: the actions that they send exist, take rows, and get all that they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.model import Action, Bulk, Field
from tc3gen.spec.problems import UNREAD_TYPE, value_text
from tc3gen.spec.suggestions import did_you_mean

Found = tuple[Path, Action, Field]
"""The path to an action's name, the action, and the parameter that takes its rows."""


def check_bulk(scope: Scope, bulk: Bulk) -> None:
    """All rules about one bulk method."""
    path = ("bulk", bulk.name)
    scope.check_name(path, bulk.name, "a bulk method")
    scope.check_python_name(path, bulk.python_name)
    if not bulk.rows:
        scope.value((*path, "rows"), "name an action and the parameter for its rows")
    found = list(_actions(scope, path, bulk))
    for there, _, field in found:
        _check_rows(scope, there, field)
    if len(found) == len(bulk.rows):
        _check_kinds(scope, path, bulk, found)
    _check_params(scope, path, bulk, found)
    _check_busy(scope, path, bulk)


def _actions(scope: Scope, path: Path, bulk: Bulk) -> Iterator[Found]:
    for name, param in bulk.rows.items():
        there = (*path, "rows", name)
        action = scope.service.actions.get(name)
        if action is None:
            guess = did_you_mean(name, scope.service.actions)
            scope.name(there, f"there is no action {value_text(name)}{guess}")
            continue
        field = action.params.get(param)
        if field is None:
            guess = did_you_mean(param, action.params)
            scope.value(there, f"`{name}` has no parameter {value_text(param)}{guess}")
        elif field.type != UNREAD_TYPE:
            yield there, action, field


def _check_rows(scope: Scope, there: Path, field: Field) -> None:
    """A list of texts or of a type, whose length has a limit."""
    kind = field.type
    if kind.depth != 1 or field.enum or (kind.is_scalar and kind.name != "string"):
        scope.value(
            there, f"`{field.name}` must be a list of texts or of a type, not `{kind}`"
        )
    elif field.items is None or field.items[1] is None:
        scope.value(
            there, f"say under `items` how many `{field.name}` a request may have"
        )


def _check_kinds(scope: Scope, path: Path, bulk: Bulk, found: list[Found]) -> None:
    """A row tells by its kind which action it is for; if it has a key, then which."""
    seen: set[bool] = set()
    for there, _, field in found:
        if field.type.is_scalar in seen:
            what = "are texts" if field.type.is_scalar else "have members"
            scope.name(there, f"the rows of an action before it {what} too")
        seen.add(field.type.is_scalar)
    named = [field for _, _, field in found if not field.type.is_scalar]
    if not named and bulk.key is not None:
        scope.value((*path, "key"), "rows that are texts have no key: leave it out")
    for field in named:
        kind = scope.service.types.get(field.type.name)
        if kind is None:
            continue
        if bulk.key is None:
            scope.name(path, f"say under `key` which member tells one `{kind.name}`")
            continue
        key = kind.fields.get(bulk.key)
        if key is None:
            guess = did_you_mean(bulk.key, kind.fields)
            scope.value(
                (*path, "key"), f"`{kind.name}` has no {value_text(bulk.key)}{guess}"
            )
        elif str(key.type) != "string" or key.enum or not key.required:
            scope.value((*path, "key"), f"`{key.name}` must be a required text")


def _check_params(scope: Scope, path: Path, bulk: Bulk, found: list[Found]) -> None:
    """Every action gets its required parameters, and knows what it is given."""
    uses = Counter(bulk.params.values())
    for name, param in bulk.params.items():
        there = (*path, "params", name)
        scope.check_name(there, name, "a parameter")
        if uses[param] > 1:
            scope.value(there, f"`{param}` stands here twice")
        types = set()
        for _, action, rows in found:
            field = action.params.get(param)
            if field is None:
                guess = did_you_mean(param, action.params)
                scope.value(
                    there,
                    f"`{action.name}` has no parameter {value_text(param)}{guess}",
                )
            elif field is rows:
                scope.value(there, f"`{param}` takes the rows")
            else:
                types.add((field.type, field.enum, field.required))
        if len(types) > 1:
            scope.value(there, f"`{param}` is not the same in all of the actions")
    for there, action, rows in found:
        given = {*bulk.params.values(), rows.name}
        for field in action.params.values():
            if field.required and field.name not in given:
                scope.name(there, f"`{field.name}` is required: name it under `params`")


def _check_busy(scope: Scope, path: Path, bulk: Bulk) -> None:
    known = {*scope.service.errors, *scope.common.errors}
    seen: set[str] = set()
    for index, code in enumerate(bulk.busy):
        there = (*path, "busy", index)
        if code not in known:
            guess = did_you_mean(code, known)
            scope.value(there, f"there is no error {value_text(code)}{guess}")
        elif code in seen:
            scope.value(there, f"{value_text(code)} stands here twice")
        seen.add(code)
    for key in ("interval", "deadline"):
        seconds = getattr(bulk, key)
        if seconds <= 0:
            scope.value((*path, key), f"`{key}` must be more than 0, not {seconds}")
