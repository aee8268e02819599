"""What the waiters of a service say, and the methods that wait."""

from __future__ import annotations

from typing import Any

from tc3gen.python import names, types
from tc3gen.python.plan_models import field_doc
from tc3gen.python.plan_requests import (
    argument,
    documented,
    first_position,
    page_size,
    qualified,
)
from tc3gen.python.text import CallText, declaration, literal
from tc3gen.spec.vocabulary import Action, Field, Service, Waiter
from tc3gen.spec.waiting import asked, follow, picked

Values = dict[str, Any]


def waiter_values(service: Service) -> Values:
    """The values of `waiters.py`."""
    return {
        "title": service.title,
        "date": service.version,
        "waiters": [_constant(waiter, service) for waiter in in_order(service)],
    }


def in_order(service: Service) -> list[Waiter]:
    return sorted(service.waiters.values(), key=lambda waiter: waiter.name)


def _constant(waiter: Waiter, service: Service) -> Values:
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
            for member, _ in picked(waiter, service)
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
    arguments.append(f"deadline={literal(waiter.deadline)}")
    name = names.waiter_constant(waiter.name, waiter.python_name)
    return {
        "line": declaration(
            name,
            f"Waiter[{_result(waiter, service)}]",
            CallText("Waiter", arguments),
            indent=0,
        ),
        "doc": waiter.doc,
    }


def waiting_method(waiter: Waiter, service: Service) -> Values:
    """The values of the method that waits."""
    action = service.actions[waiter.action]
    pairs = picked(waiter, service)
    taken = asked(waiter, action)
    fields = [*(param for _, param in pairs), *taken]
    item: list[str | CallText] = [
        f"{literal(_name(member))}: {_name(param)}" for member, param in pairs
    ]
    limits = [
        {"name": name, "annotation": "float | None", "default": "None"}
        for name in ("interval", "deadline")
    ]
    constant = names.waiter_constant(waiter.name, waiter.python_name)
    sent: list[str | CallText] = [
        f"waiters.{constant}",
        _request(action, taken),
        CallText("", item, "{}"),
        "interval",
        "deadline",
    ]
    return {
        "name": names.waiter(waiter.name, waiter.python_name),
        "arguments": [*(argument(f, service) for f in fields), *limits],
        "annotations": [types.annotation(f, service, answer=False) for f in fields],
        "result": _result(waiter, service),
        "doc": _doc(waiter, action, fields),
        "sent": sent,
    }


def _item(waiter: Waiter, service: Service) -> tuple[list[Field], Field | None]:
    """The members on the path, and the list among them."""
    returns = service.actions[waiter.action].returns
    found = list(follow(service, returns, waiter.path))
    return found, next((field for field in found if field.type.depth), None)


def _result(waiter: Waiter, service: Service) -> str:
    """What there is in the end: the item that is waited for, or the answer."""
    _, item = _item(waiter, service)
    if item is None:
        action = service.actions[waiter.action]
        return f"models.{names.action_class(action.name, action.python_name)}Response"
    return qualified(types.annotation(types.item_of(item), service, answer=False))


def _request(action: Action, taken: list[Field]) -> CallText:
    """The first request."""
    given = {**first_position(action), **{f.name: _name(f) for f in taken}}
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
    asked = (
        f"Asks `{action.name}` every {waiter.interval} seconds, then a little less often, "
        f"and for the last time after {waiter.deadline:,} seconds."
    )
    lines = [documented(_name(f), field_doc(f)) for f in fields]
    lines += [
        "    interval: Seconds between the first questions.",
        "    deadline: Seconds after which it is asked for the last time.",
    ]
    raised = [
        "    errors.WaitTimeout: Time is up; `last` is what was seen last.",
    ]
    if waiter.failure:
        raised.insert(0, "    errors.WaitFailed: It cannot come any more.")
    return "\n\n".join(
        [
            waiter.doc,
            asked,
            "\n".join(["Args:", *lines]),
            "\n".join(["Raises:", *raised]),
        ]
    )
