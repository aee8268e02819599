"""The waiters of a service, and the methods that wait."""

from __future__ import annotations

from attrs import frozen

from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.clients.method import Method, Parameter
from tc3gen.python.plan.clients.requests import (
    argument,
    doc_entry,
    first_position,
    page_size,
)
from tc3gen.python.plan.imports import Imports, groups, standard_imports
from tc3gen.python.plan.models import field_doc
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import CallText, call_text, declaration, literal
from tc3gen.spec.model import Action, Field, Service, Waiter
from tc3gen.spec.waiter_fields import (
    asked_parameters,
    follow_path,
    lists,
    picking_members,
)


@frozen
class Constant:
    """A constant of a module: its assignment as code, and its documentation."""

    line: str
    doc: str


@frozen
class WaitersModule:
    """`waiters.py`."""

    doc: str
    imports: Imports
    waiters: tuple[Constant, ...]


def waiters_module(service: Service) -> WaitersModule:
    """Plan the module that describes the waiters of a service."""
    return WaitersModule(
        doc=(
            f"The waiters of {service.title} {service.version}; the clients have a method "
            "for each."
        ),
        imports=Imports(
            loaded=groups(
                standard_imports({"TYPE_CHECKING"}), runtime_imports({"Waiter"}, 3)
            ),
            typing=groups(["from . import models"]),
        ),
        waiters=tuple(_constant(waiter, service) for waiter in in_order(service)),
    )


def in_order(service: Service) -> list[Waiter]:
    """The waiters of a service by their names."""
    return sorted(service.waiters.values(), key=lambda waiter: waiter.name)


def _constant(waiter: Waiter, service: Service) -> Constant:
    action = service.actions[waiter.action]
    arguments: list[str | CallText] = [literal(waiter.name)]
    found, item = _item(waiter, service)
    if item is not None:
        parts, depth = waiter.path.split("."), found.index(item) + 1
        above, rest = ".".join(parts[:depth]), ".".join(parts[depth:])
        items = types.python_path(service, action.returns, above)
        members = service.types[item.type.name].fields
        where: list[str | CallText] = [
            f"{literal(_name(member))}: "
            f"{'int' if member.type.name == 'integer' else 'str'}"
            for member, _ in picking_members(waiter, service)
        ]
        path = types.python_path(service, members, rest)
        arguments.append(f"items={literal(items)}")
        arguments.append(CallText("where=", where, "{}"))
    else:
        path = types.python_path(service, action.returns, waiter.path)
    arguments.append(f"path={literal(path)}")
    if found[-1].enum is not None:
        arguments.append("enum=True")
    for key in ("success", "failure"):
        states = getattr(waiter, key)
        if states:
            arguments.append(f"{key}={literal(states)}")
    arguments.append(f"interval={literal(waiter.interval)}")
    arguments.append(f"timeout={literal(waiter.deadline)}")
    name = names.waiter_constant(waiter.name, waiter.python_name)
    return Constant(
        declaration(
            name,
            f"Waiter[{result(waiter, service)}]",
            CallText("Waiter", arguments),
            indent=0,
        ),
        waiter.doc,
    )


def waiting_method(waiter: Waiter, service: Service, *, is_async: bool) -> Method:
    """Plan the method that waits."""
    action = service.actions[waiter.action]
    pairs = picking_members(waiter, service)
    taken = asked_parameters(waiter, action)
    fields = [*(param for _, param in pairs), *taken]
    item: list[str | CallText] = [
        f"{literal(_name(member))}: {_name(param)}" for member, param in pairs
    ]
    sent: list[str | CallText] = [
        f"waiters.{names.waiter_constant(waiter.name, waiter.python_name)}",
        _request(action, taken, _in_lists(waiter, action, pairs)),
        CallText("item=", item, "{}"),
        "interval=interval",
        "timeout=timeout",
    ]
    waiting = "return await self._wait" if is_async else "return self._wait"
    return Method(
        name=names.waiter(waiter.name, waiter.python_name),
        keywords=(
            *(argument(field, service) for field in fields),
            Parameter("interval", "float | None", "None"),
            Parameter("timeout", "float | None", "None"),
        ),
        returns=result(waiter, service),
        doc=_doc(waiter, action, fields),
        body=f"from . import waiters\n\n        {call_text(CallText(waiting, sent), 8)}",
        is_async=is_async,
        annotations=tuple(
            types.annotation(f, service, in_response=False) for f in fields
        ),
    )


def _item(waiter: Waiter, service: Service) -> tuple[list[Field], Field | None]:
    """The members on the path, and the list among them."""
    returns = service.actions[waiter.action].returns
    found = list(follow_path(service, returns, waiter.path))
    return found, next((field for field in found if field.type.depth), None)


def result(waiter: Waiter, service: Service) -> str:
    """The type of what there is in the end: the item that is waited for, or the response."""
    _, item = _item(waiter, service)
    if item is None:
        action = service.actions[waiter.action]
        return f"models.{names.action_class(action.name, action.python_name)}Response"
    return types.annotation(types.item_of(item), service, in_response=False).text


def _in_lists(
    waiter: Waiter, action: Action, pairs: list[tuple[Field, Field]]
) -> dict[str, str]:
    """The parameters of the action that take the value of a member as a list of one."""
    arguments = {member.name: _name(param) for member, param in pairs}
    return {
        param: f"[{arguments[member]}]"
        for param, member in lists(waiter, action).items()
    }


def _request(action: Action, taken: list[Field], in_lists: dict[str, str]) -> CallText:
    """The first request."""
    given = {
        **first_position(action),
        **{f.name: _name(f) for f in taken},
        **in_lists,
    }
    if action.pages is not None and action.pages.limit is not None:
        field = action.params[action.pages.limit]
        size = str(page_size(field))
        given[field.name] = literal(size) if field.type.name == "string" else size
    prefix = names.action_class(action.name, action.python_name)
    arguments: list[str | CallText] = [
        f"{_name(field)}={given[field.name]}"
        for field in action.params.values()
        if field.name in given
    ]
    return CallText(f"models.{prefix}Request", arguments)


def _name(field: Field) -> str:
    return names.member(field.name, field.python_name)


def _doc(waiter: Waiter, action: Action, fields: list[Field]) -> str:
    method = names.method(action.name, action.python_name)
    every = (
        "every second" if waiter.interval == 1 else f"every {waiter.interval} seconds"
    )
    polls = (
        f"Calls `{method}` {every}, then a little less often, and "
        f"for the last time after {waiter.deadline:,} seconds."
    )
    lines = [doc_entry(_name(f), field_doc(f)) for f in fields]
    lines += [
        doc_entry("interval", f"Seconds between polls; {waiter.interval} if left out."),
        doc_entry(
            "timeout",
            f"Seconds for the whole wait, {waiter.deadline:,} if left out. Then it polls "
            "for the last time; that call keeps to its own time-out.",
        ),
    ]
    raised = [
        doc_entry("errors.WaitTimeout", "Time is up; `last` is the last response."),
    ]
    if waiter.failure:
        raised.insert(
            0, doc_entry("errors.WaitFailed", "The state can no longer be reached.")
        )
    return "\n\n".join(
        [
            waiter.doc,
            polls,
            "\n".join(["Args:", *lines]),
            "\n".join(["Raises:", *raised]),
        ]
    )
