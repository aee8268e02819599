"""Lookups: the action that tells if a call was carried out can be asked, and knows it."""

from __future__ import annotations

from tc3gen.spec.checks.scope import Path, Scope, wrong_kind
from tc3gen.spec.model import Action, Check, Field
from tc3gen.spec.problems import value_text, word_list
from tc3gen.spec.suggestions import did_you_mean

_NAMING = ("string", "integer")
"""The types of parameters that can name what is looked for."""

_OF_ANY_REQUEST = (
    "AuthFailure",
    "InternalError",
    "LimitExceeded",
    "MissingParameter",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "UnauthorizedOperation",
)
"""Categories of errors that say nothing of what is asked for."""


def check_lookup(scope: Scope, action: Action, check: Check) -> None:
    """All rules about the `check` of one action."""
    path = ("actions", action.name, "check")
    asked = scope.service.actions.get(check.action)
    if asked is None:
        guess = did_you_mean(check.action, scope.service.actions)
        message = f"there is no action {value_text(check.action)}{guess}"
        scope.value((*path, "action"), message)
        return
    if action.repeatable:
        scope.name(
            path, "a `repeatable` action needs no check: it can be sent again as it is"
        )
    if action.unsigned or action.host:
        scope.name(
            path,
            "an action that is `unsigned`, whose requests never grow too old, or that has a "
            "`host` of its own, cannot be looked up",
        )
    if asked.pages or asked.outcomes:
        scope.value(
            (*path, "action"),
            f"`{asked.name}` succeeds also where there is nothing, as it has `pages` or "
            "`outcomes`",
        )
    if not asked.repeatable:
        scope.value(
            (*path, "action"),
            f"`{asked.name}` is not `repeatable`: to ask must change nothing",
        )
    if asked.form != "json" or asked.streams or asked.unsigned or asked.host:
        scope.value(
            (*path, "action"),
            f"`{asked.name}` is called in a way of its own (`form`, `streams`, `unsigned` "
            "or `host`): a check asks as most actions are called",
        )
    _check_params(scope, path, action, asked, check)
    _check_absent(scope, path, asked, check)


def _check_params(
    scope: Scope, path: Path, action: Action, asked: Action, check: Check
) -> None:
    if not check.params:
        scope.value(
            (*path, "params"),
            "must not be empty: what is found must be known by something in the request",
        )
    for name, source in check.params.items():
        there = (*path, "params", name)
        target, given = asked.params.get(name), action.params.get(source)
        if target is None:
            guess = did_you_mean(name, asked.params)
            scope.name(
                there,
                f"there is no {value_text(name)} in the parameters of `{asked.name}`{guess}",
            )
        if given is None:
            guess = did_you_mean(source, action.params)
            scope.value(
                there, f"there is no {value_text(source)} in the parameters{guess}"
            )
        elif not given.required:
            scope.value(
                there,
                f"`{source}` is not required: a call without it could not be found",
            )
        elif target is not None:
            _check_pair(scope, there, given, target)
    for name, field in asked.params.items():
        if field.required and name not in check.params:
            scope.value((*path, "params"), f"`{asked.name}` needs `{name}` too")


def _check_pair(scope: Scope, path: Path, given: Field, target: Field) -> None:
    """A parameter names one thing, and the same one for both actions."""
    if given.type.depth or given.type.name not in _NAMING:
        wrong_kind(scope, path, given, word_list(_NAMING))
    elif given.type != target.type:
        wrong_kind(scope, path, given, f"`{target.type}`, as `{target.name}` is")
    elif given.enum is not None or target.enum is not None:
        scope.value(
            path, f"a value of an enum, as of `{given.name}`, names no one thing"
        )
    for bound in ("length", "size", "range"):
        if getattr(target, bound) not in (None, getattr(given, bound)):
            scope.value(
                path,
                f"`{given.name}` and `{target.name}` differ in `{bound}`: what the one takes "
                "the other may refuse, as if it were absent",
            )
    for field in (given, target):
        reason = (
            "may be null"
            if field.nullable
            else "is a secret, which is shown to whoever watches the calls"
            if field.sensitive
            else "is disabled, so that the service ignores it"
            if field.disabled
            else None
        )
        if reason is not None:
            scope.value(path, f"`{field.name}` {reason}: nothing can be found by it")


def _check_absent(scope: Scope, path: Path, asked: Action, check: Check) -> None:
    if not check.absent:
        scope.value(
            (*path, "absent"),
            "must not be empty: without a code nothing can be told to be absent",
        )
    for index, code in enumerate(check.absent):
        there = (*path, "absent", index)
        if code not in asked.errors:
            guess = did_you_mean(code, asked.errors)
            scope.value(
                there,
                f"{value_text(code)} is not among the errors of `{asked.name}`{guess}",
            )
        elif _tells_nothing(scope, code):
            scope.value(
                there,
                f"`{code}` says nothing of what is asked for: the service may refuse any "
                "request so",
            )
        if code in check.absent[:index]:
            scope.value(there, f"the error code `{code}` stands here twice")


def _tells_nothing(scope: Scope, code: str) -> bool:
    if code.partition(".")[0] in _OF_ANY_REQUEST:
        return True
    return code in scope.common.errors and code != "ResourceNotFound"
