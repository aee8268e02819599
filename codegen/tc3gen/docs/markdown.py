"""Pages of the reference as Markdown that any reader of it understands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tc3gen.docs.escaping import block, cell, code, escape_markdown
from tc3gen.docs.links import Links
from tc3gen.docs.prose import Inline, blocks, inlines
from tc3gen.reference import (
    ActionReference,
    ErrorReference,
    ExampleReference,
    MemberReference,
    Reference,
    TypeReference,
    ValueReference,
)
from tc3gen.reference.samples import plain

Lines = Iterator[str]


def page(title: str, parts: Iterable[str]) -> str:
    """A page: its title, and parts with an empty line between them."""
    return "\n\n".join([f"# {title}", *filter(None, parts)]) + "\n"


def service_page(reference: Reference, links: Links) -> str:
    """A version of a product: what it is for, its actions, types and errors."""
    service = reference.service
    title, name = escape_markdown(service.title), escape_markdown(service.service)
    return page(
        f"{title} ({name} {escape_markdown(service.version)})",
        [
            escape_markdown(service.summary),
            *prose(service.description),
            "## Actions",
            bullets(
                (f"[{escape_markdown(name)}]({links.action(name)})", summary)
                for name, summary in service.actions.items()
            ),
            *(
                ["## Types", link_list(service.types, links.type)]
                if service.types
                else []
            ),
            *(
                ["## Errors", link_list(service.errors, links.error)]
                if service.errors
                else []
            ),
        ],
    )


def action_page(
    reference: Reference,
    action: ActionReference,
    links: Links,
    examples: Iterable[str] | None = None,
) -> str:
    """An action. `examples` are made already; without them they are shown as JSON."""
    shown = map(example, action.examples) if examples is None else examples
    service = reference.service
    return page(
        escape_markdown(action.name),
        [
            escape_markdown(action.summary),
            *(
                [f"**Deprecated.** {inline_text(action.deprecated)}"]
                if action.deprecated
                else []
            ),
            *prose(action.description),
            f"Product {code(service.service)}, version {code(service.version)}.",
            "\n".join(f"- {inline_text(note)}" for note in action.notes),
            "## Parameters",
            members(action.parameters, links, sent=True)
            or "The action takes no parameters.",
            "## Response",
            members(action.returns, links, sent=False)
            or "The response has a request id only.",
            *(["## Errors", errors(action.errors, links)] if action.errors else []),
            *(["## Examples", *shown] if action.examples else []),
        ],
    )


def type_page(reference: Reference, kind: TypeReference, links: Links) -> str:
    """A data type."""
    users = [
        f"{head} {', '.join(f'[{escape_markdown(n)}]({links.action(n)})' for n in names)}."
        for head, names in (
            ("In requests of", kind.in_requests_of),
            ("In responses of", kind.in_responses_of),
        )
        if names
    ]
    return page(
        escape_markdown(kind.name),
        [
            *prose(kind.meaning),
            f"A data type of {code(reference.service.service)}.",
            *(["It may contain itself."] if kind.recursive else []),
            members(kind.members, links, sent=True) or "It has no members.",
            *users,
        ],
    )


def error_page(reference: Reference, error: ErrorReference, links: Links) -> str:
    """An error code."""
    return page(escape_markdown(error.code), error_parts(error, links))


def error_parts(error: ErrorReference, links: Links) -> list[str]:
    """The meaning and remedy of an error code, and the actions that raise it."""
    raised = ", ".join(
        f"[{escape_markdown(n)}]({links.action(n)})" for n in error.actions
    )
    return [
        *prose(error.meaning),
        escape_markdown(error.remedy),
        escape_markdown(error.retried),
        f"Raised by {raised}." if raised else "Any action may raise it.",
    ]


def members(fields: Sequence[MemberReference], links: Links, *, sent: bool) -> str:
    """A table of members; empty if there are none."""
    rows = []
    for member in fields:
        if sent and member.disabled:
            continue
        kind = code(member.type)
        if member.is_type:
            kind = f"[{kind}]({links.type(member.base)})"
        need = "yes" if member.required else "no"
        said = " ".join(member_sentences(member))
        rows.append([code(member.name), kind, *([need] if sent else []), said])
    head = ["Name", "Type", *(["Required"] if sent else []), "Meaning"]
    return table(head, rows) if rows else ""


def member_sentences(member: MemberReference) -> Lines:
    """The meaning, limits and values of a member, as sentences."""
    if member.deprecated:
        yield f"**Deprecated.** {inline_text(member.deprecated)}"
    for part in blocks(member.meaning):
        yield "; ".join(_pieces(line) for line in part.lines)
    if member.limits:
        yield inline_text(member.limits)
    if member.values:
        yield f"Values: {', '.join(map(_value, member.values))}."
    if member.example is not None:
        yield f"For example {code(_json(member.example))}."


def _value(value: ValueReference) -> str:
    wire = " or ".join(code(str(each)) for each in dict.fromkeys(value.values.values()))
    meaning = value.meaning.strip().rstrip(".")
    return f"{code(value.name)} = {wire}" + (
        f" ({escape_markdown(meaning)})" if meaning else ""
    )


def errors(found: Iterable[ErrorReference], links: Links) -> str:
    """A table of error codes."""
    rows = [
        [
            f"[{escape_markdown(each.code)}]({links.error(each.code)})",
            " ".join(
                filter(None, (inline_text(each.meaning), escape_markdown(each.remedy)))
            ),
        ]
        for each in found
    ]
    return table(["Code", "Meaning"], rows)


def example(found: ExampleReference) -> str:
    """An example as JSON."""
    parts = [f"### {escape_markdown(found.title)}", *prose(found.meaning)]
    if found.differs:
        parts.append(
            f"As published; it differs from the definition: {inline_text(found.differs)}"
        )
    parts.append(block(_pretty(found.request), "json"))
    if found.response:
        parts += ["Response:", block(_pretty(found.response), "json")]
    return "\n\n".join(parts)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown."""
    lines = [list(head), ["---"] * len(head), *([*row] for row in rows)]
    return "\n".join(f"| {' | '.join(cell(c) for c in line)} |" for line in lines)


