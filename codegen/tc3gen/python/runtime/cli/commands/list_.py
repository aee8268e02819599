"""The commands `list`, `search` and `explain`, which need neither network nor key."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from .. import catalog
from ..arguments.files import standard_input
from ..exits import DONE, WrongUse
from ..options import HELP, Option
from ..output import stderr
from ..output.formats import Printer
from ..output.stdout import flush_output, write_text
from ..pages.layout import Page
from ..pages.root_page import service_page, services
from ..settings import CommandSettings
from .context import Context, no_more

MAX_HITS = 40
"""Hits of a search that are shown, unless `--all` is given."""

MAX_TEXT = 120
"""Characters of a text that a hit shows; the help of what was found shows all."""

ALL = Option("all", "flag", "All hits, not just the best ones.")

_CODE = re.compile(r"[A-Z][A-Za-z0-9]*(\.[A-Za-z0-9]+)*")


def list_(context: Context, words: Sequence[str]) -> int:
    """The services, or the actions of one."""
    found, settings = context.plain(words)
    if settings.flag("help"):
        return _usage(context, "list [SERVICE[@VERSION]]", "Show services, or actions.")
    no_more(found.others[1:])
    if not found.others:
        pairs = services()
        rows = [{"Service": name, "Title": title} for name, title in pairs]
        return _show_rows(settings, rows, pairs)
    version = catalog.version(found.others[0])
    if settings.text("output") is None:
        write_text(service_page(version, context.program))
        return DONE
    rows = [
        {"Action": name, "Command": shown[0], "Summary": shown[1]}
        for name, (_, _, *shown) in version.names("actions").items()
    ]
    return _show_rows(settings, rows, [])


def search_all(context: Context, words: Sequence[str]) -> int:
    """Everything that has all of these words, best first."""
    found, settings = context.plain(words, (ALL,))
    if settings.flag("help"):
        return _usage(context, "search WORD...", "Find actions, parameters and errors.")
    if not found.others:
        raise WrongUse("search needs a word to look for")
    wanted = [word.lower() for word in found.others]
    hits = sorted(_hits(wanted), key=lambda hit: (-hit[0], hit[1], hit[2]))
    if not hits:
        text = " ".join(found.others)
        known = [w for _, title in services() for w in title.split()]
        stderr.write_note(f"Nothing has {text!r}{catalog.did_you_mean(text, known)}.")
    shown = hits if settings.flag("all") else hits[:MAX_HITS]
    texts = [(f"{name}", f"{_short(text)} ({kind})") for _, kind, name, text in shown]
    rows = [{"Kind": kind, "Name": name, "Text": text} for _, kind, name, text in shown]
    _show_rows(settings, rows, texts)
    if len(shown) < len(hits) and settings.text("output") is None:
        flush_output()
        stderr.write_note(f"{len(hits) - len(shown)} more with --all.")
    return DONE


Hit = tuple[int, str, str, str]


def _hits(wanted: list[str]) -> Iterator[Hit]:
    for version in catalog.all_versions():
        service = version.called
        title = str(version.head["title"])
        score = _score(wanted, service, title, str(version.head.get("summary", "")))
        if score:
            yield score + 3, "service", service, title
        with open(version.path, "rb") as file:
            text = file.read().decode().lower()
        if not all(word in text for word in wanted):
            continue
        yield from _hits_in(version, service, wanted)


def _short(text: str) -> str:
    """The beginning of a text that may be long."""
    first = " ".join(text.split())
    return first if len(first) <= MAX_TEXT else f"{first[: MAX_TEXT - 3].rstrip()}..."


def _hits_in(
    version: catalog.Version, service: str, wanted: list[str]
) -> Iterator[Hit]:
    for name, record in version.records("actions"):
        summary = record.get("summary", "")
        head = f"{service} {record['option']}"
        score = _score(wanted, name, record["option"], summary)
        if score:
            yield score + 2, "action", head, summary
        elif score := _score(wanted, "", "", record.get("description", "")):
            yield score, "action", head, summary
        for member in record.get("params", ()):
            meaning = member.get("meaning", "")
            score = _score(wanted, member["name"], member["option"], meaning)
            if score:
                yield score, "parameter", f"{head} --{member['option']}", meaning
    for code, record in version.records("errors"):
        meaning = record.get("meaning", "")
        score = _score(wanted, code, "", meaning)
        if score:
            yield score, "error", f"{service} {code}", meaning
    for kind, label in (("waiters", "wait"), ("bulk", "bulk")):
        for name, record in version.records(kind):
            score = _score(wanted, name, record["option"], record.get("meaning", ""))
            if score:
                inner = "wait " if kind == "waiters" else ""
                head = f"{service} {inner}{record['option']}"
                yield score + 1, label, head, record.get("meaning", "")


def _score(wanted: list[str], name: str, option: str, text: str) -> int:
    """Rate something by the words that it has; 0 unless it has all of them."""
    names = f"{name} {option}".lower()
    full = f"{names} {text.lower()}"
    if not all(word in full for word in wanted):
        return 0
    is_it = option == "-".join(wanted) or name.lower() == "".join(wanted)
    return (11 if is_it else 1) + sum(6 for word in wanted if word in names)


def explain_code(context: Context, words: Sequence[str]) -> int:
    """Explain an error code, which may stand in a whole message."""
    found, settings = context.plain(words)
    if settings.flag("help") or not found.others:
        text = (
            "CODE is an error code, a message with one in it, or - for standard input."
        )
        return _usage(context, "explain CODE", text)
    text = " ".join(found.others)
    if text == "-":
        text = standard_input().decode(errors="replace")
    rows = _explanations(text)
    if not rows:
        codes = [c for place in _places() for c in place.names("errors")]
        guess = catalog.did_you_mean(text, codes)
        raise WrongUse(f"no service has the error {text[:100]!r}{guess}")
    if settings.text("output") is not None:
        return _show_rows(settings, rows, [])
    page = Page()
    for row in rows:
        page.blank()
        page.term(f"{row['Code']}  {row['Service']}", row["Meaning"])
        page.prose(f"To do: {row['Remedy']}" if row["Remedy"] else "", 6)
        page.prose(row["Retried"], 6)
        if row["Actions"]:
            page.prose(f"Of {', '.join(row['Actions'])}.", 6)
    write_text(page.text())
    return DONE


def _places() -> list[catalog.DataFile]:
    return [*catalog.all_versions(), catalog.common()]


def _explanations(text: str) -> list[dict[str, Any]]:
    """Look the codes in a text up in all services; the longest known part counts."""
    wanted = _codes(text)
    places = _places()
    rows: list[dict[str, Any]] = []
    for code in wanted:
        part = code
        while part and not rows:
            for place in places:
                if part in place.names("errors"):
                    rows.append(_row(place, part, code))
            part = part.rpartition(".")[0]
        if rows:
            break
    return rows


def _codes(text: str) -> list[str]:
    """The codes in a text: that of an error of the service first, then whatever looks so."""
    try:
        document = json.loads(text)
        inner = document.get("Response", document)
        code = inner.get("Error", {}).get("Code") or inner.get("code")
        if isinstance(code, str):
            return [code]
    except (ValueError, AttributeError, RecursionError):
        pass
    found = [match[0] for match in _CODE.finditer(text[:10_000])]
    return sorted(dict.fromkeys(found), key=lambda code: "." not in code)


def _row(place: catalog.DataFile, part: str, code: str) -> dict[str, Any]:
    record = place.record("errors", part)
    is_version = isinstance(place, catalog.Version)
    return {
        "Code": code,
        "Service": f"{place.service} {place.date}" if is_version else "all services",  # type: ignore[attr-defined]
        "Meaning": record.get("meaning", ""),
        "Remedy": record.get("remedy", ""),
        "Retried": record.get("retried", ""),
        "Actions": record.get("actions", []),
    }


def _show_rows(
    settings: CommandSettings, rows: list[Any], pairs: list[tuple[str, str]]
) -> int:
    """Rows in the format that was asked for, else terms on a page."""
    output = settings.text("output")
    if output is not None:
        Printer(output, raw=settings.flag("raw")).whole(rows)
        return DONE
    if sys.stdout is not None and not sys.stdout.isatty():
        write_text(
            "".join(f"{term}\t{' '.join(text.split())}\n" for term, text in pairs)
        )
        return DONE
    page = Page()
    page.terms(pairs)
    write_text(page.text())
    return DONE


def _usage(context: Context, usage: str, text: str) -> int:
    page = Page()
    page.prose(text)
    page.heading("Usage")
    page.line(f"{context.program} {usage}")
    page.heading("Options")
    page.terms(
        [(f"--{HELP.name}", HELP.help), ("--output FORMAT", "Format of the result.")]
    )
    write_text(page.text())
    return DONE
