"""Requests, as they are written out in the methods of a client."""

from __future__ import annotations

from tc3gen.python.naming import names
from tc3gen.python.plan import annotations as types
from tc3gen.python.plan.clients.method import Parameter
from tc3gen.python.source.literals import literal
from tc3gen.python.source.wrapping import INDENT, paragraphs
from tc3gen.spec.model import Action, Field, Service


def argument(field: Field, service: Service) -> Parameter:
    """The parameter of a method for a parameter of its action."""
    return Parameter(
        names.member(field.name, field.python_name),
        types.annotation(field, service, in_response=False).text,
        None if field.required else "None",
    )


def first_position(action: Action) -> dict[str, str]:
    """The parameters that lead to the first page, with their values as code."""
    pages = action.pages
    if pages is None:
        return {}
    start = {pages.offset: "0", pages.page: "1"}
    if pages.token is not None and action.params[pages.token].required:
        start[pages.token] = ""
    return {
        name: literal(first)
        if action.params[name].type.name == "string"
        else first or "0"
        for name, first in start.items()
        if name is not None
    }


def page_size(field: Field) -> int:
    """100, or what is nearest to it among the sizes that are documented.

    Where only the usual size is documented, no more than that: a higher one may be refused.
    """
    low, high = field.range or (None, None)
    if high is None and isinstance(field.default, int):
        high = field.default
    size = 100 if high is None else min(high, 100)
    return int(size if low is None else max(low, size))


def doc_entry(name: str, text: str) -> str:
    """An entry under `Args:` or `Raises:`; lists and further paragraphs stand below it."""
    lead, *rest = [part.strip() for part in paragraphs(text.strip()) if part] or [""]
    if lead.startswith("- "):
        lead, rest = "", [lead, *rest]
    entry = f"{INDENT}{name}: {lead}".rstrip()
    return "\n".join([entry, *(f"{INDENT * 2}{part}" for part in rest)])
