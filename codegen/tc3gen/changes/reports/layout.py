"""Groups of changes and their words, for all reports for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from tc3gen.changes.change import Change, Comparison, Report, Verdict

HEADINGS = {
    Verdict.CODE: "Breaks code",
    Verdict.TYPES: "Breaks types",
    Verdict.WIRE: "Changes only what is sent, read or meant",
    Verdict.NOTHING: "Breaks nothing",
}
_COUNTED = {
    Verdict.CODE: "{} break code",
    Verdict.TYPES: "{} break types",
    Verdict.WIRE: "{} only the wire",
    Verdict.NOTHING: "{} nothing",
}
# A sentence that begins so goes on where its subject stands.
_VERBS = (
    "is",
    "was",
    "are",
    "were",
    "may",
    "no",
    "takes",
    "has",
    "does",
    "waits",
    "works",
)


def groups(comparison: Comparison) -> Iterator[tuple[Verdict, list[Change]]]:
    """The changes by verdict, the worst first; texts are left out."""
    for verdict in HEADINGS:
        found = [
            change
            for change in comparison.changes
            if change.verdict is verdict and not is_text(change)
        ]
        if found:
            yield verdict, found


def is_text(change: Change) -> bool:
    """True if it is only about descriptions or examples."""
    return change.kind.endswith(("text", ".examples"))


def described_subjects(
    comparison: Comparison, show: Callable[[str], str]
) -> Iterator[str]:
    """The subjects described otherwise: each subject, with its members."""
    found: dict[str, dict[str, None]] = {}
    for change in filter(is_text, comparison.changes):
        members = found.setdefault(change.subject.text(show), {})
        if "name" in change.message.values:
            members[change.message.of("name", show)] = None
    for subject, names in found.items():
        yield f"{subject} ({', '.join(names)})" if names else subject


def sentence(change: Change, show: Callable[[str], str]) -> str:
    """The words for a change, after its subject, with the guess about it."""
    said = change.message.text(show)
    return f"{said}; {change.hint.text(show)}" if change.hint else said


def change_text(change: Change, show: Callable[[str], str]) -> str:
    """The words for a change with its subject, without the guess."""
    first = change.message.template.partition(" ")[0]
    colon = "" if first in _VERBS else ":"
    return f"{change.subject.text(show)}{colon} {change.message.text(show)}"


def line(change: Change, show: Callable[[str], str]) -> str:
    """All of it."""
    said = change_text(change, show)
    return f"{said}; {change.hint.text(show)}" if change.hint else said


def summary(report: Report) -> str:
    """The number of changes, and of those that break something."""
    found = Counter(c.verdict for pair in report.comparisons for c in pair.changes)
    total = sum(found.values())
    if not total:
        return "Nothing changed."
    parts = (_COUNTED[v].format(found[v]) for v in HEADINGS if found[v])
    return f"{total} change{'' if total == 1 else 's'}: {', '.join(parts)}."
