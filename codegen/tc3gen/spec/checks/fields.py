"""Parameters and members: what is said about each fits together."""

from __future__ import annotations

from tc3gen.spec.checks.scope import Path, Scope, value_types
from tc3gen.spec.format import kinds
from tc3gen.spec.format.field_properties import FIELD, constraints_of
from tc3gen.spec.format.properties import Property
from tc3gen.spec.model import Bounds, Field
from tc3gen.spec.problems import UNREAD_TYPE, value_text, word_list
from tc3gen.spec.suggestions import did_you_mean, type_suggestion
from tc3gen.spec.value_checks.violations import value_violations


def check_field(scope: Scope, path: Path, field: Field) -> None:
    """All rules about one field."""
    scope.check_name(path, field.name, "a member")
    scope.check_python_name(path, field.python_name)
    if field.disabled and not field.deprecated:
        scope.name(
            path,
            f"`{field.name}` is disabled: say under `deprecated` what to use instead",
        )
    _check_side(scope, path, field)
    if field.type == UNREAD_TYPE:
        return
    if not field.type.is_scalar and field.type.name not in scope.service.types:
        scope.value(
            (*path, "type"),
            f"there is no type {value_text(field.type.name)}"
            f"{type_suggestion(field.type.name, scope.service.types)}",
        )
        return
    for row in FIELD.properties:
        if _is_given(field, row):
            _check_suits(scope, path, field, row)
    for row, limit in constraints_of(field):
        if row.value in (kinds.COUNTS, kinds.LIMITS):
            counts = row.value is kinds.COUNTS
            _check_limits(scope, (*path, row.name), limit, counts=counts)
    _check_enum(scope, path, field)
    _check_samples(scope, path, field)


def _check_side(scope: Scope, path: Path, field: Field) -> None:
    """What is sent can be required, and what is received can be there always."""
    is_parameter = path[0] == "actions" and path[2] == "params"
    is_received = path[0] == "events" or (path[0] == "actions" and path[2] == "returns")
    if is_parameter and field.always:
        scope.value(
            (*path, "always"),
            "`always` is for what the service returns; a parameter that must be given is "
            "`required`",
        )
    elif is_received and field.required:
        scope.value(
            (*path, "required"),
            "`required` is for parameters; what the service always gives is `always`",
        )


def _is_given(field: Field, row: Property) -> bool:
    value = getattr(field, row.attribute or row.name, None)
    is_given = value is not None and value is not False
    return is_given or row.name in field.constraints


def _check_suits(scope: Scope, path: Path, field: Field, row: Property) -> None:
    """A property stands only at fields of the types that it suits."""
    if row.name == "enum" and field.enum not in scope.service.enums:
        return  # reported elsewhere
    here = (field.type.name, "list") if field.type.depth else (field.type.name,)
    if row.types and not set(here) & set(row.types):
        suits = "lists" if row.types == ("list",) else word_list(row.types, last="and")
        scope.value(
            (*path, row.name),
            f"`{row.name}` is only for {suits}, not `{field.type}`",
        )


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
            f"there is no enum {value_text(field.enum)}"
            f"{did_you_mean(field.enum, scope.service.enums)}",
        )
    elif field.type.name in FIELD.keys["enum"].types:
        types = value_types(enum)
        if len(types) == 1 and field.type.name not in types:
            scope.value(
                there,
                f"the values of `{enum.name}` are {word_list(types)}, but `{field.name}` "
                f"is `{field.type}`",
            )


def _check_samples(scope: Scope, path: Path, field: Field) -> None:
    """The example and the default could be sent."""
    file = path[0] == "actions" and path[2] == "params"
    file = file and scope.service.actions[str(path[1])].sends_files
    for key, value in (("example", field.example), ("default", field.default)):
        if value is not None:
            for violation in value_violations(field, value, scope.service, file=file):
                scope.value((*path, key, *violation.steps), f"the {key} {violation}")
