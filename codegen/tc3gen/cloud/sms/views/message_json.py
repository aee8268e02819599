"""Messages as JSON, and which of them a query asks for."""

from __future__ import annotations

from typing import Any

from attrs import asdict

from tc3gen.cloud.http.queries import number_in
from tc3gen.cloud.sms.views.message_filter import STATUS_VALUES, MessageFilter
from tc3gen.cloud.sms.views.messages import Message


def filter_of(query: dict[str, str]) -> MessageFilter:
    """The filter that a query stands for. Raises `ValueError`."""
    status = query.pop("status", None)
    if status is not None and status not in STATUS_VALUES:
        raise ValueError(f"`status` must be one of {', '.join(STATUS_VALUES)}")
    which = MessageFilter(
        text=query.pop("text", None),
        number=query.pop("number", None),
        account=query.pop("account", None),
        status=status,
        after=number_in(query, "after"),
    )
    if query:
        raise ValueError(f"there is no `{min(query)}` here")
    return which


def shown_message(message: Message) -> dict[str, Any]:
    """A message with all that there is to know of it."""
    return {**asdict(message), "length": asdict(message.length)}
