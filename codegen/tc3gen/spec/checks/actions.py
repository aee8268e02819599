"""Actions: their errors, examples and paging agree with the rest."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.spec.checks.lookups import check_lookup
from tc3gen.spec.checks.outcomes import check_outcomes
from tc3gen.spec.checks.scope import Path, Scope, member_at, wrong_kind
from tc3gen.spec.model import Action, Pages, TypeRef
from tc3gen.spec.problems import UNREAD_TYPE, value_text, word_list
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.value_checks.violations import Violation, violations

_POSITIONS = ("integer", "string")


def check_action(scope: Scope, action: Action) -> None:
    """All rules about one action, but for those about its members."""
    path = ("actions", action.name)
    scope.check_name(path, action.name, "an action")
    scope.check_python_name(path, action.python_name)
    if "RequestId" in action.returns:
        scope.name(
            (*path, "returns", "RequestId"),
            "every response has a `RequestId`: leave it out",
        )
    _check_errors(scope, action)
    _check_examples(scope, action)
    if action.pages:
        _check_pages(scope, action, action.pages)
    if action.outcomes:
        check_outcomes(scope, action, action.outcomes)
    if action.check:
        check_lookup(scope, action, action.check)
    if action.client_token is not None:
        _check_client_token(scope, action, action.client_token)


def _check_errors(scope: Scope, action: Action) -> None:
    service, common = scope.service, scope.common
    known = service.errors.keys() | common.errors.keys()
    seen: set[str] = set()
    for index, code in enumerate(action.errors):
        path = ("actions", action.name, "errors", index)
        if code in seen:
            scope.value(path, f"the error code `{code}` stands here twice")
        # Without a common file, whose problem is another, no code can be called unknown.
        elif common.errors and code not in known:
            guess = did_you_mean(code, known)
            scope.value(
                path,
                f"the error code {value_text(code)} is not described under `errors:`{guess}",
            )
        seen.add(code)


def _check_examples(scope: Scope, action: Action) -> None:
    path = ("actions", action.name)
    for index, example in enumerate(action.examples):
        there = (*path, "examples", index)
        found = []
        for key, fields, values in (
            ("request", action.params, example.request),
            ("response", action.returns, example.response),
        ):
            in_response = key == "response"
            files = action.sends_files and not in_response
            here_too = violations(
                fields, values, scope.service, in_response=in_response, files=files
            )
            found += [(key, violation) for violation in here_too]
        if example.differs is None:
            for key, violation in found:
                _report(scope, (*there, key), f"in the example's {key}, ", violation)
        elif not found:
            scope.name(
                (*there, "differs"),
                "the example agrees with the definition: leave `differs` out",
            )


_OF_THE_ENVELOPE: Mapping[tuple[str | int, ...], str] = {
    ("Response",): ": write what is in it",
    ("RequestId",): ": leave it out, as every response has one",
}
"""What a pasted response has around the members of an action."""


def _report(scope: Scope, path: Path, where: str, violation: Violation) -> None:
    if violation.kind != "unknown":
        scope.value((*path, *violation.steps), f"{where}{violation}")
        return
    hint = _OF_THE_ENVELOPE.get(violation.steps, "") if path[-1] == "response" else ""
    scope.name((*path, *violation.steps), f"{where}{violation}{hint}")


def _check_client_token(scope: Scope, action: Action, name: str) -> None:
    """It is a parameter that can be filled in."""
    path = ("actions", action.name, "client_token")
    field = action.params.get(name)
    if field is None:
        guess = did_you_mean(name, action.params)
        scope.value(path, f"there is no {value_text(name)} in the parameters{guess}")
    elif field.type not in (TypeRef("string"), UNREAD_TYPE) or field.enum is not None:
        scope.value(path, f"`{name}` must be any string to be filled in")
    elif field.required:
        scope.value(path, f"`{name}` is required: nothing is left to be filled in")


def _check_pages(scope: Scope, action: Action, pages: Pages) -> None:
    """The members that paging names exist and have a fitting type."""
    size = "size" if pages.page else "limit"
    for key, name, is_given in (
        ("offset", pages.offset, True),
        ("page", pages.page, True),
        ("token", pages.token, True),
        (size, pages.limit, True),
        ("next", pages.next, False),
        ("total", pages.total, False),
        ("items", pages.items, False),
    ):
        if name is None:
            continue
        path = ("actions", action.name, "pages", key)
        fields = action.params if is_given else action.returns
        where = "the parameters" if is_given else "the response"
        field = member_at(scope, path, name, fields, where)
        if field is None:
            continue
        is_list = bool(field.type.depth)
        if key == "items" and not is_list:
            wrong_kind(scope, path, field, "a list to page by")
        elif key != "items" and (is_list or field.type.name not in _POSITIONS):
            wrong_kind(scope, path, field, f"{word_list(_POSITIONS)} to page by")
