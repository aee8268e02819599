"""The bulk methods of a service, and what describes them."""

from __future__ import annotations

from attrs import evolve, frozen

from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.clients.method import Method, Parameter
from tc3gen.python.plan.clients.requests import argument, doc_entry
from tc3gen.python.plan.imports import Imports, groups, standard_imports
from tc3gen.python.plan.models import field_doc
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import CallText, assignment, call_text, literal
from tc3gen.spec.model import Action, Bulk, Field, Service, Type


@frozen
class Constant:
    """The description of a bulk method, and the types of its signature, as code."""

    line: str
    doc: str
    row: str
    progress: str


@frozen
class BulkModule:
    """`bulk.py`."""

    doc: str
    imports: Imports
    bulk: tuple[Constant, ...]


def bulk_module(service: Service) -> BulkModule:
    """Plan the module that describes the bulk methods of a service."""
    members = [m for bulk in in_order(service) for m in _row(bulk, service)[1]]
    standard = {"TypeAlias"} | {name for member in members for name in member.standard}
    enums = "enums, " if any(member.enums for member in members) else ""
    return BulkModule(
        doc=(
            f"The bulk methods of {service.title} {service.version}, as the clients have "
            "them."
        ),
        imports=Imports(
            loaded=groups(
                standard_imports({"TYPE_CHECKING"}), runtime_imports({"Bulk"}, 3)
            ),
            typing=groups(
                standard_imports(standard, 4),
                (
                    *runtime_imports({"types"}, 3, 4),
                    f"from . import {enums}models",
                ),
            ),
        ),
        bulk=tuple(_constant(bulk, service) for bulk in in_order(service)),
    )


def in_order(service: Service) -> list[Bulk]:
    """The bulk methods of a service by their names."""
    return sorted(service.bulk.values(), key=lambda bulk: bulk.name)


def shared_parameters(bulk: Bulk, service: Service) -> list[Field]:
    """The parameters that are given once for all rows."""
    first = service.actions[next(iter(bulk.rows))]
    fields = []
    for name, param in bulk.params.items():
        field = first.params[param]
        own = field.python_name if name == param else None
        fields.append(evolve(field, name=name, python_name=own))
    return fields


def bulk_method(bulk: Bulk, service: Service, *, is_async: bool) -> Method:
    """Plan the method that takes any number of rows."""
    fields = shared_parameters(bulk, service)
    prefix = _prefix(bulk)
    requests: list[str | CallText] = [
        _request(service.actions[action], param, bulk)
        for action, param in bulk.rows.items()
    ]
    rows = f"Iterable[bulk.{prefix}Row]"
    if is_async:
        rows = f"{rows} | Async{rows}"
    keywords = [
        *(argument(field, service) for field in fields if not field.required),
        Parameter(
            "progress", f"Callable[[bulk.{prefix}Progress], object] | None", "None"
        ),
        Parameter("start", "int", "0"),
        Parameter("deduplicate", "bool | Callable[[str], str]", "False"),
        Parameter("timeout", "float | None", "None"),
    ]
    sent: list[str | CallText] = [
        f"bulk.{names.bulk_constant(bulk.name, bulk.python_name)}",
        CallText("requests=", requests, "[]"),
        "rows=rows",
        "progress=progress",
        "start=start",
        "deduplicate=deduplicate",
        "timeout=timeout",
    ]
    sending = "return await self._bulk" if is_async else "return self._bulk"
    return Method(
        name=names.bulk(bulk.name, bulk.python_name),
        positional=(
            *(argument(field, service) for field in fields if field.required),
            Parameter("rows", rows),
        ),
        keywords=tuple(keywords),
        returns=f"bulk.{prefix}Progress",
        doc=_doc(bulk, service, fields),
        body=call_text(CallText(sending, sent), 8),
        is_async=is_async,
        annotations=(
            *(types.annotation(f, service, in_response=False) for f in fields),
            *_row(bulk, service)[1],
        ),
    )