def bullets(items: Iterable[tuple[str, str]]) -> str:
    """A list of links with what is said of each."""
    return "\n".join(
        f"- {head}: {inline_text(said)}" if said else f"- {head}"
        for head, said in items
    )


def link_list(names: Iterable[str], link: Any) -> str:
    """Links, one after the other."""
    return ", ".join(f"[{escape_markdown(name)}]({link(name)})" for name in names) + "."


def prose(text: str) -> Lines:
    """The paragraphs and lists of a text."""
    for each in blocks(text):
        lines = [_pieces(line) for line in each.lines]
        if each.kind == "list":
            yield "\n".join(f"- {line}" for line in lines)
        else:
            yield lines[0]


def inline_text(text: str) -> str:
    """A text on one line, with its code and links."""
    return _pieces(tuple(inlines(" ".join(text.split()))))


def _pieces(pieces: tuple[Inline, ...]) -> str:
    made = ""
    for piece in pieces:
        if piece.kind == "code":
            made += code(piece.text)
        elif piece.kind == "link":
            made += f"[{escape_markdown(piece.text)}]({piece.url})"
        else:
            made += _in_line(piece.text, begins=not made)
    return made


def _in_line(text: str, *, begins: bool) -> str:
    """A piece of text with the blanks at its ends."""
    core = escape_markdown(text) if begins else escape_markdown(f"x{text.strip()}")[1:]
    lead = " " if not begins and text[:1].isspace() else ""
    tail = " " if text[-1:].isspace() and text.strip() else ""
    return f"{lead}{core}{tail}"


def _pretty(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, indent=2)


def _json(value: Any) -> str:
    return (
        value
        if isinstance(value, str)
        else json.dumps(plain(value), ensure_ascii=False)
    )
