"""Types: each has a name of its own, is used, and can be built."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.spec.checks.scope import Scope
from tc3gen.spec.model import SCALARS, Field, Service

Step = tuple[str, Field]
"""A type, and a required member that leads on to another."""


def check_types(scope: Scope) -> None:
    """Types have names of their own, and none is left unused."""
    used = _used_types(scope.service)
    for name, kind in scope.service.types.items():
        path = ("types", name)
        scope.check_name(path, name, "a type")
        scope.check_python_name(path, kind.python_name)
        if name in SCALARS:
            scope.name(path, f"`{name}` is a type already: choose another name")
        elif name not in used:
            scope.name(
                path,
                f"no action uses the type `{name}`: remove it, or use it somewhere",
            )


def _used_types(service: Service) -> set[str]:
    """The types that actions use, directly or inside others."""
    found: set[str] = set()
    waiting = [
        field.type.name
        for action in service.actions.values()
        for fields in (action.params, action.returns)
        for field in fields.values()
    ]
    while waiting:
        name = waiting.pop()
        if name in service.types and name not in found:
            found.add(name)
            fields = service.types[name].fields.values()
            waiting.extend(field.type.name for field in fields)
    return found


def check_cycles(scope: Scope) -> None:
    """No type requires itself: such a type could never be built."""
    done: set[str] = set()
    for start in scope.service.types:
        for cycle in _cycles(scope.service, start, done):
            owner, first = cycle[0]
            if len(cycle) == 1:
                way = f"its member `{first.name}` is required and holds another"
            else:
                links = [f"`{kind}.{field.name}`" for kind, field in cycle]
                way = f"{', '.join(links)} are required and lead back to it"
            scope.name(
                ("types", owner, "fields", first.name),
                f"no `{owner}` can ever be built, because {way}: make one optional",
            )


def _cycles(service: Service, start: str, done: set[str]) -> Iterator[list[Step]]:
    """The cycles of required members that can be reached from a type.

    A search in depth, with its own stack: chains of types may be longer than Python's.
    """
    if start in done:
        return
    way: list[Step] = []
    places = {start: 0}
    waiting = [_required_members(service, start)]
    while waiting:
        step = next(waiting[-1], None)
        if step is None:
            waiting.pop()
            done.add(places.popitem()[0])
            del way[-1:]
            continue
        target = step[1].type.name
        if target in places:
            yield [*way[places[target] :], step]
        elif target not in done:
            way.append(step)
            places[target] = len(way)
            waiting.append(_required_members(service, target))


def _required_members(service: Service, name: str) -> Iterator[Step]:
    """The members of a type that hold at least one value of another type."""
    for field in service.types[name].fields.values():
        optional_list = field.type.depth and not (field.items and field.items[0])
        if (
            field.required
            and not field.nullable
            and not optional_list
            and field.type.name in service.types
        ):
            yield name, field
