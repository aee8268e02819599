"""Help of an action, a waiter and a bulk operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...narrowing import is_list, is_object
from ..catalog import DataFile, Version, common
from ..options import BULK, WAIT
from .layout import Page, type_of
from .root_page import OPTIONAL, option_text

Record = dict[str, Any]

MAX_VALUES = 12
"""Values of an enum that are explained one by one."""


def action_page(version: Version, name: str, program: str) -> str:
    """Help of an action: usage, parameters, errors, an example."""
    record = version.record("actions", name)
    page = Page()
    page.prose(record.get("summary", name))
    if record.get("deprecated"):
        page.blank()
        page.prose(f"Deprecated: {record['deprecated']}")
    if record.get("description"):
        page.blank()
        page.prose(record["description"])
    page.heading("Usage")
    page.usage(_usage(program, version, record))
    page.blank()
    page.prose(" ".join(record.get("notes", ())))
    _example(page, version, record, program)
    _parameters(page, version, record.get("params", []))
    _errors(page, version, record.get("errors", []))
    _returns(page, version, record.get("returns", []))
    _more(page, version, record, program)
    page.blank()
    page.prose(
        f"Options such as --output, --query and --dry-run: {program} --help. "
        "--skeleton prints a request to fill in."
    )
    return page.text()


def waiter_page(version: Version, name: str, program: str) -> str:
    """Help of a waiter."""
    record = version.record("waiters", name)
    page = Page()
    page.prose(record.get("meaning", name))
    page.heading("Usage")
    page.usage(_usage(program, version, record, "wait"))
    page.blank()
    seconds = record["interval"]
    every = "every second" if seconds == 1 else f"every {seconds} seconds"
    ends = f" It fails at {_list(record['failure'])}." if record.get("failure") else ""
    page.prose(
        f"Asks {record['action']} {every}, then less often, for "
        f"{record['deadline']:,} seconds. It ends well at {_list(record['success'])}.{ends}"
    )
    _parameters(page, version, record.get("params", []))
    page.heading("Options")
    page.terms((option_text(option), option.help) for option in WAIT)
    return page.text()


def bulk_page(version: Version, name: str, program: str) -> str:
    """Help of a bulk operation."""
    record = version.record("bulk", name)
    given = [member["option"].upper() for member in record.get("params", ())]
    page = Page()
    page.prose(record.get("meaning", name))
    page.heading("Usage")
    page.usage([program, version.called, record["option"], *given, "FILE"])
    page.heading("Rows")
    for form in record["rows"]:
        columns = form.get("columns", ())
        needed = [member["option"] for member in columns if member.get("required")]
        text = " and ".join(needed) if columns else "one text"
        most = f", at most {form['most']:,} in a request" if form.get("most") else ""
        page.prose(f"{text}: sent with {form['action']}{most}", 2)
    page.blank()
    page.prose(" ".join(_about_file(version, record["rows"])))
    page.heading("Parameters")
    page.terms(
        (m["option"].upper(), m.get("meaning", "")) for m in record.get("params", ())
    )
    page.heading("Options")
    page.terms((option_text(option), option.help) for option in BULK)
    return page.text()


def _about_file(version: Version, forms: list[Record]) -> Iterator[str]:
    """Sentences on how rows are written in a file."""
    columns = [column for form in forms for column in form.get("columns", ())]
    has_texts = any(not form.get("columns") for form in forms)
    kinds = ["CSV, with or without a line of names", "JSON lines"]
    if has_texts:
        kinds.append("one text a line")
    yield f"FILE is {', or '.join([', '.join(kinds[:-1]), kinds[-1]])}; - is standard input."
    yield "All rows are checked before the first is sent."
    for column in columns:
        kind, _ = _base(column["type"])
        if kind in version.names("types"):
            inner = version.record("types", kind)["members"][0]["option"]
            yield (
                f"In CSV a structure is JSON, or has a column for each member, such as "
                f"{column['option']}.{inner}."
            )
            break
    if any(column["type"] == "json" for column in columns):
        yield (
            "Columns of a CSV file that a row does not know become members of its JSON text."
        )


def _usage(program: str, version: Version, record: Record, *inner: str) -> list[str]:
    parts = [program, version.called, *inner, record["option"]]
    for member in record.get("params", ()):
        if member.get("required"):
            parts.append(f"--{member['option']} {_value_name(member)}")
    optional = any(not m.get("required") for m in record.get("params", ()))
    return [*parts, *([OPTIONAL] if optional else [])]


def _example(page: Page, version: Version, record: Record, program: str) -> None:
    for example in record.get("examples", ())[:1]:
        page.heading("Example")
        words = words_of(example.get("request", {}), version, record.get("params", []))
        page.command(program, [version.called, record["option"], *words])


def _value_name(member: Record) -> str:
    return type_of(member).split()[-1].upper().replace("TRUE|FALSE", "BOOLEAN")


def _parameters(page: Page, version: Version, members: list[Record]) -> None:
    if not members:
        return
    page.heading("Parameters")
    for member in members:
        _member(page, version, member, f"--{member['option']}", ())


def _member(
    page: Page,
    version: Version,
    member: Record,
    option: str,
    inside: tuple[str, ...],
    above: str = "",
) -> None:
    """Describe a member; `above` is the option of what may be left out around it."""
    kind, repeats = _base(member["type"])
    words = type_of(member) + (" or @FILE" if kind == "bytes" else "")
    is_required = bool(member.get("required"))
    mark = ", required" if is_required and not above else ""
    texts = [*_texts(version, member)]
    if is_required and above:
        texts.append(f"Required with {above}.")
    page.term(f"{option}  {words}{mark}", *texts)
    if "enum" in member:
        _values(page, version, member["enum"])
    if kind not in version.names("types"):
        return
    if kind in inside or len(inside) > 3:
        page.prose(f"A {kind} as above.", 6)
        return
    if not is_required:
        above = option
    for inner in version.record("types", kind).get("members", ()):
        number = ".0" if repeats else ""
        below = f"{option}{number}.{inner['option']}"
        _member(page, version, inner, below, (*inside, kind), above)


def _base(kind: str) -> tuple[str, bool]:
    is_list = kind.startswith("list[")
    while kind.startswith("list["):
        kind = kind[5:-1]
    return kind, is_list


def _texts(version: Version, member: Record) -> Iterator[str]:
    meaning = member.get("meaning", "")
    limits = member.get("limits", "")
    if meaning or limits:
        yield f"{meaning} {limits}".strip()
    if member.get("deprecated"):
        yield f"Deprecated: {member['deprecated']}"
    if "example" in member and "enum" not in member:
        yield f"Such as {_plain(member['example'])}"


def _values(page: Page, version: Version, enum: str) -> None:
    values = version.record("enums", enum)["values"]
    if len(values) > MAX_VALUES or not any(v.get("meaning") for v in values):
        page.prose("One of " + ", ".join(_value(v) for v in values) + ".", 6)
        return
    for value in values:
        page.prose(f"- {_value(value)}: {value.get('meaning', '')}".rstrip(": "), 6)


def _value(value: Record) -> str:
    if "value" in value:
        if value["value"] == value["name"]:
            return str(value["name"])
        return f"{value['name']} ({value['value']})"
    sites = ", ".join(f"{v} {site}" for site, v in value.get("sites", {}).items())
    return f"{value['name']} ({sites})"


def _errors(page: Page, version: Version, codes: list[str]) -> None:
    if not codes:
        return
    page.heading("Errors")
    shared: DataFile | None = None
    for code in codes:
        place: DataFile = version
        if code not in version.names("errors"):
            place = shared = shared or common()
        known = place.names("errors")
        meaning = (
            place.record("errors", code).get("meaning", "") if code in known else ""
        )
        page.term(code, meaning)


def _returns(page: Page, version: Version, members: list[Record]) -> None:
    if not members:
        return
    page.heading("Result")
    page.terms((f"{m['name']}  {type_of(m)}", m.get("meaning", "")) for m in members)


def _more(page: Page, version: Version, record: Record, program: str) -> None:
    found: list[list[str]] = []
    for name in record.get("waiters", ()):
        option = version.names("waiters")[name][2]
        found.append([version.called, "wait", option])
    for name in record.get("bulk", ()):
        option = version.names("bulk")[name][2]
        found.append([version.called, option])
    if record.get("paging"):
        found.append([version.called, record["option"], "--all"])
    if found:
        page.heading("See also")
        for words in found:
            page.command(program, words)


def words_of(
    request: Record, version: Version, members: list[Record], inside: str = ""
) -> list[str]:
    """A request as options, the parameters in the order of their definition."""
    words: list[str] = []
    for member in members:
        if member["name"] in request:
            option = f"{inside}{member['option']}"
            words += _option_words(request[member["name"]], version, member, option)
    return words


def _option_words(
    value: Any, version: Version, member: Record, option: str
) -> list[str]:
    kind, repeats = _base(member["type"])
    inner = kind in version.names("types") and version.record("types", kind)["members"]
    if is_list(value) and repeats:
        if inner:
            return [
                word
                for number, item in enumerate(value)
                for word in words_of(item, version, inner, f"{option}.{number}.")
            ]
        items = [_by_name(item, version, member) for item in value]
        return [w for item in items for w in (f"--{option}", _escape_value(item))]
    if is_object(value) and inner:
        return words_of(value, version, inner, f"{option}.")
    return [f"--{option}", _escape_value(_by_name(value, version, member))]


def _by_name(value: Any, version: Version, member: Record) -> Any:
    """A value of an enum as the name of its member, which says more."""
    if "enum" in member:
        for known in version.record("enums", member["enum"])["values"]:
            if known.get("value", known.get("sites", {}).get("international")) == value:
                return known["name"]
    return value


def _escape_value(value: Any) -> str:
    text = _plain(value)
    return f"@{text}" if text.startswith("@") else text


def _plain(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False)


def _list(values: list[Any]) -> str:
    return " or ".join(_plain(value) for value in values)
