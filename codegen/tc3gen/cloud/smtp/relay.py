"""Handing the mail that goes out on to a real SMTP server, to look at it there.

`smtplib` in a thread of its own does it: mails go one after the other anyway, nothing of
it runs in the event loop that answers calls, and it needs no other library.
"""

from __future__ import annotations

import asyncio
import logging
import re
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from threading import Event, Lock, Thread

from tc3gen.cloud.database import Database, Row
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.message.records import Mail
from tc3gen.cloud.ses.views.outbox import Outbox
from tc3gen.cloud.smtp import Address

DELAYS = (0.5, 1, 2, 4, 8)
"""Seconds before each further try of a mail that the server put off."""

RECONNECT = (0.5, 1, 2, 5, 10)
"""Seconds before each further try of a server that does not answer; the last goes on."""

TIMEOUT = 10
"""Seconds in which the server must answer."""

_AT_ONCE = 100
_JOIN = 5

_LEAVES = "('delivered', 'bounce')"
"""The events by which a mail has left: one that bounced was refused by its recipient."""

_NEWS = f"""
SELECT e.id, e.email, m.message_id FROM event e JOIN message m ON m.id = e.message
WHERE e.id > ? AND e.name IN {_LEAVES} AND NOT EXISTS (
  SELECT 1 FROM event p WHERE p.message = e.message AND p.delivery = e.delivery
  AND p.id < e.id AND p.name IN {_LEAVES})
ORDER BY e.id LIMIT {_AT_ONCE}
"""

_LINE_END = re.compile(rb"\r\n|\r|\n")

_logger = logging.getLogger("tc3gen.cloud")


class Relay:
    """Hands on each mail, to one recipient after the other, in the order of sending.

    A mail that was put off (4xx) is tried again before the next one, one that was
    refused (5xx) is left out, and the log says so. While there is no server, mails wait
    for it. They do so in memory: what was not handed on when the cloud stops is not
    handed on later.
    """

    def __init__(self, database: Database, outbox: Outbox, address: Address) -> None:
        self._database = database
        self._outbox = outbox
        self._address = address
        self._connection: smtplib.SMTP | None = None
        self._news = Event()
        self._stopping = Event()
        self._over = Event()
        self._lock = Lock()
        self._generation = 0
        self._position = int(database.value("SELECT max(id) FROM event") or 0)
        database.on_change(self._news.set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While it lasts, mail is handed on; at the end, what can be at once."""
        self._stopping.clear()
        self._over.clear()
        thread = Thread(target=self._run, name="tc3gen-relay", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stopping.set()
            self._news.set()
            await asyncio.to_thread(thread.join, _JOIN)
            self._over.set()

    def forget(self) -> None:
        """Begin anew, as the state was reset."""
        with self._lock:
            self._generation += 1
            self._position = 0

    def _run(self) -> None:
        while True:
            self._news.clear()
            stopping = self._stopping.is_set()
            rows = self._database.rows(_NEWS, (self._position,))
            if rows:
                done = self._hand_on_all(rows)
                if not done:
                    self._say_what_is_left()
                    return
                continue
            self._disconnect()
            if stopping:
                return
            self._news.wait()

    def _hand_on_all(self, rows: list[Row]) -> bool:
        """True if it came to the end, False if it was stopped on the way."""
        generation, mail = self._generation, None
        for id, email, message_id in rows:
            if self._over.is_set():
                return False
            try:
                if mail is None or mail.message_id != message_id:
                    mail = self._outbox.get(message_id)
                if self._generation != generation:
                    return True
                if mail is not None and not self._hand_on(mail, email):
                    return False
            except Exception:  # one mail must not hold up all others
                _logger.exception("Mail %s cannot be handed on", message_id)
                self._disconnect()
            with self._lock:
                if self._generation == generation:
                    self._position = id
        return True

    def _hand_on(self, mail: Mail, email: str) -> bool:
        """Give a mail to the server; False where the cloud stops before that is over."""
        tries = 0
        while True:
            server = self._connected()
            if server is None:
                return False
            try:
                problem = _send_mail(server, mail, email)
            except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
                problem = f"500 {_printable(str(error))}"
                self._disconnect()  # the server waits for the rest of the mail
            if problem is None:
                return True
            if problem.startswith("5") or tries == len(DELAYS):
                where = f"{mail.message_id} for {_printable(email)}"
                _logger.warning("The SMTP server did not take %s: %s", where, problem)
                return True
            _logger.info("The SMTP server put off a mail: %s", problem)
            self._disconnect()
            if self._stopping.wait(DELAYS[tries]):
                return False
            tries += 1

    def _connected(self) -> smtplib.SMTP | None:
        """The connection; waits for the server, but not when the cloud stops."""
        host, port = self._address
        tries = 0
        while self._connection is None:
            try:
                self._connection = smtplib.SMTP(
                    host, port, local_hostname="localhost", timeout=TIMEOUT
                )
            except OSError as error:  # those of smtplib are, too
                if tries == 0:
                    reason = _printable(str(error)) or type(error).__name__
                    _logger.warning(
                        "No SMTP server at %s:%s (%s): mail waits for it.",
                        host,
                        port,
                        reason,
                    )
                delay = RECONNECT[min(tries, len(RECONNECT) - 1)]
                tries += 1
                if self._stopping.wait(delay):
                    return None
        return self._connection

    def _disconnect(self) -> None:
        if self._connection is not None:
            with suppress(OSError):
                self._connection.quit()
            self._connection.close()
            self._connection = None

    def _say_what_is_left(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        _logger.warning("The cloud stopped before all mail was given to SMTP.")


def _send_mail(server: smtplib.SMTP, mail: Mail, email: str) -> str | None:
    """Why the server did not take a mail, beginning with its code; None where it did.

    Where the connection broke there is no code: it is then a matter of trying again.

    Raises:
        SMTPNotSupportedError, UnicodeError: It cannot be written as the server wants it, and the
            server may have its beginning.
    """
    mailbox = Mailbox.parse(mail.from_address)
    sender = mailbox.address if mailbox else mail.from_address
    raw = _LINE_END.sub(b"\r\n", mail.raw)
    try:
        server.ehlo_or_helo_if_needed()
        options = ["BODY=8BITMIME"] if server.has_extn("8bitmime") else []
        server.sendmail(sender, [email], raw, mail_options=options)
    except smtplib.SMTPRecipientsRefused as error:
        return _reply(*error.recipients[email])
    except smtplib.SMTPResponseException as error:
        return _reply(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError:
        raise
    except OSError as error:
        return _printable(str(error)) or type(error).__name__
    return None


def _reply(code: int, text: bytes | str) -> str:
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    return f"{code} {_printable(text)}"


def _printable(text: str) -> str:
    """One line of what somebody else wrote, for the log."""
    return "".join(each if each.isprintable() else " " for each in text)[:200]
