"""An item that the service refused in a call that succeeded."""

from __future__ import annotations

from typing import Any

from ..errors import ApiError


class RefusedWithoutCode(ApiError):
    """The service refused an item, and gave no code for it."""

    def __str__(self) -> str:
        said = super().__str__()
        return said.removeprefix(": ") if self.message else f"refused{said[2:]}"


class RefusedItem:
    """An item that the service refused. What was sent does not show in its `repr`."""

    __slots__ = ("count", "error", "item", "place", "result")

    def __init__(
        self,
        error: ApiError,
        *,
        item: str | int | None = None,
        count: int = 1,
        place: str = "",
        result: Any = None,
    ) -> None:
        self.error = error
        """The reason, of the class of its code, as if the whole call had been refused."""
        self.item = item
        """The item, such as a phone number; None where the service does not name it."""
        self.count = count
        """Items that are meant: more than one where the service only counts them."""
        self.place = place
        """The member of the response that tells it, such as `send_status_set[2]`."""
        self.result = result
        """All that the service says of the item, a model; None where it only counts."""

    def __repr__(self) -> str:
        return f"<RefusedItem {f'{self.place} {self.error.code}'.strip()}>"
