"""What the two clients of a service say."""

from __future__ import annotations

from typing import Any

from tc3gen.python import names, plan_bulk, types
from tc3gen.python.names import LOOK_AHEAD
from tc3gen.python.plan_errors import described
from tc3gen.python.plan_models import field_doc
from tc3gen.python.plan_requests import (
    argument,
    documented,
    first_position,
    page_size,
    qualified,
)
from tc3gen.python.plan_waiters import in_order, waiting_method
from tc3gen.python.text import CallText, call, literal
from tc3gen.spec.vocabulary import SITES, Action, Common, Field, Service

Values = dict[str, Any]


def client_values(service: Service, common: Common) -> Values:
    """One template renders both clients from these."""
    methods = [
        _method(action, service, common)
        for action in sorted(service.actions.values(), key=lambda a: a.name)
    ]
    waiting = [waiting_method(waiter, service) for waiter in in_order(service)]
    bulk = [
        plan_bulk.bulk_method(bulk, service) for bulk in plan_bulk.in_order(service)
    ]
    used = [m["annotations"] for m in [*methods, *waiting, *bulk]]
    return {
        "prefix": names.client_prefix(service),
        "doc": _doc(service),
        "service": literal(service.service),
        "version": literal(service.version),
        "regions": _regions(service),
        "request_size": literal(service.request_size) if service.request_size else None,
        "methods": methods,
        "waiting": waiting,
        "bulk": bulk,
        "paging": any(m["pages"] for m in methods),
        "streaming": any(m["stream"] for m in methods),
        "deprecated": any(m["deprecated"] for m in methods),
        "enums": sorted({name for group in used for a in group for name in a.enums}),
        "needs_types": bool(bulk)
        or any(m["pages"] or m["stream"] for m in methods)
        or any(a.enums or a.standard for group in used for a in group),
        **_imports({name for group in used for a in group for name in a.standard}),
    }


def _imports(used: set[str]) -> Values:
    """What annotations need from the standard library, by module."""
    return {
        "collections": sorted(used & {"Mapping"}),
        "dates": sorted(used & {"date", "datetime"}),
        "any": "Any" in used,
    }


def _doc(service: Service) -> str:
    parts = [
        f"{service.title}, version {service.version}.",
        "" if service.summary == service.title else service.summary,
        service.description,
    ]
    if service.documentation:
        parts.append(f"Reference: {service.documentation}")
    return "\n\n".join(part.strip() for part in parts if part)


def _regions(service: Service) -> str:
    entries: list[str | CallText] = []
    for site in SITES:
        known = service.regions.get(site)
        if known:
            regions = CallText("", [literal(r) for r in known])
            inner = (
                "("
                + ", ".join(literal(r) for r in known)
                + ("," if len(known) == 1 else "")
                + ")"
            )
            flat = f"{literal(site)}: {inner}"
            entries.append(
                flat
                if len(flat) <= 79
                else CallText(f"{literal(site)}: ", regions.arguments)
            )
    return call(CallText("", entries, "{}"), 4, before="regions: ClassVar = ")


def _method(action: Action, service: Service, common: Common) -> Values:
    fields = _asked_for(action)
    arguments = [argument(field, service) for field in fields]
    prefix = names.action_class(action.name, action.python_name)
    name = names.method(action.name, action.python_name)
    annotations = [types.annotation(f, service, answer=False) for f in fields]
    pages = _pages(action, service, name, prefix) if action.pages is not None else None
    if pages is not None:
        annotations.append(pages["annotation"])
    return {
        "name": name,
        "prefix": prefix,
        "arguments": arguments,
        "doc": _method_doc(action, service, common, fields, name),
        "deprecated": _deprecated(action),
        "pages": pages,
        "stream": _stream(action, service, name, prefix) if action.streams else None,
        "annotations": annotations,
        "send": _send(prefix, arguments, _switched(action, on=False)),
    }


def _asked_for(action: Action) -> list[Field]:
    """The parameters of an action's methods, but for what tells the methods apart."""
    fields = sorted(action.params.values(), key=lambda f: not f.required)
    return [field for field in fields if field.name != action.streams]


