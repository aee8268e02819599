"""A request to fill in, as YAML with what each member means, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .. import terminal
from ..catalog import Version
from .layout import type_of

Record = dict[str, Any]

WIDTH = 88
_SAMPLES: Record = {
    "integer": 1, "float": 1.0, "boolean": True, "json": "{}", "date": "2026-01-31",
    "datetime": "2026-01-31 08:00:00", "bytes": "Ynl0ZXM=",
}  # fmt: skip


def skeleton(version: Version, name: str, *, full: bool) -> str:
    """A commented YAML request; parameters that may be left out are comments themselves."""
    record = version.record("actions", name)
    head = f"{record.get('summary', name)} ({version.service} {version.date} {name})"
    lines = [*_comment(head, "")]
    found = [*_members(version, record.get("params", []), "", full, ())]
    if not found:
        return "\n".join([*lines, "{}", ""])
    return "\n".join([*lines, *found, ""])


def json_skeleton(version: Version, name: str) -> str:
    """All parameters as JSON, as the provider's command line prints them."""
    record = version.record("actions", name)
    made = _values(version, record.get("params", []), ())
    return json.dumps(made, indent=4, ensure_ascii=False) + "\n"


def _members(
    version: Version,
    members: list[Record],
    indent: str,
    full: bool,
    inside: tuple[str, ...],
) -> Iterator[str]:
    for member in members:
        required = member.get("required", False)
        if member.get("disabled") or (not required and not full):
            continue
        yield ""
        yield from _explanation_lines(version, member, indent)
        yield from _entry(version, member, indent, full, inside)


def _explanation_lines(version: Version, member: Record, indent: str) -> Iterator[str]:
    kind = type_of(member) + (", required" if member.get("required") else "")
    text = f"{member.get('meaning', '')} {member.get('limits', '')}".strip()
    yield from _comment(f"{text} ({kind})" if text else kind, indent)
    if member.get("deprecated"):
        yield from _comment(f"Deprecated: {member['deprecated']}", indent)
    if "enum" in member:
        for value in version.record("enums", member["enum"])["values"]:
            shown = value.get(
                "value", "/".join(map(str, value.get("sites", {}).values()))
            )
            meaning = f": {value['meaning']}" if value.get("meaning") else ""
            named = "" if shown == value["name"] else f" ({shown})"
            yield from _comment(f"  {value['name']}{named}{meaning}", indent)


def _entry(
    version: Version, member: Record, indent: str, full: bool, inside: tuple[str, ...]
) -> Iterator[str]:
    kind, depth = str(member["type"]), 0
    while kind.startswith("list["):
        kind, depth = kind[5:-1], depth + 1
    head = f"{indent}{_scalar(member['name'])}:"
    if kind in version.names("types") and depth < 2 and kind not in inside:
        inner = version.record("types", kind).get("members", [])
        step = indent + ("    " if depth else "  ")
        lines = [*_members(version, inner, step, full, (*inside, kind))]
        if lines:
            yield head
            yield from (_as_item(lines, indent) if depth else lines)
        else:
            yield f"{head} {'[]' if depth else '{}'}"
        return
    value = _value(version, member, inside)
    yield f"{head} {json.dumps(value, ensure_ascii=False)}"


def _as_item(lines: list[str], indent: str) -> Iterator[str]:
    """The members of the only item of a list: a dash stands before the first one."""
    first = next(n for n, line in enumerate(lines) if line.strip()[:1] not in ("", "#"))
    for number, line in enumerate(lines):
        yield f"{indent}  - {line.lstrip()}" if number == first else line


def _values(version: Version, members: list[Record], inside: tuple[str, ...]) -> Record:
    return {
        member["name"]: _value(version, member, inside)
        for member in members
        if not member.get("disabled")
    }


def _value(version: Version, member: Record, inside: tuple[str, ...]) -> Any:
    if "example" in member:
        return member["example"]
    kind, depth = str(member["type"]), 0
    while kind.startswith("list["):
        kind, depth = kind[5:-1], depth + 1
    value: Any = member.get("sample", _SAMPLES.get(kind, member["name"]))
    if kind in version.names("types"):
        if kind in inside:
            return [] if depth else {}
        inner = version.record("types", kind).get("members", [])
        value = _values(version, inner, (*inside, kind))
    elif "enum" in member:
        first = version.record("enums", member["enum"])["values"][0]
        value = first["name"]
    elif kind == "datetime" and member.get("format"):
        value = "2026-01-31T08:00:00+08:00"
    for _ in range(depth):
        value = [value]
    return value


def _comment(text: str, indent: str) -> Iterator[str]:
    lead = text[: len(text) - len(text.lstrip())]
    for paragraph in terminal.harmless(text).split("\n\n"):
        for line in terminal.wrap_text(paragraph, WIDTH - len(indent) - 2 - len(lead)):
            if line:
                yield f"{indent}# {lead}{line}"


def _scalar(name: str) -> str:
    """A name as a key of YAML."""
    return name if name.isidentifier() and not _is_special(name) else json.dumps(name)


def _is_special(name: str) -> bool:
    """True for what YAML takes for a truth value or for null."""
    return name.lower() in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
