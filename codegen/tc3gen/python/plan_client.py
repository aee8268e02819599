"""What the two clients of a service say."""

from __future__ import annotations

from typing import Any

from tc3gen.python import names, types
from tc3gen.python.plan_errors import described
from tc3gen.python.plan_models import field_doc
from tc3gen.python.text import CallText, call, literal
from tc3gen.spec.vocabulary import SITES, Action, Common, Field, Service

Values = dict[str, Any]


def client_values(service: Service, common: Common) -> Values:
    """One template renders both clients from these."""
    methods = [
        _method(action, service, common)
        for action in sorted(service.actions.values(), key=lambda a: a.name)
    ]
    used = [m["annotations"] for m in methods]
    return {
        "prefix": names.client_prefix(service),
        "doc": _doc(service),
        "service": literal(service.service),
        "version": literal(service.version),
        "regions": _regions(service),
        "request_size": literal(service.request_size) if service.request_size else None,
        "methods": methods,
        "paging": any(m["pages"] for m in methods),
        "deprecated": any(m["deprecated"] for m in methods),
        "enums": sorted({name for group in used for a in group for name in a.enums}),
        "needs_types": any(m["pages"] for m in methods)
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
        service.summary,
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
    fields = sorted(action.params.values(), key=lambda f: not f.required)
    arguments = [_argument(field, service) for field in fields]
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
        "doc": _method_doc(action, service, common, fields),
        "deprecated": _deprecated(action),
        "pages": pages,
        "annotations": annotations,
        "send": _send(prefix, [a["name"] for a in arguments]),
    }


def _deprecated(action: Action) -> str | None:
    """The decorator of an action that is being given up."""
    if action.deprecated is None:
        return None
    return call(CallText("@deprecated", [literal(action.deprecated)]), 4)


def _send(prefix: str, arguments: list[str]) -> CallText:
    request: list[str | CallText] = [f"{name}={name}" for name in arguments]
    return CallText(f"models.{prefix}Request", request)


def _argument(field: Field, service: Service) -> Values:
    annotation = types.annotation(field, service, answer=False)
    text = _qualified(annotation)
    return {
        "name": names.member(field.name, field.python_name),
        "annotation": text,
        "default": None if field.required else "None",
    }


def _qualified(annotation: types.Annotation) -> str:
    """Models are named through their package, which loads them when they are used."""
    text = annotation.text
    for name in annotation.types:
        text = text.replace(name, f"models.{name}", 1)
    return text


def _method_doc(
    action: Action, service: Service, common: Common, fields: list[Field]
) -> str:
    parts = [action.summary]
    if action.description:
        parts.append(action.description.strip())
    if action.deprecated is not None:
        parts.append(f"Deprecated: {action.deprecated}")
    rate = action.rate_limit or service.rate_limit
    if rate is not None:
        parts.append(f"At most {rate} requests a second.")
    if not action.repeatable:
        parts.append("Not sent again once the service may have received it.")
    if fields:
        lines = [
            f"    {names.member(f.name, f.python_name)}: {_one_line(field_doc(f))}"
            for f in fields
        ]
        parts.append("\n".join(["Args:", *lines]))
    if action.errors:
        lines = []
        for code in sorted(action.errors):
            error = described(service, common, code)
            cls = names.error_class(error.code, error.python_name)
            lines.append(f"    errors.{cls}: {_one_line(error.doc)}")
        parts.append("\n".join(["Raises:", *lines]))
    return "\n\n".join(parts)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _pages(action: Action, service: Service, name: str, prefix: str) -> Values:
    pages = action.pages
    assert pages is not None
    item = types.item_of(types.page_item(service, action.returns, pages.items))
    annotation = types.annotation(item, service, answer=False)
    position = pages.offset or pages.page
    limit = pages.limit
    arguments = []
    given = []
    for field in sorted(action.params.values(), key=lambda f: not f.required):
        python = names.member(field.name, field.python_name)
        if field.name == position:
            start = "0" if pages.offset else "1"
            given.append(
                f"{python}={literal(start) if field.type.name == 'string' else start}"
            )
        elif field.name == limit:
            arguments.append(
                {"name": python, "annotation": "int", "default": _page_size(field)}
            )
            given.append(
                f"{python}=str({python})"
                if field.type.name == "string"
                else f"{python}={python}"
            )
        elif field.name == pages.token:
            if field.required:
                first = '""' if field.type.name == "string" else "0"
                given.append(f"{python}={first}")
        else:
            arguments.append(_argument(field, service))
            given.append(f"{python}={python}")
    arguments.sort(key=lambda argument: argument["default"] is not None)
    return {
        "name": f"iter_{name}",
        "of": name,
        "arguments": arguments,
        "item": _qualified(annotation),
        "annotation": annotation,
        "request": CallText(f"models.{prefix}Request", list(given)),
    }


def _page_size(field: Field) -> str:
    """100, or what is nearest to it among the sizes that are documented."""
    low, high = field.range or (None, None)
    size = 100 if high is None else min(high, 100)
    return str(int(size if low is None else max(low, size)))
