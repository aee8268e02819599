"""What the bulk methods of a service say."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from tc3gen.python import names, types
from tc3gen.python.plan_models import field_doc
from tc3gen.python.plan_requests import argument, documented, qualified
from tc3gen.python.text import CallText, alias, call, literal
from tc3gen.spec.vocabulary import Action, Bulk, Field, Service, Type

Values = dict[str, Any]


def bulk_values(service: Service) -> Values:
    """The values of `bulk.py`."""
    members = [m for bulk in in_order(service) for m in _row(bulk, service)[1]]
    standard = {name for member in members for name in member.standard}
    return {
        "title": service.title,
        "date": service.version,
        "bulk": [_constant(bulk, service) for bulk in in_order(service)],
        "standard": {
            home: names
            for home, names in {
                "collections.abc": sorted(standard & {"Mapping"}),
                "datetime": sorted(standard & {"date", "datetime"}),
                "typing": sorted({"TypeAlias"} | (standard & {"Any"})),
            }.items()
            if names
        },
        "enums": any(member.enums for member in members),
    }


def in_order(service: Service) -> list[Bulk]:
    return sorted(service.bulk.values(), key=lambda bulk: bulk.name)


def given(bulk: Bulk, service: Service) -> list[Field]:
    """What is given once for all rows, as parameters of the method."""
    first = service.actions[next(iter(bulk.rows))]
    fields = []
    for name, param in bulk.params.items():
        field = first.params[param]
        own = field.python_name if name == param else None
        fields.append(evolve(field, name=name, python_name=own))
    return fields


def bulk_method(bulk: Bulk, service: Service) -> Values:
    """The values of the method, for both clients."""
    fields = given(bulk, service)
    prefix = _prefix(bulk)
    constant = names.bulk_constant(bulk.name, bulk.python_name)
    requests: list[str | CallText] = [
        _request(service.actions[action], param, bulk)
        for action, param in bulk.rows.items()
    ]
    row = f"bulk.{prefix}Row"
    one = f"Iterable[{row}]"
    either = f"{one} | AsyncIterable[{row}]"
    progress = f"bulk.{prefix}Progress"
    positional = [argument(field, service) for field in fields if field.required]
    arguments = [
        *(argument(field, service) for field in fields if not field.required),
        _argument("progress", f"Callable[[{progress}], object] | None", "None"),
        _argument("start", "int", "0"),
        _argument("drop_repeats", "bool | Callable[[str], str]", "False"),
    ]
    if bulk.busy:
        arguments.append(_argument("deadline", "float | None", "None"))
    head = {
        "name": names.bulk(bulk.name, bulk.python_name),
        "arguments": arguments,
    }
    return {
        "sync": {**head, "positional": [*positional, _argument("rows", one, None)]},
        "aio": {**head, "positional": [*positional, _argument("rows", either, None)]},
        "annotations": [types.annotation(f, service, answer=False) for f in fields],
        "result": progress,
        "doc": _doc(bulk, service, fields),
        "sent": [
            f"bulk.{constant}",
            CallText("", requests, "[]"),
            "rows",
            "progress",
            "start",
            "drop_repeats",
            "deadline" if bulk.busy else "None",
        ],
    }


def _argument(name: str, annotation: str, default: str | None) -> Values:
    return {"name": name, "annotation": annotation, "default": default}


def _prefix(bulk: Bulk) -> str:
    """What the names of its types begin with."""
    return names.action_class(bulk.name, bulk.python_name)


def _name(field: Field) -> str:
    return names.member(field.name, field.python_name)


def _request(action: Action, param: str, bulk: Bulk) -> CallText:
    """The request without rows."""
    arguments: list[str | CallText] = [
        f"{_name(action.params[to])}={names.member(name)}"
        for name, to in bulk.params.items()
    ]
    arguments.append(f"{_name(action.params[param])}=[]")
    prefix = names.action_class(action.name, action.python_name)
    return CallText(f"models.{prefix}Request", arguments)


def _kinds(bulk: Bulk, service: Service) -> list[tuple[Field, Type | None]]:
    """The parameters that take the rows; with the type of those that have members."""
    found = []
    for action, param in bulk.rows.items():
        field = service.actions[action].params[param]
        found.append((field, service.types.get(field.type.name)))
    return found


def _row(bulk: Bulk, service: Service) -> tuple[list[str], list[types.Annotation]]:
    """What a row may be: a text, or a model, or a tuple of what the model must have.

    The types as code, and those of the members.
    """
    alternatives: list[str] = []
    members: list[types.Annotation] = []
    for field, kind in _kinds(bulk, service):
        if kind is None:
            alternatives.append("str")
            continue
        parts = [
            types.annotation(member, service, answer=False)
            for member in kind.fields.values()
            if member.required
        ]
        members += parts
        inner = ", ".join(_with_modules(part) for part in parts)
        item = types.annotation(types.item_of(field), service, answer=False)
        alternatives += [f"tuple[{inner}]", qualified(item)]
    return alternatives, members


def _with_modules(annotation: types.Annotation) -> str:
    text = qualified(annotation)
    for name in annotation.enums:
        text = text.replace(name, f"enums.{name}", 1)
    return text


def _constant(bulk: Bulk, service: Service) -> Values:
    prefix = _prefix(bulk)
    answers = [
        f"models.{names.action_class(action.name, action.python_name)}Response"
        for action in (service.actions[name] for name in bulk.rows)
    ]
    key = None
    rows = []
    for field, kind in _kinds(bulk, service):
        rows.append(_name(field))
        if kind is not None and bulk.key is not None:
            key = _name(kind.fields[bulk.key])
    arguments: list[str | CallText] = [
        literal(bulk.name),
        f"rows={literal(tuple(rows))}",
    ]
    if key is not None:
        arguments.append(f"key={literal(key)}")
    if bulk.busy:
        arguments.append(f"busy={literal(bulk.busy)}")
        arguments.append(f"interval={literal(bulk.interval)}")
        arguments.append(f"deadline={literal(bulk.deadline)}")
    constant = names.bulk_constant(bulk.name, bulk.python_name)
    return {
        "line": call(CallText("Bulk", arguments), before=f"{constant} = "),
        "doc": bulk.doc,
        "row": alias(f"{prefix}Row", _row(bulk, service)[0]),
        "progress": alias(f"{prefix}Progress", answers, "BulkProgress[]"),
    }


def _doc(bulk: Bulk, service: Service, fields: list[Field]) -> str:
    most = [
        f"{int(limit[1] or 0):,}"
        for limit in (field.items for field, _ in _kinds(bulk, service))
        if limit is not None
    ]
    size = service.request_size
    parts = [
        bulk.doc,
        f"Sends {_and([f'`{name}`' for name in bulk.rows])} with at most "
        f"{_and(list(dict.fromkeys(most)))} rows"
        + (f" and {size:,} bytes" if size else "")
        + " each, one after the other and in order. Only a few of them are in memory at "
        "a time.",
        _forms(bulk, service),
    ]
    lines = [documented(_name(f), field_doc(f)) for f in fields]
    lines += [
        "    rows: Anything that gives rows, all of the one kind or all of the other.",
        "    progress: Called after each request with how far it is.",
        "    start: Number of the row to begin with; those before it are passed over.",
        "    drop_repeats: Whether a row that was there before is left out; or a function "
        "that gives what to compare, such as `str.casefold`.",
    ]
    if bulk.busy:
        lines.append(
            "    deadline: Seconds for which the same rows are sent again while the "
            f"service is busy with those before; {bulk.deadline} if left out."
        )
    raised = [
        "    errors.InvalidRow: A row breaks the spec; neither it nor those of its "
        "request were sent.",
        "    errors.BulkError: It stopped for another reason: the `__cause__`. `position` "
        "is where to go on, `unknown` are rows that may or may not have arrived. A "
        "cancelled call raises nothing but the cancellation: go by the last `progress`.",
    ]
    return "\n\n".join(
        [*parts, "\n".join(["Args:", *lines]), "\n".join(["Raises:", *raised])]
    )


def _forms(bulk: Bulk, service: Service) -> str:
    """What a row may be, in words."""
    words = []
    for _, kind in _kinds(bulk, service):
        if kind is None:
            words.append("a text")
        else:
            inner = ", ".join(_name(m) for m in kind.fields.values() if m.required)
            cls = names.class_name(kind.name, kind.python_name)
            words.append(f"`({inner})`, or a `{cls}`")
    return f"A row is {', or '.join(words)}."


def _and(words: list[str]) -> str:
    return " and ".join(words)
