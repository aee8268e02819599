"""A report as a section of a changelog, or a guide for those who take the new version."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.changes.change import Change, Comparison, Prose, Report, Verdict
from tc3gen.changes.reports.escaping import markdown
from tc3gen.changes.reports.layout import (
    described_subjects,
    groups,
    line,
    sentence,
    summary,
)
from tc3gen.python.naming import names

_HEADINGS = {
    Verdict.CODE: (
        "Breaks code",
        "Code that uses these fails: a name is gone, an argument is missing or refused, "
        "or a value is of another sort.",
    ),
    Verdict.TYPES: (
        "Breaks types",
        "The code runs as before, but type checkers refuse it.",
    ),
    Verdict.WIRE: (
        "Changes only what is sent, read or meant",
        "The code runs and passes type checkers, but means something else.",
    ),
    Verdict.NOTHING: ("Breaks nothing", ""),
}


def lines(report: Report) -> Iterator[str]:
    """The report as Markdown."""
    for comparison in report.comparisons:
        yield from _comparison(comparison)
    yield summary(report)


def _comparison(comparison: Comparison) -> Iterator[str]:
    yield f"## {_title(comparison)}"
    yield ""
    if comparison.about:
        yield f"Compared because it is {comparison.about}."
        yield ""
    if comparison.old and comparison.new and comparison.old != comparison.new:
        package = names.service_package(comparison.service)
        old, new = (
            markdown(f"{package}.{names.version_package(version)}")
            for version in (comparison.old, comparison.new)
        )
        yield f"Code that imported {old} imports {new}."
        yield ""
    for verdict, changes in groups(comparison):
        title, meaning = _HEADINGS[verdict]
        yield f"### {title}"
        yield ""
        if meaning:
            yield meaning
            yield ""
        yield from _bullets(changes)
        yield ""
    otherwise = list(described_subjects(comparison, markdown))
    if otherwise:
        yield "### Described otherwise"
        yield ""
        yield "Only a person can tell whether a text means something else; read these again."
        yield ""
        yield from (f"- {name}" for name in otherwise)
        yield ""


def _title(comparison: Comparison) -> str:
    if not comparison.service:
        return "All services"
    title = markdown(Prose(comparison.title))
    versions = [v for v in (comparison.old, comparison.new) if v is not None]
    return f"{title}: {' to '.join(map(_version, dict.fromkeys(versions)))}"


def _version(version: str) -> str:
    return markdown(Prose(version))


def _bullets(changes: list[Change]) -> Iterator[str]:
    by_subject: dict[str, list[Change]] = {}
    for change in changes:
        by_subject.setdefault(change.subject.text(markdown), []).append(change)
    for subject, group in by_subject.items():
        if len(group) == 1:
            yield f"- {line(group[0], markdown)}"
        else:
            yield f"- {subject}:"
            for change in group:
                yield f"  - {sentence(change, markdown)}"
