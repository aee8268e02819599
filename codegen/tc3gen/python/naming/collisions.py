"""Names that would be the same in Python, or none at all."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from tc3gen.python.naming import names
from tc3gen.spec.model import ErrorCode, Events, Position, Service, Waiter
from tc3gen.spec.problems import Problem
from tc3gen.spec.waiter_fields import asked_parameters, picking_members

_CLASS = re.compile(r"[A-Z][A-Za-z0-9_]{0,199}\Z")
_OTHER = re.compile(r"[a-z][a-z0-9_]{0,199}\Z")
_CONSTANT = re.compile(r"[A-Z][A-Z0-9_]{0,199}\Z")


def problems(service: Service) -> Iterator[Problem]:
    """Names that are no Python names, and names that would be the same in Python."""
    yield from _distinct("actions", _methods(service), _OTHER)
    yield from _distinct("classes", _classes(service), _CLASS)
    for found in service.waiters.values():
        yield from _distinct(
            f"parameters of {found.name}",
            _parameters(found, service),
            _OTHER,
            taken=("interval", "timeout"),
        )
    for each in service.bulk.values():
        yield from _distinct(
            f"parameters of {each.name}",
            ((name, names.member(name), each.at) for name in each.params),
            _OTHER,
            taken=("rows", "progress", "start", "deduplicate", "timeout"),
        )
    yield from _distinct(
        "constants of bulk methods",
        (
            (each.name, names.bulk_constant(each.name, each.python_name), each.at)
            for each in service.bulk.values()
        ),
        _CONSTANT,
    )
    if service.events is not None:
        yield from _event_problems(service, service.events)
    yield from _distinct("enums and clients", _names_in_clients(service), _CLASS)
    for action in service.actions.values():
        own = () if action.pages is None else (names.LOOK_AHEAD,)
        for group, taken in ((action.params, own), (action.returns, ())):
            yield from _distinct(
                f"members of {action.name}",
                (
                    (f.name, names.member(f.name, f.python_name), f.at)
                    for f in group.values()
                ),
                _OTHER,
                taken,
            )
    for type_ in service.types.values():
        yield from _distinct(
            f"members of {type_.name}",
            (
                (f.name, names.member(f.name, f.python_name), f.at)
                for f in type_.fields.values()
            ),
            _OTHER,
        )


def error_problems(
    codes: Iterable[ErrorCode], taken: Iterable[str] = ()
) -> Iterator[Problem]:
    """Names of errors that would be the same; `taken` are those that the SDK uses."""
    yield from _distinct(
        "errors",
        ((e.code, names.error_class(e.code, e.python_name), e.at) for e in codes),
        _CLASS,
        taken,
    )


def _methods(service: Service) -> Iterator[tuple[str, str, Position]]:
    for action in service.actions.values():
        name = names.method(action.name, action.python_name)
        yield action.name, name, action.at
        if action.pages is not None:
            yield f"the pages of {action.name}", f"iter_{name}", action.at
        if action.streams:
            yield f"the stream of {action.name}", f"stream_{name}", action.at
    for found in service.waiters.values():
        yield found.name, names.waiter(found.name, found.python_name), found.at
    for each in service.bulk.values():
        yield each.name, names.bulk(each.name, each.python_name), each.at


def _parameters(
    waiter: Waiter, service: Service
) -> Iterator[tuple[str, str, Position]]:
    """Those of the method that waits, but for its limits."""
    fields = [field for _, field in picking_members(waiter, service)]
    for field in [*fields, *asked_parameters(waiter, service.actions[waiter.action])]:
        yield field.name, names.member(field.name, field.python_name), waiter.at


def _event_problems(service: Service, events: Events) -> Iterator[Problem]:
    kinds = events.kinds.values()
    classes = [(k.name, names.event_class(k.name, k.python_name), k.at) for k in kinds]
    enums = [
        (enum.name, names.enum_class(enum.name, enum.python_name), enum.at)
        for enum in service.enums.values()
    ]
    own = ("Event", "Handler", "On", "UnknownEvent")
    yield from _distinct("events and enums", [*classes, *enums], _CLASS, own)
    options = [(k.name, names.event_option(k.name, k.python_name), k.at) for k in kinds]
    yield from _distinct(
        "options of the handler", options, _OTHER, taken=("on_other", "on_unknown")
    )
    for kind in kinds:
        fields = [*events.fields.values(), *kind.fields.values()]
        yield from _distinct(
            f"members of {kind.name}",
            ((f.name, names.member(f.name, f.python_name), f.at) for f in fields),
            _OTHER,
        )


def _classes(service: Service) -> Iterator[tuple[str, str, Position]]:
    for action in service.actions.values():
        prefix = names.action_class(action.name, action.python_name)
        yield action.name, f"{prefix}Request", action.at
        yield action.name, f"{prefix}Response", action.at
    for type_ in service.types.values():
        yield type_.name, names.class_name(type_.name, type_.python_name), type_.at
    for enum in service.enums.values():
        yield enum.name, names.enum_class(enum.name, enum.python_name), enum.at


def _names_in_clients(service: Service) -> Iterator[tuple[str, str, Position]]:
    prefix = names.client_prefix(service)
    yield "the client", f"{prefix}Client", service.at
    yield "the asynchronous client", f"Async{prefix}Client", service.at
    for enum in service.enums.values():
        yield enum.name, names.enum_class(enum.name, enum.python_name), enum.at


def _distinct(
    what: str,
    found: Iterable[tuple[str, str, Position]],
    form: re.Pattern[str],
    taken: Iterable[str] = (),
) -> Iterator[Problem]:
    seen = dict.fromkeys(taken, "the SDK's own")
    for wire, python, at in found:
        if not form.match(python) or keyword.iskeyword(python):
            yield Problem(
                at,
                f"{what}: {wire} would be {python!r} in Python, which cannot be; "
                "give it another `name`",
            )
        elif python in seen:
            yield Problem(
                at,
                f"{what}: {seen[python]} and {wire} both become {python!r} in Python; "
                "give one of them a `name`",
            )
        else:
            seen[python] = wire
