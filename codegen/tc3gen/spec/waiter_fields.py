"""Parameters and members of waiters, read off their actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from tc3gen.spec.model import Action, Field, Service, Waiter


def follow_path(
    service: Service, fields: Mapping[str, Field], path: str
) -> Iterator[Field]:
    """The members on a path, through the items of lists too, as far as they exist."""
    for name in path.split("."):
        field = fields.get(name)
        if field is None:
            return
        yield field
        kind = service.types.get(field.type.name)
        fields = kind.fields if kind else {}


def paging_parameters(action: Action) -> set[str]:
    """The parameters that paging sets."""
    pages = action.pages
    if pages is None:
        return set()
    found = (pages.offset, pages.page, pages.token, pages.limit)
    return {name for name in found if name is not None}


def asked_parameters(waiter: Waiter, action: Action) -> list[Field]:
    """The parameters of the action that are taken, required ones first."""
    chosen, set_anyway = (
        set(waiter.params),
        paging_parameters(action) | {*lists(waiter, action)},
    )
    taken = [
        field
        for field in action.params.values()
        if field.name in chosen or (field.required and field.name not in set_anyway)
    ]
    return sorted(taken, key=lambda field: not field.required)


def lists(waiter: Waiter, action: Action) -> dict[str, str]:
    """The parameters that take the value of a member of the item as a list of one."""
    fields = {param: action.params.get(param) for param in waiter.where.values()}
    return {
        param: member
        for member, param in waiter.where.items()
        if (field := fields[param]) is not None and field.type.depth == 1
    }


def picking_members(waiter: Waiter, service: Service) -> list[tuple[Field, Field]]:
    """The members that tell an item, each with the parameter that it must equal.

    Where the action takes a list, that is a parameter of the member's own name.
    """
    action = service.actions[waiter.action]
    path = follow_path(service, action.returns, waiter.path)
    on_path = [field for field in path if field.type.depth]
    if not on_path:
        return []
    members, in_lists = (
        service.types[on_path[0].type.name].fields,
        lists(waiter, action),
    )
    pairs = []
    for name, given in waiter.where.items():
        param = name if given in in_lists else given
        member = evolve(members[name], required=True)
        own = None if param != name else member.python_name
        pairs.append((member, evolve(member, name=param, python_name=own)))
    return pairs
