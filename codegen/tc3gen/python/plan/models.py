"""What the models and enums of a service say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tc3gen.python import names, types
from tc3gen.python.text import (
    CallText,
    assignment,
    call,
    declaration,
    import_from,
    literal,
    natural,
)
from tc3gen.spec.vocabulary import SITES, Action, Enum, EnumMember, Field, Service, Type

_STANDARD = {
    "Mapping": "collections.abc",
    "Any": "typing",
    "datetime": "datetime",
    "date": "datetime",
}
Values = dict[str, Any]


def model_files(service: Service) -> Iterator[tuple[str, str, Values]]:
    """Module, template and values of each file in `models/`."""
    in_requests = types.request_types(service)
    homes = type_modules(service)
    for action in service.actions.values():
        yield _module(action), "action.py.jinja", _action(action, service, homes)
    for type_ in service.types.values():
        cls = _class_of(type_)
        answer = type_.name not in in_requests
        values = _type(type_, service, homes, answer=answer)
        yield homes[cls], "type.py.jinja", values


def model_names(service: Service) -> list[str]:
    """The classes that `models` has."""
    found = [_class_of(type_) for type_ in service.types.values()]
    for action in service.actions.values():
        found += _classes_of(action)
    return sorted(found)


def _class_of(type_: Type) -> str:
    return names.class_name(type_.name, type_.python_name)


def _classes_of(action: Action) -> list[str]:
    prefix = names.action_class(action.name, action.python_name)
    return [f"{prefix}Request", f"{prefix}Response"]


def type_modules(service: Service) -> dict[str, str]:
    """The module of each type's class."""
    taken = {_module(action) for action in service.actions.values()}
    homes = {}
    for type_ in sorted(service.types.values(), key=lambda t: t.name):
        cls = _class_of(type_)
        homes[cls] = _free(names.snake(cls), taken)
        taken.add(homes[cls])
    return homes


def _module(action: Action) -> str:
    return names.module(names.method(action.name, action.python_name))


def _free(module: str, taken: set[str]) -> str:
    """A type's module beside that of an action (or type) of the same name."""
    name = names.module(names.member(module))
    while name in taken:
        name += "_type"
    return name


def _type(
    type_: Type, service: Service, homes: Mapping[str, str], *, answer: bool
) -> Values:
    name = _class_of(type_)
    fields = [
        model_field(f, service, answer=answer)
        for f in _ordered(type_.fields.values(), answer)
    ]
    return {
        "exports": [name],
        "name": name,
        "doc": type_.doc,
        "fields": fields,
        **imports(fields, homes, own={name}),
    }


def _action(action: Action, service: Service, homes: Mapping[str, str]) -> Values:
    prefix = names.action_class(action.name, action.python_name)
    params = [
        model_field(f, service, answer=False)
        for f in _ordered(action.params.values(), False)
    ]
    returns = [model_field(f, service, answer=True) for f in action.returns.values()]
    arguments: list[str | CallText] = [
        literal(action.name),
        f"answer={prefix}Response",
    ]
    if action.repeatable:
        arguments.append("repeatable=True")
    if action.client_token is not None:
        arguments.append(f"client_token={literal(action.client_token)}")
    if action.unsigned:
        arguments.append("unsigned=True")
    rate = action.rate_limit or service.rate_limit
    if rate is not None:
        arguments.append(f"rate_limit={literal(rate)}")
    if action.pages is not None:
        arguments.append(_pages(action, service))
    if action.form != "json":
        arguments.append(f"form={literal(action.form)}")
    if action.streams:
        arguments.append(f"streams={literal(_switch(action))}")
    doc = action.summary
    if action.deprecated is not None:
        doc = f"{doc}\n\nDeprecated. {action.deprecated}"
    return {
        "exports": _classes_of(action),
        "prefix": prefix,
        "action": action.name,
        "doc": doc,
        "decorator": call(CallText("@request", arguments)),
        "pages": action.pages is not None,
        "params": params,
        "returns": returns,
        **imports(params + returns, homes, own=set()),
    }


def _switch(action: Action) -> str | bool:
    """What asks for a stream, by its name in Python."""
    if not isinstance(action.streams, str):
        return action.streams
    field = action.params[action.streams]
    return names.member(field.name, field.python_name)


def _pages(action: Action, service: Service) -> CallText:
    pages = action.pages
    assert pages is not None
    arguments: list[str | CallText] = []
    for key in ("offset", "page", "token", "limit"):
        wire = getattr(pages, key)
        if wire is not None:
            field = action.params[wire]
            python = names.member(field.name, field.python_name)
            arguments.append(f"{key}={literal(python)}")
    for key in ("next", "total", "items"):
        path = getattr(pages, key)
        if path is not None:
            python = types.python_path(service, action.returns, path)
            arguments.append(f"{key}={literal(python)}")
    position = pages.offset or pages.page
    if position is not None and action.params[position].type.name == "string":
        arguments.append("text=True")
    return CallText("pages=Pages", arguments)


