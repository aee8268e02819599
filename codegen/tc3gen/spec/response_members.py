"""The parts of an action that say what its response, or that of another, tells."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from tc3gen.spec.positions import NOWHERE, Position


@frozen(kw_only=True)
class Pages:
    """The members by which an action pages: position, size and items.

    Exactly one of `offset` (items to skip), `page` (counted from 1) and `token` is set.
    `items`, `total` and `next` name members of the response, dotted where they lie deeper.
    """

    items: str
    offset: str | None = None
    page: str | None = None
    token: str | None = None
    next: str | None = None
    limit: str | None = None
    """The parameter that limits a page's items (`limit` or `size` in the spec)."""
    total: str | None = None
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Outcomes:
    """The members by which a call that succeeds tells what it did not do.

    Either `of` leads to a list of results or of failures, dotted where it lies deeper, or
    `counts` are numbers of items that were left out.
    """

    of: str | None = None
    item: str | None = None
    """The member of a result that tells the item it is about."""
    code: str | None = None
    """The member of a result with its code."""
    ok: tuple[str | int, ...] = ()
    """The codes of what was accepted; an empty text stands for none. Without any, all that is
    in the list failed."""
    message: str | None = None
    """The member of a result that says in words what is wrong."""
    counts: tuple[str, ...] = ()
    at: Position = field(default=NOWHERE, eq=False)


@frozen(kw_only=True)
class Check:
    """The action that tells if a call of unknown outcome was carried out."""

    action: str
    params: Mapping[str, str]
    """Its parameters, each with the parameter of the call that it gets."""
    absent: tuple[str, ...]
    """The error codes by which it tells that the call was not carried out."""
    at: Position = field(default=NOWHERE, eq=False)
