"""Names of Python in the texts of a spec, which have those of the wire.

A reader of the generated code types `task_type`, so the documentation says so wherever a
text speaks of a parameter, a member or a method in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

from attrs import evolve

from tc3gen.python.naming import names
from tc3gen.spec.model import Action, Enum, Events, Field, Service

_QUOTED = re.compile(r"(?<!`)`([A-Z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)`(?!`)")
Scope = Mapping[str, str]
"""Names of Python by those of the wire."""
Rewrite = Callable[[str], str]
T = TypeVar("T")


def with_python_names(service: Service) -> Service:
    """A service whose texts speak of parameters, members and methods as Python does.

    What a text means is looked for where it stands, then among the actions, then in the
    whole service. What has several names there, or none, stays as it is.
    """
    common = {**_members(service), **_methods(service)}
    rewrite = partial(_rewrite_text, scopes=(common,))
    return evolve(
        service,
        summary=rewrite(service.summary),
        description=rewrite(service.description),
        actions=_each(service.actions, partial(_action, common=common)),
        types=_each(
            service.types,
            lambda type_: evolve(
                type_,
                doc=_rewrite_text(type_.doc, (_scope(type_.fields), common)),
                fields=_fields(type_.fields, (_scope(type_.fields), common)),
            ),
        ),
        enums=_each(service.enums, partial(_enum, rewrite=rewrite)),
        errors=_each(service.errors, lambda e: evolve(e, doc=rewrite(e.doc))),
        waiters=_each(service.waiters, lambda w: evolve(w, doc=rewrite(w.doc))),
        bulk=_each(service.bulk, lambda b: evolve(b, doc=rewrite(b.doc))),
        events=None if service.events is None else _events(service.events, common),
    )


def _action(action: Action, common: Scope) -> Action:
    scopes = (_scope(action.params), _scope(action.returns), common)
    return evolve(
        action,
        summary=_rewrite_text(action.summary, scopes),
        description=_rewrite_text(action.description, scopes),
        deprecated=_optional(action.deprecated, scopes),
        params=_fields(action.params, scopes),
        returns=_fields(action.returns, (scopes[1], scopes[0], common)),
    )


def _enum(enum: Enum, rewrite: Rewrite) -> Enum:
    members = _each(enum.members, lambda m: evolve(m, doc=rewrite(m.doc)))
    return evolve(enum, doc=rewrite(enum.doc), members=members)


def _events(events: Events, common: Scope) -> Events:
    shared = _scope(events.fields)
    return evolve(
        events,
        doc=_rewrite_text(events.doc, (shared, common)),
        fields=_fields(events.fields, (shared, common)),
        kinds=_each(
            events.kinds,
            lambda kind: evolve(
                kind,
                doc=_rewrite_text(kind.doc, (_scope(kind.fields), shared, common)),
                fields=_fields(kind.fields, (_scope(kind.fields), shared, common)),
            ),
        ),
    )


def _fields(fields: Mapping[str, Field], scopes: tuple[Scope, ...]) -> dict[str, Field]:
    return _each(fields, partial(_field, scopes=scopes))


def _field(field: Field, scopes: tuple[Scope, ...]) -> Field:
    if "`" not in field.doc and "`" not in (field.deprecated or ""):
        return field
    return evolve(
        field,
        doc=_rewrite_text(field.doc, scopes),
        deprecated=_optional(field.deprecated, scopes),
    )


def _each(found: Mapping[str, T], change: Callable[[T], T]) -> dict[str, T]:
    return {name: change(value) for name, value in found.items()}


def _optional(text: str | None, scopes: tuple[Scope, ...]) -> str | None:
    return None if text is None else _rewrite_text(text, scopes)


def _rewrite_text(text: str, scopes: tuple[Scope, ...]) -> str:
    if "`" not in text:
        return text
    return _QUOTED.sub(lambda found: f"`{_name(found[1], scopes)}`", text)


def _name(wire: str, scopes: tuple[Scope, ...]) -> str:
    parts = []
    for part in wire.split("."):
        name = next((scope[part] for scope in scopes if part in scope), None)
        if name is None:
            return wire
        parts.append(name)
    return ".".join(parts)


def _scope(fields: Mapping[str, Field]) -> dict[str, str]:
    return {f.name: names.member(f.name, f.python_name) for f in fields.values()}


def _methods(service: Service) -> dict[str, str]:
    return {
        action.name: names.method(action.name, action.python_name)
        for action in service.actions.values()
    }


def _members(service: Service) -> dict[str, str]:
    """The members that have the same name in Python wherever the service has them.

    Names of classes stay: a text that means `Template` may mean either.
    """
    found: dict[str, set[str]] = {}
    for fields in _all_fields(service):
        for wire, name in _scope(fields).items():
            found.setdefault(wire, set()).add(name)
    classes = service.types.keys() | service.enums.keys()
    return {
        wire: name
        for wire, (name, *others) in found.items()
        if not others and wire not in classes
    }


def _all_fields(service: Service) -> Iterable[Mapping[str, Field]]:
    for action in service.actions.values():
        yield action.params
        yield action.returns
    for type_ in service.types.values():
        yield type_.fields
