"""Actions: their errors, examples and paging agree with the rest."""

from __future__ import annotations

from collections.abc import Mapping

from tc3gen.spec.checks.scope import Path, Scope
from tc3gen.spec.fit import Misfit, misfits
from tc3gen.spec.problems import UNREAD_TYPE, did_you_mean, listed, shown
from tc3gen.spec.vocabulary import Action, Field, Pages, TypeRef

_POSITIONS = ("integer", "string")


def check_action(scope: Scope, action: Action) -> None:
    """All rules about one action, but for those about its members."""
    path = ("actions", action.name)
    scope.check_name(path, action.name, "an action")
    scope.check_python_name(path, action.python_name)
    if "RequestId" in action.returns:
        scope.name(
            (*path, "returns", "RequestId"),
            "every answer has a `RequestId`: leave it out",
        )
    _check_errors(scope, action)
    _check_examples(scope, action)
    if action.pages:
        _check_pages(scope, action, action.pages)
    if action.client_token is not None:
        _check_client_token(scope, action, action.client_token)


def _check_errors(scope: Scope, action: Action) -> None:
    service, common = scope.service, scope.common
    seen: set[str] = set()
    for index, code in enumerate(action.errors):
        path = ("actions", action.name, "errors", index)
        if code in seen:
            scope.value(path, f"the error code `{code}` stands here twice")
        # Without a common file, whose problem is another, no code can be called unknown.
        elif common.errors and not (code in service.errors or code in common.errors):
            guess = did_you_mean(code, [*service.errors, *common.errors])
            scope.value(
                path,
                f"the error code {shown(code)} is not described under `errors:`{guess}",
            )
        seen.add(code)


def _check_examples(scope: Scope, action: Action) -> None:
    path = ("actions", action.name)
    if not action.examples:
        scope.name(path, f"`{action.name}` has no example: write one under `examples:`")
    for index, example in enumerate(action.examples):
        there = (*path, "examples", index)
        found = []
        for key, fields, values in (
            ("request", action.params, example.request),
            ("response", action.returns, example.response),
        ):
            answer = key == "response"
            files = action.sends_files and not answer
            misfit_here = misfits(
                fields, values, scope.service, answer=answer, files=files
            )
            found += [(key, misfit) for misfit in misfit_here]
        if example.differs is None:
            for key, misfit in found:
                _report(scope, (*there, key), f"in the example's {key}, ", misfit)
        elif not found:
            scope.name(
                (*there, "differs"),
                "the example agrees with the definition: leave `differs` out",
            )


def _report(scope: Scope, path: Path, where: str, misfit: Misfit) -> None:
    report = scope.name if misfit.kind == "unknown" else scope.value
    report((*path, *misfit.steps), f"{where}{misfit}")


def _check_client_token(scope: Scope, action: Action, name: str) -> None:
    """It is a parameter that can be filled in."""
    path = ("actions", action.name, "client_token")
    field = action.params.get(name)
    if field is None:
        guess = did_you_mean(name, action.params)
        scope.value(path, f"there is no {shown(name)} in the parameters{guess}")
    elif field.type not in (TypeRef("string"), UNREAD_TYPE) or field.enum is not None:
        scope.value(path, f"`{name}` must be any string to be filled in")
    elif field.required:
        scope.value(path, f"`{name}` is required: nothing is left to be filled in")


def _check_pages(scope: Scope, action: Action, pages: Pages) -> None:
    """The members that paging names exist and have a fitting type."""
    size = "size" if pages.page else "limit"
    for key, name, fields in (
        ("offset", pages.offset, action.params),
        ("page", pages.page, action.params),
        ("token", pages.token, action.params),
        (size, pages.limit, action.params),
        ("next", pages.next, action.returns),
        ("total", pages.total, action.returns),
    ):
        if name is not None:
            field = _member(scope, action, key, name, fields)
            if field and (field.type.depth or field.type.name not in _POSITIONS):
                _wrong_type(scope, action, key, field, listed(_POSITIONS))
    items = _member(scope, action, "items", pages.items, action.returns)
    if items and not items.type.depth:
        _wrong_type(scope, action, "items", items, "a list")


def _member(
    scope: Scope, action: Action, key: str, dotted: str, fields: Mapping[str, Field]
) -> Field | None:
    """The member that a dotted name leads to; None where there is none, as reported."""
    field: Field | None = None
    where = "the parameters" if fields is action.params else "the answer"
    for name in dotted.split("."):
        if field is not None:
            where = f"`{field.name}`"
            fields = _inside(scope, field)
        field = fields.get(name)
        if field is None:
            scope.value(
                ("actions", action.name, "pages", key),
                f"there is no {shown(name)} in {where}{did_you_mean(name, fields)}",
            )
            return None
    return None if field is None or field.type == UNREAD_TYPE else field


def _inside(scope: Scope, field: Field) -> Mapping[str, Field]:
    """The members of the object that a field holds."""
    kind = None if field.type.depth else scope.service.types.get(field.type.name)
    return kind.fields if kind else {}


def _wrong_type(
    scope: Scope, action: Action, key: str, field: Field, wanted: str
) -> None:
    scope.value(
        ("actions", action.name, "pages", key),
        f"`{field.name}` must be {wanted} to page by, not `{field.type}`",
    )
