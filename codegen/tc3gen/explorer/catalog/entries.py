"""Search entries of a service: a row for each thing that has a page or a place on one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from attrs import frozen

from tc3gen.explorer.catalog.words import words_of_name, words_of_text
from tc3gen.spec.model import Field, Service

KINDS: tuple[str, ...] = ("product", "action", "type", "error", "parameter")
"""Kinds of things, those that are looked for most first."""

_MAX_TITLE = 160


@frozen
class Entry:
    """A thing that can be found. `path` is its address below the Explorer's root."""

    kind: str
    name: str
    owner: str
    title: str
    path: str
    name_words: str
    owner_words: str
    text_words: str


def address(*parts: str) -> str:
    """A path of names, each of which may hold any character."""
    return "/".join(quote(part, safe="") for part in parts)


def entries(service: Service) -> Iterator[Entry]:
    """All entries of a version of a product."""
    key = service.key
    label = f"{service.service} {service.version}"
    product = f"{service.title}. {service.summary} {service.description}"
    yield _entry(
        "product", service.service, label, service.title, address(*key), product
    )
    for action in service.actions.values():
        path = address(*key, action.name)
        text = f"{action.summary} {action.description}"
        yield _entry("action", action.name, label, action.summary, path, text)
        for field in action.params.values():
            yield _parameter(field, f"{label} {action.name}", path)
    for type_ in service.types.values():
        path = address(*key, "types", type_.name)
        members = " ".join(f"{f.name} {f.doc}" for f in type_.fields.values())
        yield _entry(
            "type", type_.name, label, type_.doc, path, f"{type_.doc} {members}"
        )
    for error in service.errors.values():
        path = address(*key, "errors", error.code)
        yield _entry("error", error.code, label, error.doc, path, error.doc)


def _parameter(field: Field, owner: str, path: str) -> Entry:
    place = f"{path}#param-{quote(field.name, safe='')}"
    return _entry("parameter", field.name, owner, field.doc, place, field.doc)


def _entry(kind: str, name: str, owner: str, title: str, path: str, text: str) -> Entry:
    return Entry(
        kind,
        name,
        owner,
        shorten_text(title),
        path,
        words_of_name(name),
        f"{owner.lower()} {words_of_name(owner.rpartition(' ')[2])}",
        words_of_text(text),
    )


def shorten_text(text: str, most: int = _MAX_TITLE) -> str:
    """The beginning of a text, cut between words where there are any."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    head = line[: most - 1]
    return f"{head[: head.rfind(' ')] if ' ' in head[most // 2 :] else head}…"
