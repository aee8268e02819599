"""The errors of clients, from their classes, and the common codes, from the common file."""

from __future__ import annotations

from collections.abc import Iterator

import griffe

from tc3 import errors
from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import inline_text, page, table
from tc3gen.reference.advice import remedy
from tc3gen.spec.reading.load import load_specs

from .source import ROOT, attributes, find, paragraphs


def errors_page() -> str:
    """The classes, what each tells, and the codes that every service may respond with."""
    return page(
        "Errors",
        [
            "Everything that a client raises on purpose is a `tc3.errors.Tc3Error`. What may be "
            "repeated after one: [never twice](../explanation/never-twice.md).",
            *_tree(errors.Tc3Error, 2),
            "## Common error codes",
            "Every action may respond with these. `tc3.errors` has a class for each, and the "
            "`errors` of a service one for each of its own codes, named after the code without "
            "its dots; a code without a class raises that of the part before its last dot, and "
            "at last `ApiError`.",
            _codes(),
        ],
    )


def _tree(kind: type[BaseException], depth: int) -> Iterator[str]:
    found = find(f"tc3.errors.{kind.__name__}")
    assert isinstance(found, griffe.Class)
    yield f"{'#' * min(depth, 4)} {kind.__name__}"
    if depth > 2:
        parents = [
            each.__name__ for each in kind.__bases__ if each.__name__ in vars(errors)
        ]
        yield f"A {' and a '.join(map(code, parents))}."
    yield from paragraphs(found)
    yield attributes(found, inherited=False)
    if kind is errors.ApiError:
        return
    for each in vars(errors).values():
        if isinstance(each, type) and each.__bases__[0] is kind:
            yield from _tree(each, depth + 1)


def _codes() -> str:
    retried = {"never": "no", "repeatable": "repeatable actions", "always": "yes"}
    rows = [
        [
            code(each.code),
            inline_text(each.doc),
            inline_text(remedy(each.code)),
            retried[each.retry],
        ]
        for each in load_specs([ROOT / "spec"]).common.errors.values()
    ]
    return table(["Code", "Meaning", "What to do", "Retried"], rows)