def _prefix(bulk: Bulk) -> str:
    """The beginning of the names of its types."""
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
    """The types of a row as code, and those of its members.

    A row may be a text, or a model, or a tuple of what the model must have.
    """
    alternatives: list[str] = []
    members: list[types.Annotation] = []
    for field, kind in _kinds(bulk, service):
        if kind is None:
            alternatives.append("str")
            continue
        parts = [
            types.annotation(member, service, in_response=False)
            for member in kind.fields.values()
            if member.required
        ]
        members += parts
        inner = ", ".join(part.text for part in parts)
        item = types.annotation(types.item_of(field), service, in_response=False)
        alternatives += [f"tuple[{inner}]", item.text]
    return alternatives, members


def _responses(bulk: Bulk, service: Service) -> list[str]:
    """The classes of the responses, as code."""
    return [
        f"models.{names.action_class(action.name, action.python_name)}Response"
        for action in (service.actions[name] for name in bulk.rows)
    ]


def _alias(name: str, text: str) -> str:
    """A type as text, which is resolved by the names of the clients' modules."""
    return assignment(f"{name}: TypeAlias", literal(text))


def _constant(bulk: Bulk, service: Service) -> Constant:
    prefix = _prefix(bulk)
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
        arguments.append(f"busy_timeout={literal(bulk.deadline)}")
    constant = names.bulk_constant(bulk.name, bulk.python_name)
    return Constant(
        call_text(CallText("Bulk", arguments), before=f"{constant} = "),
        bulk.doc,
        row=_alias(f"{prefix}Row", " | ".join(_row(bulk, service)[0])),
        progress=_alias(
            f"{prefix}Progress",
            f"types.BulkProgress[{' | '.join(_responses(bulk, service))}]",
        ),
    )


def _doc(bulk: Bulk, service: Service, fields: list[Field]) -> str:
    most = [
        f"{int(limit[1] or 0):,}"
        for limit in (field.items for field, _ in _kinds(bulk, service))
        if limit is not None
    ]
    size = service.request_size
    methods = [
        f"`{names.method(action.name, action.python_name)}`"
        for action in map(service.actions.__getitem__, bulk.rows)
    ]
    parts = [
        bulk.doc,
        f"Calls {' or '.join(methods)} with at most "
        f"{' or '.join(dict.fromkeys(most))} rows"
        + (f" and {size:,} bytes" if size else "")
        + " each, one call after the other and in order. Only a few rows are in memory at "
        "a time.",
        _row_doc(bulk, service),
        "\n".join(["Args:", *_argument_docs(bulk, fields)]),
        "\n".join(["Raises:", *_RAISES]),
    ]
    return "\n\n".join(parts)


def _argument_docs(bulk: Bulk, fields: list[Field]) -> list[str]:
    lines = [doc_entry(_name(f), field_doc(f)) for f in fields]
    lines += [
        doc_entry("rows", "Anything that gives rows, all of one kind."),
        doc_entry("progress", "Called after each request with how far it is."),
        doc_entry(
            "start", "Number of the row to begin with; earlier ones are skipped."
        ),
        doc_entry(
            "deduplicate",
            "True leaves out rows that were there before; a function gives the text to "
            "compare, such as `str.casefold`.",
        ),
        doc_entry(
            "timeout",
            f"Seconds for all rows together; no limit if left out.{_patience(bulk)}",
        ),
    ]
    return lines


_RAISES = (
    doc_entry(
        "errors.InvalidRow",
        "A row breaks the spec; neither it nor the other rows of its request were sent.",
    ),
    doc_entry(
        "errors.BulkError",
        "It stopped for another reason, its `__cause__`. `next_row` is where to go on; "
        "the rows of `uncertain` may or may not have arrived. A cancelled call raises only "
        "the cancellation: go by the last `progress`.",
    ),
)


def _patience(bulk: Bulk) -> str:
    """Say what limits a busy service in any case."""
    if not bulk.busy:
        return ""
    return (
        " Rows that the service is too busy to take are sent again for "
        f"{bulk.deadline:,} seconds at most."
    )


def _row_doc(bulk: Bulk, service: Service) -> str:
    """The kinds of rows, in words."""
    words = []
    for _, kind in _kinds(bulk, service):
        if kind is None:
            words.append("a text")
        else:
            required = [_name(m) for m in kind.fields.values() if m.required]
            inner = ", ".join(required) + ("," if len(required) == 1 else "")
            cls = names.class_name(kind.name, kind.python_name)
            words.append(f"`({inner})`, or a `{cls}`")
    return f"A row is {', or '.join(words)}."
