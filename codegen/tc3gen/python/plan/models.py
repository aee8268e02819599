"""The models of a service."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.imports import Imports, groups, standard_imports
from tc3gen.python.plan.model_modules import (
    ActionModule,
    ModelField,
    TypeModule,
)
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import (
    CallText,
    call_text,
    declaration,
    import_from,
    literal,
)
from tc3gen.reference import limits
from tc3gen.spec.format.field_properties import constraints_of
from tc3gen.spec.model import Action, Check, Field, Service, Type


def model_files(
    service: Service,
) -> Iterator[tuple[str, str, TypeModule | ActionModule]]:
    """Module, template and plan of each file in `models/`."""
    in_requests = types.request_types(service)
    homes = type_modules(service)
    for action in service.actions.values():
        yield _module(action), "action.py.jinja", _action(action, service)
    for type_ in service.types.values():
        cls = _class_of(type_)
        in_response = type_.name not in in_requests
        plan = _type(type_, service, in_response=in_response)
        yield homes[cls], "type.py.jinja", plan


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


def _type(type_: Type, service: Service, *, in_response: bool) -> TypeModule:
    name = _class_of(type_)
    fields = [
        model_field(f, service, in_response=in_response)
        for f in _order_fields(type_.fields.values(), in_response)
    ]
    base = "Model" if in_response else "RequestPart"
    return TypeModule(
        exports=[name],
        name=name,
        base=base,
        doc=type_.doc,
        fields=fields,
        imports=_imports(fields, {base, "model"}),
    )


def _action(action: Action, service: Service) -> ActionModule:
    prefix = names.action_class(action.name, action.python_name)
    params = [
        model_field(f, service, in_response=False)
        for f in _order_fields(action.params.values(), False)
    ]
    returns = [
        model_field(f, service, in_response=True) for f in action.returns.values()
    ]
    arguments: list[str | CallText] = [
        literal(action.name),
        f"response={prefix}Response",
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
    if action.host is not None:
        arguments.append(f"host={literal(action.host)}")
    if action.pages is not None:
        arguments.append(_pages(action, service))
    if action.check is not None:
        arguments.append(_check(action.check, service))
    if action.form != "json":
        arguments.append(f"form={literal(action.form)}")
    if action.streams:
        arguments.append(f"streams={literal(_stream_parameter(action))}")
    doc = action.summary
    base = "Response" if action.outcomes is None else "PartialResponse"
    runtime = {"Request", base, "request", "response"}
    if action.outcomes is not None:
        runtime.add("Outcomes")
    if action.pages is not None:
        runtime.add("Pages")
    if action.check is not None:
        runtime.add("Check")
    if action.deprecated is not None:
        doc = f"{doc}\n\nDeprecated. {action.deprecated}"
    return ActionModule(
        exports=_classes_of(action),
        prefix=prefix,
        response_base=base,
        outcomes=_outcomes(action, service),
        method=names.method(action.name, action.python_name),
        doc=doc,
        decorator=call_text(CallText("@request", arguments)),
        params=params,
        returns=returns,
        imports=_imports(params + returns, runtime),
    )


def _stream_parameter(action: Action) -> str | bool:
    """The parameter that asks for a stream, by its name in Python."""
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


def _check(check: Check, service: Service) -> CallText:
    params: list[str | CallText] = [
        f"{literal(name)}: {literal(source)}" for name, source in check.params.items()
    ]
    arguments: list[str | CallText] = [
        f"action={literal(check.action)}",
        CallText("params=", params, "{}"),
        f"absent={literal(check.absent)}",
    ]
    asked = service.actions.get(check.action)  # it may not be among the wanted ones
    rate = (asked.rate_limit if asked else None) or service.rate_limit
    if rate is not None:
        arguments.append(f"rate_limit={literal(rate)}")
    return CallText("check=Check", arguments)


def _outcomes(action: Action, service: Service) -> str:
    """The class attribute of the response by which its refused items are found."""
    outcomes = action.outcomes
    if outcomes is None:
        return ""
    arguments: list[str | CallText] = [literal(action.name)]
    if outcomes.of is not None:
        path = types.python_path(service, action.returns, outcomes.of)
        arguments.append(f"of={literal(path)}")
        kind = types.page_item(service, action.returns, outcomes.of).type.name
        for key in ("item", "code", "message"):
            name = getattr(outcomes, key)
            if name is not None:
                field = service.types[kind].fields[name]
                member = names.member(field.name, field.python_name)
                arguments.append(f"{key}={literal(member)}")
    if outcomes.ok:
        arguments.append(f"ok={literal(outcomes.ok)}")
    if outcomes.counts:
        counts = (
            types.python_path(service, action.returns, path) for path in outcomes.counts
        )
        arguments.append(f"counts={literal(tuple(counts))}")
    return call_text(CallText("__outcomes__ = Outcomes", arguments), 4)


def _order_fields(fields: Iterable[Field], in_response: bool) -> list[Field]:
    return list(fields) if in_response else sorted(fields, key=lambda f: not f.required)


def model_field(field: Field, service: Service, *, in_response: bool) -> ModelField:
    """A member of a class, in a request or in what comes from the service."""
    annotation = types.annotation(field, service, in_response=in_response)
    always = in_response and not types.may_be_missing(field, in_response=True)
    name = names.member(field.name, field.python_name)
    arguments: list[str | CallText] = [literal(field.name)]
    if in_response and field.type.depth:
        arguments.append("factory=list")
    elif in_response or not field.required:
        arguments.append("default=None")
    if not in_response:
        arguments += [
            f"{row.name}={literal(_whole(value))}"
            for row, value in constraints_of(field)
        ]
    if always and not field.type.depth:
        arguments.append("always=True")
    if annotation.null:
        arguments.append("nullable=True")
    if field.format is not None:
        arguments.append(f"format={literal(field.format)}")
    if field.url_encoded:
        arguments.append("url_encoded=True")
    if field.deprecated is not None and not in_response:
        arguments.append(f"deprecated={literal(field.deprecated)}")
    if field.sensitive:
        arguments.append("sensitive=True")
    if field.header is not None:
        arguments.append(f"header={literal(field.header)}")
    return ModelField(
        declaration(name, annotation.text, CallText("field", arguments)),
        field_doc(field),
        annotation,
    )


def _whole(value: Any) -> Any:
    """Integers instead of equal floats, in limits too."""
    if isinstance(value, tuple):
        return tuple(map(_whole, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


_ENDS = (".", "!", "?", ")", "\u3002", "\uff01", "\uff1f", "\uff09")
"""How sentences end, in East Asian writing too."""


def field_doc(field: Field) -> str:
    """The docstring of a member: its meaning, limits and deprecation."""
    more = [limits.limits(field)]
    if field.deprecated is not None:
        more.append(f"Deprecated: {field.deprecated}")
    doc, facts = field.doc.strip(), " ".join(filter(None, more))
    # Behind a list, or words that are no sentence, they would look like a part of it.
    is_sentence = doc.endswith(_ENDS) and "\n- " not in f"\n{doc}"
    gap = " " if is_sentence else "\n\n"
    return gap.join(filter(None, [doc, facts]))


def _imports(fields: list[ModelField], runtime: Collection[str]) -> Imports:
    """The imports of a module in `models/`; those of `..` load what is used of them."""
    used = [field.annotation for field in fields]
    inside = {
        *runtime,
        *(["field"] if fields else []),
        *(["Null"] if any(each.null for each in used) else []),
    }
    own = {
        *(["enums"] if any(each.enums for each in used) else []),
        *(["models"] if any(each.types for each in used) else []),
    }
    return Imports(
        loaded=groups(
            standard_imports({name for each in used for name in each.standard}),
            (
                *runtime_imports(inside, 4),
                *([import_from("..", own)] if own else []),
            ),
        )
    )
