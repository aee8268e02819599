"""The error for items that the service refused in a call that succeeded."""

from __future__ import annotations

import builtins
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import ApiError, Tc3Error
from ..lazy_imports import Later
from .item import RefusedItem

if TYPE_CHECKING:
    from .. import model

    _Group = Exception

if not TYPE_CHECKING:  # which loads attrs, and is needed by nobody but who resolves
    model = Later(f"{__package__.rpartition('.')[0]}.model")
    # Python 3.10 has none.
    _Group = getattr(builtins, "ExceptionGroup", Exception)

_MOST_SHOWN = 5
_LONGEST_MESSAGE = 200


class PartialFailure(Tc3Error, _Group):
    """The service carried a call out, but refused some of its items.

    It is a group of their errors, `exceptions`, and from Python 3.11 on an `ExceptionGroup`,
    so that `except*` takes it apart. `refused` tells the item of each; its text names none.
    """

    def __new__(  # noqa: PYI034, RUF100 - `Self` is not known at run time
        cls,
        refused: Sequence[RefusedItem],
        response: model.Response | None = None,
        count: int | None = None,
    ) -> PartialFailure:
        text = _text(refused, response, _count(refused, count))
        if _Group is Exception:
            return super().__new__(cls, text)
        return super().__new__(cls, text, [each.error for each in refused])

    def __init__(
        self,
        refused: Sequence[RefusedItem],
        response: model.Response | None = None,
        count: int | None = None,
    ) -> None:
        self.refused = tuple(refused)
        """The refused items with their errors."""
        self.response = response
        """The response; None for the items of several calls."""
        self.count = _count(self.refused, count)
        """All items that were refused, of which `refused` may hold the first only."""
        self.sent = True
        # What its `repr` shows.
        self.args = (_text(self.refused, response, self.count),)

    @property
    def exceptions(self) -> tuple[ApiError, ...]:
        """The errors of the items."""
        return tuple(each.error for each in self.refused)

    @property
    def request_id(self) -> str | None:
        """The id of the request; None for the items of several calls, whose errors have one."""
        return None if self.response is None else self.response.request_id or None

    @property
    def action(self) -> str | None:
        """The action that was called."""
        return self.refused[0].error.action if self.refused else None

    def derive(self, excs: Sequence[Any], /) -> PartialFailure:
        """Make the error of some of the items, which `except*` does."""
        wanted = {id(each) for each in excs}
        kept = [each for each in self.refused if id(each.error) in wanted]
        return type(self)(kept, self.response)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.refused, self.response, self.count)

    def __str__(self) -> str:
        return str(self.args[0])


def _count(refused: Sequence[RefusedItem], count: int | None) -> int:
    return max(count or 0, sum(each.count for each in refused))


def _text(
    refused: Sequence[RefusedItem], response: model.Response | None, count: int
) -> str:
    action = refused[0].error.action if refused else ""
    items = "1 item was" if count == 1 else f"{count:,} items were"
    known = response.request_id if response is not None else ""
    request = f" (request {known})" if known else ""
    shown = [_line(each) for each in refused[:_MOST_SHOWN]]
    more = count - sum(each.count for each in refused[:_MOST_SHOWN])
    if more > 0:
        shown.append(f"and {more:,} more")
    return f"{action}: {items} refused{request}: {'; '.join(shown)}"


def _line(refused: RefusedItem) -> str:
    error = refused.error
    more = len(error.message) - _LONGEST_MESSAGE
    message = error.message[:_LONGEST_MESSAGE] + ("..." if more > 0 else "")
    parts = (refused.place, error.code, message)
    return ": ".join(part for part in parts if part)
