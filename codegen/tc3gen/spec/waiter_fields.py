"""What a waiter asks for and looks at, read off its action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from tc3gen.spec.vocabulary import Action, Field, Service, Waiter


def follow(service: Service, fields: Mapping[str, Field], path: str) -> Iterator[Field]:
    """The members on a path, through the items of lists too, as far as they exist."""
    for name in path.split("."):
        field = fields.get(name)
        if field is None:
            return
        yield field
        kind = service.types.get(field.type.name)
        fields = kind.fields if kind else {}


def paging(action: Action) -> set[str]:
    """The parameters that paging sets."""
    pages = action.pages
    if pages is None:
        return set()
    found = (pages.offset, pages.page, pages.token, pages.limit)
    return {name for name in found if name is not None}


def asked(waiter: Waiter, action: Action) -> list[Field]:
    """The parameters of the action that are taken, required ones first."""
    taken = [
        field
        for field in action.params.values()
        if field.name in waiter.params
        or (field.required and field.name not in paging(action))
    ]
    return sorted(taken, key=lambda field: not field.required)


def picked(waiter: Waiter, service: Service) -> list[tuple[Field, Field]]:
    """The members that tell an item, each with the parameter that it must equal."""
    path = follow(service, service.actions[waiter.action].returns, waiter.path)
    lists = [field for field in path if field.type.depth]
    if not lists:
        return []
    members = service.types[lists[0].type.name].fields
    pairs = []
    for name, param in waiter.where.items():
        member = evolve(members[name], required=True)
        own = None if param != name else member.python_name
        pairs.append((member, evolve(member, name=param, python_name=own)))
    return pairs
