"""The rules for a spec beyond its form, with every problem at once.

Loading has looked at the form already; its problems are in `Specs.problems`.

Whether names collide once they are Python is checked in `tc3gen.python.naming.collisions`.
"""

from __future__ import annotations

from contextlib import suppress

from tc3gen.spec.checks.actions import check_action
from tc3gen.spec.checks.bulk import check_bulk
from tc3gen.spec.checks.enums import check_enum, check_unused_enums
from tc3gen.spec.checks.events import check_events
from tc3gen.spec.checks.fields import check_field
from tc3gen.spec.checks.forms import check_form, check_no_headers
from tc3gen.spec.checks.heads import (
    check_error_codes,
    check_head,
    check_header,
    check_regions,
)
from tc3gen.spec.checks.scope import Places, Scope, members
from tc3gen.spec.checks.types import check_cycles, check_types
from tc3gen.spec.checks.waiters import check_waiter
from tc3gen.spec.model import Service
from tc3gen.spec.problems import MAX_PROBLEMS, Problem, Problems, TooManyProblems
from tc3gen.spec.reading.load import Specs


def check_specs(specs: Specs) -> tuple[Problem, ...]:
    """The problems that loading could not see, by position."""
    problems = Problems(MAX_PROBLEMS)
    with suppress(TooManyProblems):
        for service in specs.services:
            _check_service(_scope(specs, service, problems))
        _check_common(specs, problems)
    return problems.sorted()


def notes(specs: Specs) -> tuple[Problem, ...]:
    """Things that are allowed, but could be better, by position."""
    found = Problems(MAX_PROBLEMS)
    with suppress(TooManyProblems):
        for service in specs.services:
            scope = _scope(specs, service, found)
            for action in service.actions.values():
                if not action.examples:
                    scope.name(
                        ("actions", action.name),
                        f"`{action.name}` has no example: write one under `examples:` "
                        "for its documentation and for the local cloud",
                    )
    return found.sorted()


def _scope(specs: Specs, service: Service, problems: Problems) -> Scope:
    places = Places(service.at, specs.trees.get(service.at.file))
    return Scope(service, specs.common, places, problems)


def _check_service(scope: Scope) -> None:
    service = scope.service
    check_head(scope)
    check_regions(scope)
    check_error_codes(scope)
    for action in service.actions.values():
        check_action(scope, action)
        check_form(scope, action)
    for path, fields in members(service):
        for name, field in fields.items():
            check_field(scope, (*path, name), field)
    for waiter in service.waiters.values():
        check_waiter(scope, waiter)
    for bulk in service.bulk.values():
        check_bulk(scope, bulk)
    if service.events is not None:
        check_events(scope, service.events)
    check_no_headers(scope)
    check_types(scope)
    check_cycles(scope)
    check_unused_enums(scope)
    for enum in service.enums.values():
        check_enum(scope, enum)


def _check_common(specs: Specs, problems: Problems) -> None:
    """Hold the common file to the rules, as if it were a service."""
    common = specs.common
    dressed = Service(
        service="",
        version="",
        title=common.title,
        enums=common.enums,
        errors=common.errors,
        at=common.at,
    )
    scope = _scope(specs, dressed, problems)
    check_error_codes(scope)
    for name, parameter in common.parameters.items():
        path = ("parameters", name)
        check_header(scope, path, parameter.header)
        check_field(scope, path, parameter.field)
    for enum in common.enums.values():
        check_enum(scope, enum)
