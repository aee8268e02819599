"""Values of a query that asks for part of a list, for what lies under `/_local/`."""

from __future__ import annotations

_USUAL_LIMIT = 100


def page_of(query: dict[str, str]) -> tuple[int, int, bool]:
    """Offset, limit and whether the newest come first; taken out of a query."""
    order = query.pop("order", "oldest")
    if order not in ("oldest", "newest"):
        raise ValueError("`order` must be oldest or newest")
    limit = number_in(query, "limit")
    return (
        number_in(query, "offset") or 0,
        _USUAL_LIMIT if limit is None else limit,
        order == "newest",
    )


def number_in(query: dict[str, str], name: str) -> int | None:
    """A number, taken out of a query; None where it is not there. Raises `ValueError`."""
    text = query.pop(name, None)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ValueError(f"`{name}` must be a number, not below 0")
    return int(text)
