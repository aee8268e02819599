"""The table of differences that are known and explained, one line each, in `known.txt`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from .peers import NOTHING, Difference, Json

TABLE = Path(__file__).with_name("known.txt")

REASONS = {
    "text for a number": "The example writes a number as text. We send and read what the "
    "definition says, a number; the official SDK passes on whatever it is given.",
    "text for a boolean": "The example writes true or false as text. We send and read a "
    "boolean, as the definition says.",
    "number for text": "The example writes a number where the definition says text. We send "
    "and read text.",
    "number for a boolean": "The example writes 0 or 1 where the definition says boolean.",
    "no object": "The example has something else where the definition has an object or a "
    "list of them. We keep it as it is; the official SDK ends with an AttributeError or a "
    "TypeError.",
    "capitalised member": "The only member that begins with a small letter: the official SDK "
    "sends and shows it with a capital one, which the service does not know.",
}
"""Why both sides of a difference are as they are."""


def known() -> dict[str, str]:
    """The reason of each difference in the table, by its key."""
    found, reason = {}, ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            reason = line[2:]
            assert reason in REASONS, reason
        elif line:
            assert line not in found, line
            found[line] = reason
    return found


def reason_of(difference: Difference) -> str | None:
    """The reason of a difference, if it is one of those that were looked into."""
    ours, official = difference.ours, difference.official
    if official in ("AttributeError raised", "TypeError raised"):
        return "no object"
    if difference.path == "HadAutoFixVul" or difference.path == "hadAutoFixVul":
        return "capitalised member"
    if isinstance(ours, bool):
        if isinstance(official, str) and str(ours).lower() == official.lower():
            return "text for a boolean"
        return "number for a boolean" if official in (0, 1) else None
    if isinstance(official, str) and _is_number(ours):
        return "text for a number" if Decimal(official) == Decimal(str(ours)) else None
    if isinstance(ours, str) and _is_number(official) and ours == str(official):
        return "number for text"
    return None


def write(differences: Iterable[Difference]) -> None:
    """Writes the table anew; a difference that nobody has explained is left out."""
    by_reason: dict[str, list[str]] = {}
    for difference in differences:
        reason = reason_of(difference)
        if reason is not None:
            by_reason.setdefault(reason, []).append(difference.key)
    parts = [
        "\n".join([f"# {reason}", *sorted(by_reason[reason])])
        for reason in REASONS
        if reason in by_reason
    ]
    TABLE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def shown(difference: Difference) -> str:
    """A difference on one line, for people."""
    return (
        f"{difference.key}: ours {_short(difference.ours)}, "
        f"official {_short(difference.official)}"
    )


def _short(value: Json) -> str:
    text = value if value == NOTHING else repr(value)
    return text if len(text) <= 60 else f"{text[:60]}..."


def _is_number(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
