"""The methods of an action: one call, all pages, a stream."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.python.naming import names
from tc3gen.python.naming.names import LOOK_AHEAD
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.clients.docstrings import Usual, rate_doc, repeating_doc
from tc3gen.python.plan.clients.method import Method, Parameter
from tc3gen.python.plan.clients.requests import (
    argument,
    doc_entry,
    first_position,
    page_size,
)
from tc3gen.python.plan.errors import error_of_code
from tc3gen.python.plan.models import field_doc
from tc3gen.python.source.literals import CallText, call_text, call_with, literal
from tc3gen.spec.model import Action, Common, Field, Service


def action_methods(
    action: Action, service: Service, common: Common, usual: Usual, *, is_async: bool
) -> Iterator[Method]:
    """Plan the methods of an action."""
    yield _call_method(action, service, common, usual, is_async=is_async)
    if action.pages is not None:
        yield _pages_method(action, service, is_async=is_async)
    if action.streams:
        yield _stream_method(action, service, is_async=is_async)


def _call_method(
    action: Action, service: Service, common: Common, usual: Usual, *, is_async: bool
) -> Method:
    fields = _fields(action)
    request = _request(
        action, _given_arguments(fields, _stream_switch(action, on=False))
    )
    head = "return await self.send" if is_async else "return self.send"
    return Method(
        name=_name(action),
        keywords=tuple(argument(field, service) for field in fields),
        returns=_response(action),
        doc=_doc(action, service, common, usual, fields),
        body=call_with(head, request),
        decorators=_decorators(action),
        is_async=is_async,
        annotations=_annotations(fields, service),
    )


def _stream_method(action: Action, service: Service, *, is_async: bool) -> Method:
    """Plan the method that gives the response as it comes."""
    fields = _fields(action)
    request = _request(
        action, _given_arguments(fields, _stream_switch(action, on=True))
    )
    stream = "types.AsyncEventStream" if is_async else "types.EventStream"
    return Method(
        name=f"stream_{_name(action)}",
        keywords=tuple(argument(field, service) for field in fields),
        returns=f"{stream}[{_response(action)}]",
        doc=f"Give the response piece by piece, as it comes. See `{_name(action)}`.",
        body=call_with("return self.stream", request),
        decorators=_decorators(action),
        annotations=_annotations(fields, service),
    )


def _pages_method(action: Action, service: Service, *, is_async: bool) -> Method:
    """Plan the method that walks over the items of all pages."""
    pages = action.pages
    assert pages is not None
    item = types.annotation(
        types.item_of(types.page_item(service, action.returns, pages.items)),
        service,
        in_response=False,
    )
    keywords, given = _page_arguments(action, service)
    pager = "types.AsyncPager" if is_async else "types.Pager"
    sent: list[str | CallText] = [
        _request(action, given),
        f"{LOOK_AHEAD}={LOOK_AHEAD}",
    ]
    return Method(
        name=f"iter_{_name(action)}",
        keywords=keywords,
        returns=f"{pager}[{item.text}]",
        doc=f"Walk over all items of `{_name(action)}`, page after page.",
        body=call_text(CallText("return self.paginate", sent), 8),
        decorators=_decorators(action),
        annotations=(*_annotations(_fields(action), service), item),
    )


def _page_arguments(
    action: Action, service: Service
) -> tuple[tuple[Parameter, ...], list[str]]:
    """The parameters of the method, and the arguments of its first request."""
    pages = action.pages
    assert pages is not None
    start = first_position(action)
    parameters: list[Parameter] = []
    given = []
    for field in sorted(action.params.values(), key=lambda f: not f.required):
        python = names.member(field.name, field.python_name)
        if field.name in start:
            given.append(f"{python}={start[field.name]}")
        elif field.name == pages.limit:
            parameters.append(Parameter(python, "int", str(page_size(field))))
            is_text = field.type.name == "string"
            given.append(f"{python}=str({python})" if is_text else f"{python}={python}")
        elif field.name != pages.token:
            parameters.append(argument(field, service))
            given.append(f"{python}={python}")
    parameters.sort(key=lambda each: each.default is not None)
    parameters.append(Parameter(LOOK_AHEAD, "bool", literal(False)))
    return tuple(parameters), given


def _name(action: Action) -> str:
    return names.method(action.name, action.python_name)


def _response(action: Action) -> str:
    return f"models.{names.action_class(action.name, action.python_name)}Response"


def _request(action: Action, given: list[str]) -> CallText:
    prefix = names.action_class(action.name, action.python_name)
    return CallText(f"models.{prefix}Request", [*given])


def _fields(action: Action) -> list[Field]:
    """The parameters of an action's methods, but for what tells the methods apart."""
    fields = sorted(action.params.values(), key=lambda f: not f.required)
    return [field for field in fields if field.name != action.streams]


def _annotations(fields: list[Field], service: Service) -> tuple[types.Annotation, ...]:
    return tuple(types.annotation(f, service, in_response=False) for f in fields)


def _given_arguments(fields: list[Field], switch: list[str]) -> list[str]:
    members = [names.member(field.name, field.python_name) for field in fields]
    return [*(f"{name}={name}" for name in members), *switch]


def _stream_switch(action: Action, *, on: bool) -> list[str]:
    """The argument that asks for a stream, or, where something must be said, for none."""
    if not isinstance(action.streams, str):
        return []
    field = action.params[action.streams]
    if not on and not field.required:
        return []
    return [f"{names.member(field.name, field.python_name)}={on}"]


def _decorators(action: Action) -> tuple[str, ...]:
    if action.deprecated is None:
        return ()
    return (call_text(CallText("@deprecated", [literal(action.deprecated)]), 4),)


def _doc(
    action: Action,
    service: Service,
    common: Common,
    usual: Usual,
    fields: list[Field],
) -> str:
    """The docstring of the method for one call: only what is particular to it."""
    parts = [action.summary, action.description.strip()]
    if action.deprecated is not None:
        parts.append(f"Deprecated: {action.deprecated}")
    if action.streams:
        parts.append(f"`stream_{_name(action)}` gives the response piece by piece.")
    if action.outcomes is not None:
        parts.append(
            "Succeeds although items may be refused: see `refused` and "
            "`raise_for_refused` of the response."
        )
    rules = rate_doc(action, usual), repeating_doc(action, usual)
    parts.append(" ".join(filter(None, rules)))
    if fields:
        lines = [
            doc_entry(names.member(f.name, f.python_name), field_doc(f)) for f in fields
        ]
        parts.append("\n".join(["Args:", *lines]))
    parts.append(_raises(action, service, common))
    return "\n\n".join(filter(None, parts))


def _raises(action: Action, service: Service, common: Common) -> str:
    """The errors that not all services share; the class speaks of those."""
    lines = []
    for code in sorted(set(action.errors) - common.errors.keys()):
        error = error_of_code(service, common, code)
        cls = names.error_class(error.code, error.python_name)
        lines.append(doc_entry(f"errors.{cls}", error.doc))
    return "\n".join(["Raises:", *lines]) if lines else ""
