"""Pages as plain data of the spec format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tc3gen.sources.doc_pages.vocabulary import MemberRow, Page, PageExample, PageType
from tc3gen.spec.model import Field, TypeRef

_BEGINNING = re.compile(
    r"This (?:API|interface) is used to |本接口 ?(?:[(（][A-Za-z0-9]+[)）])? ?用于",
    re.I,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])|(?<=。)|\n+")
_KINDS = {bool: "boolean", int: "integer", float: "float", str: "string"}
_DEEPEST = 8


def head(service: str, version: str) -> dict[str, Any]:
    """A new service file, as far as a page can tell."""
    return {
        "service": service,
        "version": version,
        "title": service.upper(),
        "summary": f"Actions of `{service}`, from its documentation pages.",
        "actions": {},
    }


def action(page: Page, examples: Iterable[PageExample]) -> dict[str, Any]:
    """An action, with those examples that fit it."""
    summary, description = _split_summary(page.doc or f"Call `{page.action}`.")
    document: dict[str, Any] = {"summary": summary}
    if description:
        document["description"] = description
    if page.params:
        document["params"] = members(page.params)
    if page.returns:
        document["returns"] = members(page.returns)
    if page.errors:
        document["errors"] = list(page.errors)
    document["examples"] = [
        {
            "title": example.title,
            "request": example.request,
            "response": example.response or {},
        }
        for example in examples
    ]
    return document


def members(found: Mapping[str, MemberRow]) -> dict[str, Any]:
    """Parameters, or members of a response or a type."""
    return {name: member(each) for name, each in found.items()}


def member(found: MemberRow) -> dict[str, Any]:
    """A parameter or a member."""
    document: dict[str, Any] = {"type": str(found.type)}
    if found.required:
        document["required"] = True
    document["doc"] = found.doc or f"`{found.name}`, which the page does not explain."
    for key, bounds in found.limits.items():
        document[key] = list(bounds)
    if found.example is not None:
        document["example"] = found.example
    if found.nullable:
        document["nullable"] = True
    if found.abandoned:
        document["deprecated"] = found.doc
    return document


def data_type(found: PageType) -> dict[str, Any]:
    """A data type."""
    doc = found.doc or f"`{found.name}`, which the page does not explain."
    return {"doc": doc, "fields": members(found.fields)}


def fields(found: Mapping[str, MemberRow]) -> dict[str, Field]:
    """Members as fields of the spec model, to compare values with."""
    return {
        name: Field(
            name=name, type=each.type, required=each.required, nullable=each.nullable
        )
        for name, each in found.items()
    }


def type_of_samples(name: str, samples: Iterable[Any]) -> PageType:
    """A data type that no page describes, as far as examples show it."""
    found: dict[str, MemberRow] = {}
    for sample in samples:
        for key, value in sample.items() if isinstance(sample, dict) else ():
            kind = _type_of_sample(value)
            if kind is not None and key not in found:
                doc = f"`{key}`, as examples show it."
                found[key] = MemberRow(name=key, type=kind, doc=doc)
    doc = f"`{name}`, which no page describes; its members are those of examples."
    return PageType(name=name, doc=doc, fields=found)


def _type_of_sample(value: Any) -> TypeRef | None:
    depth = 0
    while isinstance(value, list) and depth < _DEEPEST:
        value = value[0] if value else ""
        depth += 1
    kind = _KINDS.get(type(value))
    return TypeRef(kind, depth) if kind else None


def sample_request(
    params: Mapping[str, MemberRow], types: Mapping[str, Mapping[str, Field]]
) -> dict[str, Any]:
    """The smallest request, for an action without an example that fits."""
    return {
        name: _sample(each.type, types, 0)
        for name, each in params.items()
        if each.required
    }


def _sample(kind: TypeRef, types: Mapping[str, Mapping[str, Field]], level: int) -> Any:
    if kind.depth:
        return [_sample(TypeRef(kind.name, kind.depth - 1), types, level)]
    if not kind.is_scalar:
        inside = types.get(kind.name, {}) if level < _DEEPEST else {}
        return {
            name: _sample(each.type, types, level + 1)
            for name, each in inside.items()
            if each.required
        }
    return {
        "integer": 1,
        "float": 1.0,
        "boolean": True,
        "date": "2026-01-31",
        "datetime": "2026-01-31 08:00:00",
        "bytes": "dGV4dA==",
    }.get(kind.name, "text")


def _split_summary(doc: str) -> tuple[str, str]:
    """A first sentence that tells what the action does, and the rest."""
    parts = _SENTENCE_END.split(doc.strip(), maxsplit=1)
    first = _BEGINNING.sub("", parts[0]).strip()
    summary = (
        first[:1].upper()
        + first[1:].rstrip(".")
        + ("" if first.endswith("。") else ".")
    )
    return summary, parts[1].strip() if len(parts) > 1 else ""
