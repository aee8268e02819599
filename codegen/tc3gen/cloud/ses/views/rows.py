"""From rows of the database to what they are about."""

from __future__ import annotations

from tc3gen.cloud.database import Row
from tc3gen.cloud.ses.message.records import KINDS, STATUSES, Delivery, Event


def delivery_of(row: Row) -> Delivery:
    """The columns from `email` on."""
    return Delivery(
        email=row["email"],
        kind=KINDS[row["kind"]],
        status=STATUSES[row["deliver_status"]],
        send_status=row["send_status"],
        reason=row["reason"],
        delivered_at=row["delivered"],
        opened=row["opened"],
        clicked=row["clicked"],
        unsubscribed=bool(row["unsubscribed"]),
        complained=bool(row["complained"]),
    )


def event_of(row: Row) -> Event:
    """The columns of an event, with the id of its message for the row."""
    return Event(
        id=row["id"],
        message_id=row["message_id"],
        account=row["account"],
        email=row["email"],
        name=row["name"],
        time=row["time"],
        reason=row["reason"],
        bounce_type=row["bounce_type"],
        link=row["link"],
        useragent=row["useragent"],
    )
