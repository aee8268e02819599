"""Waiters: what they ask, and the states that they look for, exist."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.model import Action, Field, Waiter
from tc3gen.spec.problems import UNREAD_TYPE, value_text, word_list
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.value_checks.scalars import wrong_type
from tc3gen.spec.waiter_fields import (
    asked_parameters,
    follow_path,
    lists,
    paging_parameters,
)

_STATES = ("string", "integer", "boolean")
_KEYS = ("string", "integer")


def check_waiter(scope: Scope, waiter: Waiter) -> None:
    """All rules about one waiter."""
    path = ("waiters", waiter.name)
    scope.check_name(path, waiter.name, "a waiter")
    scope.check_python_name(path, waiter.python_name)
    _check_times(scope, path, waiter)
    action = scope.service.actions.get(waiter.action)
    if action is None:
        if waiter.action:
            guess = did_you_mean(waiter.action, scope.service.actions)
            scope.value(
                (*path, "action"),
                f"there is no action {value_text(waiter.action)}{guess}",
            )
        return
    if not action.repeatable:
        scope.value(
            (*path, "action"),
            f"`{action.name}` is not repeatable: it cannot be asked again and again",
        )
    _check_params(scope, path, waiter, action)
    _check_path(scope, path, waiter, action)


def _check_times(scope: Scope, path: Path, waiter: Waiter) -> None:
    for key in ("interval", "deadline"):
        seconds = getattr(waiter, key)
        if seconds <= 0:
            scope.value((*path, key), f"`{key}` must be more than 0, not {seconds}")
    if waiter.interval > waiter.deadline > 0:
        scope.value((*path, "deadline"), "the deadline is before the second question")


def _check_params(scope: Scope, path: Path, waiter: Waiter, action: Action) -> None:
    seen: set[str] = set()
    paged = paging_parameters(action)
    for index, name in enumerate(waiter.params):
        there = (*path, "params", index)
        field = action.params.get(name)
        if field is None:
            scope.value(
                there,
                f"`{action.name}` has no parameter {value_text(name)}"
                f"{did_you_mean(name, action.params)}",
            )
        elif name in paged:
            scope.value(there, f"`{name}` is set by paging: leave it out")
        elif field.required:
            scope.value(there, f"`{name}` is required and taken anyway: leave it out")
        elif name in seen:
            scope.value(there, f"`{name}` stands here twice")
        seen.add(name)


def _check_path(scope: Scope, path: Path, waiter: Waiter, action: Action) -> None:
    """The path leads to a state, in one item of at most one list."""
    if not waiter.path:
        return
    there = (*path, "path")
    found = list(follow_path(scope.service, action.returns, waiter.path))
    parts = waiter.path.split(".")
    if any(field.type == UNREAD_TYPE for field in found):
        return
    if len(found) < len(parts):
        missing = parts[len(found)]
        where, known = "the response", action.returns
        if found:
            where, known = f"`{found[-1].name}`", _members(scope, found[-1])
        guess = did_you_mean(missing, known)
        scope.value(there, f"there is no {value_text(missing)} in {where}{guess}")
        return
    state = found[-1]
    if state.type.depth or state.type.name not in _STATES:
        scope.value(
            there, f"`{state.name}` must be {word_list(_STATES)}, not `{state.type}`"
        )
        return
    lists = [field for field in found if field.type.depth]
    if len(lists) > 1 or any(field.type.depth > 1 for field in lists):
        scope.value(there, "the path leads through more than one list")
    elif lists and not waiter.where:
        scope.value(
            there, f"say under `where` which item of `{lists[0].name}` to look at"
        )
    elif waiter.where and not lists:
        scope.name(
            (*path, "where"), "there is no list on the path to pick an item from"
        )
    elif lists:
        _check_where(scope, path, waiter, action, _members(scope, lists[0]))
    _check_states(scope, path, waiter, state)


def _members(scope: Scope, field: Field) -> Mapping[str, Field]:
    kind = scope.service.types.get(field.type.name)
    return kind.fields if kind else {}


def _check_where(
    scope: Scope,
    path: Path,
    waiter: Waiter,
    action: Action,
    members: Mapping[str, Field],
) -> None:
    taken, in_lists = (
        {each.name for each in asked_parameters(waiter, action)},
        lists(waiter, action),
    )
    for name, param in waiter.where.items():
        there = (*path, "where", name)
        field = members.get(name)
        if field is None:
            guess = did_you_mean(name, members)
            scope.name(there, f"the items have no member {value_text(name)}{guess}")
        elif field.type != UNREAD_TYPE and (
            field.type.depth or field.type.name not in _KEYS or field.enum
        ):
            scope.name(
                there, f"`{name}` must be {word_list(_KEYS)} without an enum to pick by"
            )
        scope.check_name(there, param, "a parameter")
        if param in in_lists:
            _check_list(scope, there, field, action.params[param])
            param = name
        if param in taken:
            scope.value(there, f"there is a parameter `{param}` already")
        taken.add(param)


def _check_list(scope: Scope, path: Path, member: Field | None, param: Field) -> None:
    """A list that takes the value of a member has values of its type."""
    if member is None or UNREAD_TYPE in (member.type, param.type):
        return
    if member.type.name != param.type.name:
        wanted = f"list[{member.type}]"
        scope.value(path, f"`{param.name}` must be `{wanted}`, not `{param.type}`")


def _check_states(scope: Scope, path: Path, waiter: Waiter, state: Field) -> None:
    enum = scope.service.enums.get(state.enum) if state.enum else None
    seen: set[tuple[type, str | int | bool]] = set()
    for key, values in (("success", waiter.success), ("failure", waiter.failure)):
        for index, value in enumerate(values):
            there = (*path, key, index)
            if (type(value), value) in seen:
                scope.value(there, f"the state {value_text(value)} stands here twice")
            elif enum is not None:
                if value not in enum.members:
                    scope.value(
                        there,
                        f"{value_text(value)} is no member of `{enum.name}`"
                        f"{did_you_mean(str(value), enum.members)}",
                    )
            elif wrong := wrong_type(state, value):
                scope.value(there, f"the state {wrong}")
            seen.add((type(value), value))