def _switched(action: Action, *, on: bool) -> list[str]:
    """The argument that asks for a stream, or, where something must be said, for none."""
    if not isinstance(action.streams, str):
        return []
    field = action.params[action.streams]
    if not on and not field.required:
        return []
    return [f"{names.member(field.name, field.python_name)}={on}"]


def _deprecated(action: Action) -> str | None:
    """The decorator of an action that is being given up."""
    if action.deprecated is None:
        return None
    return call(CallText("@deprecated", [literal(action.deprecated)]), 4)


def _send(prefix: str, arguments: list[Values], switch: list[str]) -> CallText:
    given = [f"{argument['name']}={argument['name']}" for argument in arguments]
    request: list[str | CallText] = [*given, *switch]
    return CallText(f"models.{prefix}Request", request)


def _method_doc(
    action: Action, service: Service, common: Common, fields: list[Field], name: str
) -> str:
    parts = [action.summary]
    if action.description:
        parts.append(action.description.strip())
    if action.deprecated is not None:
        parts.append(f"Deprecated: {action.deprecated}")
    rate = action.rate_limit or service.rate_limit
    if rate is not None:
        parts.append(f"At most {rate} requests a second.")
    if action.streams:
        parts.append(f"`stream_{name}` gives the answer piece by piece.")
    if action.client_token is not None:
        token = names.member(
            action.client_token, action.params[action.client_token].python_name
        )
        parts.append(
            f"Without a `{token}`, a new one is sent, so that no attempt counts twice."
        )
    elif not action.repeatable:
        parts.append("Not sent again once the service may have received it.")
    if fields:
        lines = [
            documented(names.member(f.name, f.python_name), field_doc(f))
            for f in fields
        ]
        parts.append("\n".join(["Args:", *lines]))
    if action.errors:
        lines = []
        for code in sorted(action.errors):
            error = described(service, common, code)
            cls = names.error_class(error.code, error.python_name)
            lines.append(documented(f"errors.{cls}", error.doc))
        parts.append("\n".join(["Raises:", *lines]))
    return "\n\n".join(parts)


def _stream(action: Action, service: Service, name: str, prefix: str) -> Values:
    """The method that gives the answer as it comes."""
    arguments = [argument(field, service) for field in _asked_for(action)]
    return {
        "name": f"stream_{name}",
        "of": name,
        "arguments": arguments,
        "request": _send(prefix, arguments, _switched(action, on=True)),
    }


def _pages(action: Action, service: Service, name: str, prefix: str) -> Values:
    pages = action.pages
    assert pages is not None
    item = types.item_of(types.page_item(service, action.returns, pages.items))
    annotation = types.annotation(item, service, answer=False)
    start = first_position(action)
    arguments = []
    given = []
    for field in sorted(action.params.values(), key=lambda f: not f.required):
        python = names.member(field.name, field.python_name)
        if field.name in start:
            given.append(f"{python}={start[field.name]}")
        elif field.name == pages.limit:
            arguments.append(
                {"name": python, "annotation": "int", "default": str(page_size(field))}
            )
            given.append(
                f"{python}=str({python})"
                if field.type.name == "string"
                else f"{python}={python}"
            )
        elif field.name != pages.token:
            arguments.append(argument(field, service))
            given.append(f"{python}={python}")
    arguments.sort(key=lambda given: given["default"] is not None)
    arguments.append(
        {"name": LOOK_AHEAD, "annotation": "bool", "default": literal(False)}
    )
    request = CallText(f"models.{prefix}Request", list(given))
    return {
        "name": f"iter_{name}",
        "doc": (
            f"Every item of `{name}`; `.pages()` gives them page by page.\n\n"
            f"With `{LOOK_AHEAD}`, the next page is asked for while one is used."
        ),
        "arguments": arguments,
        "item": qualified(annotation),
        "annotation": annotation,
        "sent": [request, f"{LOOK_AHEAD}={LOOK_AHEAD}"],
    }
