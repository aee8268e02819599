"""A report for programs; `docs/diff.md` describes its form."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tc3gen.changes.change import Change, Comparison, Report, Verdict
from tc3gen.changes.reports.layout import change_text
from tc3gen.spec.model import Position

FORMAT = 1
"""Grows where a program that read the form before could no longer read it."""


def lines(report: Report) -> Iterator[str]:
    """The report as JSON, in ASCII."""
    yield json.dumps(document(report), indent=2)


def document(report: Report) -> dict[str, Any]:
    """The report as plain values."""
    counts = Counter(c.verdict for pair in report.comparisons for c in pair.changes)
    return {
        "format": FORMAT,
        "old": report.old,
        "new": report.new,
        "verdict": report.verdict.word,
        "counts": {verdict.word: counts[verdict] for verdict in reversed(Verdict)},
        "comparisons": [_comparison(pair) for pair in report.comparisons],
    }


def _comparison(comparison: Comparison) -> dict[str, Any]:
    return {
        "service": comparison.service or None,
        "title": comparison.title or None,
        "old": comparison.old,
        "new": comparison.new,
        "about": comparison.about or None,
        "verdict": comparison.verdict.word,
        "changes": [_change(change) for change in comparison.changes],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "verdict": change.verdict.word,
        "subject": {
            "sort": change.subject.word or "action",
            "name": change.subject.name or None,
        },
        "message": change_text(change, str),
        "values": dict(change.message.values),
        "hint": None if change.hint is None else change.hint.text(str),
        "old": _position(change.old),
        "new": _position(change.new),
    }


def _position(at: Position | None) -> dict[str, Any] | None:
    if at is None:
        return None
    return {"file": at.file, "line": at.line, "column": at.column}