def _ordered(fields: Iterable[Field], answer: bool) -> list[Field]:
    return list(fields) if answer else sorted(fields, key=lambda f: not f.required)


def model_field(field: Field, service: Service, *, answer: bool) -> Values:
    """A member of a class, in a request or in what comes from the service."""
    annotation = types.annotation(field, service, answer=answer)
    name = names.member(field.name, field.python_name)
    arguments: list[str | CallText] = [literal(field.name)]
    if answer and field.type.depth:
        arguments.append("factory=list")
    elif answer or not field.required:
        arguments.append("default=None")
    if not answer:
        arguments += [
            f"{key}={literal(_whole(value))}" for key, value in types.bounds(field)
        ]
    if field.format is not None:
        arguments.append(f"format={literal(field.format)}")
    if field.deprecated is not None and not answer:
        arguments.append(f"deprecated={literal(field.deprecated)}")
    if field.sensitive:
        arguments.append("sensitive=True")
    if field.header is not None:
        arguments.append(f"header={literal(field.header)}")
    return {
        "line": declaration(name, annotation.text, CallText("field", arguments)),
        "doc": field_doc(field),
        "annotation": annotation,
    }


def _whole(bounds: tuple[float | None, float | None]) -> tuple[float | None, ...]:
    return tuple(int(b) if b is not None and b == int(b) else b for b in bounds)


_ENDS = (".", "!", "?", ")", "\u3002", "\uff01", "\uff1f", "\uff09")
"""How sentences end, in East Asian writing too."""


def field_doc(field: Field) -> str:
    """What a member means, with its limits and its fate."""
    more = [types.limits(field)]
    if field.deprecated is not None:
        more.append(f"Deprecated: {field.deprecated}")
    doc, facts = field.doc.strip(), " ".join(filter(None, more))
    # Behind a list, or words that are no sentence, they would look like a part of it.
    is_sentence = doc.endswith(_ENDS) and "\n- " not in f"\n{doc}"
    gap = " " if is_sentence else "\n\n"
    return gap.join(filter(None, [doc, facts]))


def imports(fields: list[Values], homes: Mapping[str, str], own: set[str]) -> Values:
    """What the annotations need, for type checkers only: they are read when first used."""
    annotations: list[types.Annotation] = [field["annotation"] for field in fields]
    used = {name for a in annotations for name in a.types} - own
    imported = sorted(used, key=lambda name: natural(homes[name]))
    standard: dict[str, set[str]] = {}
    for annotation in annotations:
        for name in annotation.standard:
            standard.setdefault(_STANDARD[name], set()).add(name)
    return {
        "standard": {home: sorted(found) for home, found in sorted(standard.items())},
        "enums": sorted({name for a in annotations for name in a.enums}),
        "types": [import_from(f".{homes[name]}", [name], 4) for name in imported],
    }


def enum_values(service: Service) -> Values:
    enums = sorted(service.enums.values(), key=lambda e: e.name)
    kinds = {_kind(enum) for enum in enums}
    classes = [_enum(enum) for enum in enums]
    return {
        "title": service.title,
        "date": service.version,
        "integers": "IntEnum" in kinds,
        "runtime": sorted(
            ({"TextEnum"} & kinds)
            | ({"SiteEnum", "BySite"} if "SiteEnum" in kinds else set())
        ),
        "exported": [values["name"] for values in classes],
        "classes": classes,
    }


def _kind(enum: Enum) -> str:
    if enum.by_site:
        return "SiteEnum"
    return "IntEnum" if enum.is_integer else "TextEnum"


def _enum(enum: Enum) -> Values:
    return {
        "name": names.enum_class(enum.name, enum.python_name),
        "base": _kind(enum),
        "doc": enum.doc or f"Values of `{enum.name}`.",
        "members": [
            {
                "line": _member(enum, member),
                "doc": member.doc,
            }
            for member in enum.members.values()
        ],
    }


def _member(enum: Enum, member: EnumMember) -> str:
    values = member.values
    if not enum.by_site:
        return assignment(member.name, literal(values[SITES[0]]), 4)
    arguments: list[str | CallText] = [
        f"{site}={literal(values[site])}" for site in SITES if site in values
    ]
    return call(CallText("BySite", arguments), 4, before=f"{member.name} = ")
