"""The modules of a generated package, from their docstrings."""

from __future__ import annotations

from collections.abc import Iterator

import griffe

import tc3
from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import inline_text, page, table

from .source import find, first_line, package, paragraphs

_SERVICE = "ses"


def package_page() -> str:
    """What `import tc3` gives, and what each product has."""
    return page(
        "A generated package",
        [
            *paragraphs(package("tc3")),
            "Actions, types and error codes of the bundled products: "
            "[products](../reference/index.md). `tc3gen docs SPEC... --out DIR` writes the same "
            "for any other.",
            "## Exported by tc3",
            table(["Name", "Is"], _exports()),
            "## Modules",
            table(["Module", "Holds"], _modules()),
        ],
    )


def _exports() -> Iterator[list[str]]:
    for name in tc3.__all__:
        if said := first_line(find(f"tc3.{name}")):
            yield [code(f"tc3.{name}"), inline_text(said)]


def _modules() -> Iterator[list[str]]:
    root = package("tc3")
    for name in ("errors", "testing"):
        yield _module(root[name])
    yield from _walk(root[_SERVICE])


def _walk(module: griffe.Module) -> Iterator[list[str]]:
    yield _module(module)
    exported = {str(each) for each in module.exports or ()}
    for name in sorted(exported):
        member = module[name]
        inner = member.final_target if isinstance(member, griffe.Alias) else member
        if isinstance(inner, griffe.Module):
            yield from _walk(inner)


def _module(module: griffe.Module) -> list[str]:
    return [code(module.path), inline_text(first_line(module))]
