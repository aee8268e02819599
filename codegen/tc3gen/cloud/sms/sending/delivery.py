"""Messages on their way: kept, delivered when their time has come, and reported."""

from __future__ import annotations

import uuid
from datetime import datetime

from attrs import frozen

from tc3gen.cloud.china_time import ZONE
from tc3gen.cloud.sms.numbers.magic import Fate, fate_of
from tc3gen.cloud.sms.numbers.phone_numbers import PhoneNumber
from tc3gen.cloud.sms.numbers.reports import DELIVERED
from tc3gen.cloud.sms.sending.orders import Order, Refusal
from tc3gen.cloud.sms.sending.replies import add_reply
from tc3gen.cloud.sms.store.queue import queue_report
from tc3gen.cloud.sms.store.state import Caller, SharedState

REFUSED, ARRIVED, ON_ITS_WAY, FAILED = 1, 2, 3, 4
"""Values of `SendRecordStatus`."""

_SLICE = 500
"""Messages that are delivered in one go, which takes some 10 ms."""


@frozen(kw_only=True)
class Sent:
    """Outcome of one message of a request."""

    serial: str
    """Empty where the message was refused."""
    fee: int
    session: str
    refusal: Refusal | None


def send_message(
    caller: Caller,
    number: PhoneNumber | None,
    given: str,
    order: Order,
    *,
    text: str,
    masked: str,
    fee: int,
    refusal: Refusal | None,
    numbered: bool,
) -> Sent:
    """Keep a message, and deliver it if that takes no time.

    Args:
        caller: who sends it.
        number: where to; None where what was given is not a number.
        given: the number as it was given.
        order: what was asked for.
        text: the message as the phone shows it.
        masked: the message with its values partly hidden.
        fee: messages that it is charged as.
        refusal: why it is not sent, None where it is.
        numbered: whether it gets an id even if it is refused.
    """
    database = caller.database
    fate = Fate(report=None) if number is None or refusal else fate_of(number.e164)
    due = None if fate.report is None else caller.now + fate.delay
    id = database.run(
        "INSERT INTO sms_message (account, app, serial, number, country_code, subscriber,"
        " country, template, signature, text, masked, sender, extend, session, code, fee,"
        " sent, status, due) VALUES (?, ?, '', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            caller.id, order.app, number.e164 if number else given,
            number.country_code if number else "", number.subscriber if number else "",
            number.country if number else "", order.template, order.signature, text, masked,
            order.sender, order.extend, order.session, refusal.code if refusal else "Ok",
            fee, caller.now, REFUSED if refusal else ON_ITS_WAY, due,
        ),
    )  # fmt: skip
    serial = ""
    if numbered:
        serial = str(uuid.uuid4())
    elif refusal is None:
        stamp = datetime.fromtimestamp(caller.now, ZONE).strftime("%Y%m%d%H%M%S")
        serial = f"{order.app[-4:]}:{stamp}{id:013d}"
    database.run("UPDATE sms_message SET serial = ? WHERE id = ?", (serial, id))
    if due is not None and due <= caller.now:
        report_delivery(
            caller.shared, id, str(fate.report), caller.now, reply=fate.reply
        )
    elif due is not None:
        caller.shared.note_due(due)
    return Sent(serial=serial, fee=fee, session=order.session, refusal=refusal)


def report_delivery(
    shared: SharedState, id: int, code: str, when: float, *, reply: str = ""
) -> None:
    """Note the carrier's report on a message, and the recipient's reply to it if any."""
    arrived = code == DELIVERED
    shared.database.run(
        "UPDATE sms_message SET status = ?, report = ?, received = ?, due = NULL"
        " WHERE id = ?",
        (ARRIVED if arrived else FAILED, code, when if arrived else 0, id),
    )
    queue_report(shared, id, code, when)
    if reply:
        add_reply(shared, id, reply, when)


def deliver_due(shared: SharedState, when: float) -> None:
    """Report on the messages whose time has come, but for those of the next slice."""
    rows = shared.database.rows(
        "SELECT id, number, due FROM sms_message WHERE due <= ? ORDER BY due, id LIMIT ?",
        (when, _SLICE),
    )
    for id, number, due in rows:
        fate = fate_of(number)
        report_delivery(shared, id, fate.report or DELIVERED, due, reply=fate.reply)
