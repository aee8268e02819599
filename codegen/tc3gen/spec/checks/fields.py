"""Parameters and members: what is said about each fits together."""

from __future__ import annotations

from tc3gen.spec.checks.scope import Path, Scope, value_types
from tc3gen.spec.fit import value_misfits
from tc3gen.spec.problems import UNREAD_TYPE, did_you_mean, listed, shown
from tc3gen.spec.vocabulary import SCALARS, Bounds, Field

_TYPES_OF_BOUNDS = {
    "length": ("string",),
    "size": ("string", "bytes", "json"),
    "range": ("integer", "float"),
}
_TYPES_OF_ENUMS = ("string", "integer")


def check_field(scope: Scope, path: Path, field: Field) -> None:
    """All rules about one field."""
    scope.check_name(path, field.name, "a member")
    scope.check_python_name(path, field.python_name)
    if field.disabled and not field.deprecated:
        scope.name(
            path,
            f"`{field.name}` is disabled: say under `deprecated` what to use instead",
        )
    if field.type == UNREAD_TYPE:
        return
    if not field.type.is_scalar and field.type.name not in scope.service.types:
        known = [*scope.service.types, *SCALARS]
        scope.value(
            (*path, "type"),
            f"there is no type {shown(field.type.name)}"
            f"{did_you_mean(field.type.name, known)}",
        )
        return
    _check_bounds(scope, path, field)
    _check_enum(scope, path, field)
    if field.format and field.type.name != "datetime":
        scope.value(
            (*path, "format"), f"`format` is only for `datetime`, not `{field.type}`"
        )
    _check_samples(scope, path, field)


def _check_bounds(scope: Scope, path: Path, field: Field) -> None:
    for key, bounds in (
        ("length", field.length),
        ("size", field.size),
        ("items", field.items),
        ("range", field.range),
    ):
        if bounds is None:
            continue
        there = (*path, key)
        if key == "items":
            if not field.type.depth:
                scope.value(there, f"`items` is only for lists, not `{field.type}`")
        elif field.type.name not in _TYPES_OF_BOUNDS[key]:
            kinds = listed(_TYPES_OF_BOUNDS[key], last="and")
            scope.value(there, f"`{key}` is only for {kinds}, not `{field.type}`")
        _check_limits(scope, there, bounds, counts=key != "range")


def _check_limits(scope: Scope, path: Path, bounds: Bounds, *, counts: bool) -> None:
    low, high = bounds
    if low is None and high is None:
        scope.value(path, f"`{path[-1]}` limits nothing: leave it out")
    elif low is not None and high is not None and low > high:
        scope.value(path, f"`{path[-1]}` is reversed: write [{high}, {low}]")
    for index, limit in enumerate(bounds):
        if counts and limit is not None:
            if limit < 0:
                scope.value(
                    (*path, index), f"`{path[-1]}` cannot be negative, as {limit} is"
                )
            elif not isinstance(limit, int):
                scope.value(
                    (*path, index), f"`{path[-1]}` counts in integers, not {limit}"
                )


def _check_enum(scope: Scope, path: Path, field: Field) -> None:
    if field.enum is None:
        return
    there = (*path, "enum")
    enum = scope.service.enums.get(field.enum)
    if enum is None:
        scope.value(
            there,
            f"there is no enum {shown(field.enum)}"
            f"{did_you_mean(field.enum, scope.service.enums)}",
        )
    elif field.type.name not in _TYPES_OF_ENUMS:
        kinds = listed(_TYPES_OF_ENUMS, last="and")
        scope.value(there, f"`enum` is only for {kinds}, not `{field.type}`")
    else:
        types = value_types(enum)
        if len(types) == 1 and field.type.name not in types:
            scope.value(
                there,
                f"the values of `{enum.name}` are {listed(types)}, but `{field.name}` "
                f"is `{field.type}`",
            )


def _check_samples(scope: Scope, path: Path, field: Field) -> None:
    """The example and the default could be sent."""
    file = path[0] == "actions" and path[2] == "params"
    file = file and scope.service.actions[str(path[1])].sends_files
    for key, value in (("example", field.example), ("default", field.default)):
        if value is not None:
            for misfit in value_misfits(field, value, scope.service, file=file):
                scope.value((*path, key, *misfit.steps), f"the {key} {misfit}")
