"""Things that happen to a mail because somebody says so: a test, a page, a link."""

from __future__ import annotations

from tc3gen.cloud.ses.message.records import EVENT_IDS
from tc3gen.cloud.ses.sending.delivery import add_event, react
from tc3gen.cloud.ses.sending.outcomes import (
    DEFERRED,
    DELIVERED,
    DROPPED,
    OUTCOMES,
    REJECTED,
    MailOutcome,
)
from tc3gen.cloud.ses.store.state import Account, SharedState

_STATUS = {
    "delivered": DELIVERED,
    "dropped": DROPPED,
    "bounce": REJECTED,
    "deferred": DEFERRED,
}
_MARK = {
    "bounce": "bounced = 1",
    "open": "opened = opened + 1",
    "click": "clicked = clicked + 1",
    "unsubscribe": "unsubscribed = 1",
    "spamreport": "complained = 1",
}


def simulate_event(
    shared: SharedState,
    message_id: str,
    name: str,
    *,
    email: str | None = None,
    reason: str = "",
    link: str | None = None,
    useragent: str | None = None,
) -> int:
    """Let something happen to a mail that was sent, to one of its recipients or to all.

    Returns:
        How many recipients it happened to: 0 where there is no such mail or recipient.

    Raises:
        ValueError: there is no such event.
    """
    if name not in EVENT_IDS:
        raise ValueError(f"there is no event `{name}`: only {', '.join(EVENT_IDS)}")
    database, now = shared.database, shared.clock()
    bounce = OUTCOMES["bounce"] if name == "bounce" else MailOutcome()
    outcome = MailOutcome(
        reason=reason or bounce.reason, bounce_type=bounce.bounce_type, events=(name,)
    )
    with database.transaction():
        rows = database.rows(
            "SELECT d.id, d.message, d.account, d.email, d.sender_domain FROM delivery d"
            " JOIN message m ON m.id = d.message WHERE m.message_id = ?1"
            " AND (?2 IS NULL OR d.email = ?2)",
            (message_id, email),
        )
        for id, message, account_id, address, sender_domain in rows:
            _mark_delivery(shared, id, name, outcome.reason, now)
            add_event(
                shared, id, message, account_id, address, name, now,
                reason=outcome.reason or None, bounce_type=outcome.bounce_type,
                link=link, useragent=useragent,
            )  # fmt: skip
            account = Account(id=account_id, shared=shared, database=database, now=now)
            react(account, sender_domain, address, name, outcome, now)
    return len(rows)


def _mark_delivery(
    shared: SharedState, delivery: int, name: str, reason: str, now: float
) -> None:
    if name in _STATUS:
        shared.database.run(
            "UPDATE delivery SET deliver_status = ?, reason = ?,"
            " delivered = CASE WHEN ? THEN ? ELSE delivered END WHERE id = ?",
            (_STATUS[name], reason, name == "delivered", now, delivery),
        )
        shared.database.run("DELETE FROM later WHERE delivery = ?", (delivery,))
    if name in _MARK:
        shared.database.run(
            f"UPDATE delivery SET {_MARK[name]} WHERE id = ?", (delivery,)
        )
