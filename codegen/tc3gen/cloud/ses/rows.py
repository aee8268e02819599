"""From rows of the database to what they are about."""

from __future__ import annotations

from tc3gen.cloud.database import Row
from tc3gen.cloud.ses.records import KINDS, STATUSES, Delivery, Event


def delivery_of(row: Row) -> Delivery:
    """The columns from `email` on."""
    return Delivery(
        email=row[1],
        kind=KINDS[row[2]],
        status=STATUSES[row[3]],
        send_status=row[4],
        reason=row[5],
        delivered_at=row[6],
        opened=row[7],
        clicked=row[8],
        unsubscribed=bool(row[9]),
        complained=bool(row[10]),
    )


def event_of(row: Row) -> Event:
    """The columns of an event, with the id of its message for the row."""
    id, message_id, account, email, name, time, reason, bounce, link, agent = row
    return Event(
        id=id,
        message_id=message_id,
        account=account,
        email=email,
        name=name,
        time=time,
        reason=reason,
        bounce_type=bounce,
        link=link,
        useragent=agent,
    )
