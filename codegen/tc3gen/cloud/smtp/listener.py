"""Taking mail over SMTP, as the service's own SMTP endpoint does. Needs `aiosmtpd`.

The endpoint hands each mail to `SendEmail` once it has all of it, so a mail is refused as a
whole and after its data; the replies are in `refusals`.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic as seconds
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses import SesBackend
from tc3gen.cloud.ses.sending.message_form import check_line_lengths
from tc3gen.cloud.smtp import Address, SmtpError, port_problem
from tc3gen.cloud.smtp.refusals import (
    LOGIN_FIRST,
    SMTP_RATE_LIMIT,
    TOO_LONG_LINE,
    reply_to,
    too_fast,
)
from tc3gen.cloud.smtp.slow_login import LoginPace, SlowLogin

SIZE = 10 * 1024 * 1024
"""Bytes of the largest message. The service cuts a larger one off, here it is refused."""

MAX_ENVELOPE = 1000
"""Recipients that are remembered: 50 are allowed, which `submit` checks."""

IDLE = 60
"""Seconds after which a connection is closed on which nothing comes."""

_logger = logging.getLogger("tc3gen.cloud")

# `aiosmtpd` warns of an attribute that only it uses, at each login.
logging.getLogger("mail.log").addFilter(
    lambda record: "login_data is deprecated" not in str(record.msg)
)


@frozen
class _Login:
    """Who sends: an account, by one of its sender addresses."""

    account: str
    address: str


class _Connection(SlowLogin):
    """A connection that reads longer lines than SMTP allows, to refuse them itself."""

    line_length_limit = 64 * 1024

    async def smtp_POST(self, arg: str) -> None:
        """End an HTTP request at its first line.

        A web page can have a browser post to any port, and lines of what it posts would be
        taken for commands.
        """
        await self.push("554 5.5.1 This is SMTP, not HTTP")
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.close()
        raise asyncio.CancelledError

    smtp_CONNECT = smtp_DELETE = smtp_GET = smtp_HEAD = smtp_OPTIONS = smtp_POST
    smtp_PATCH = smtp_PRI = smtp_PUT = smtp_TRACE = smtp_POST


@asynccontextmanager
async def listen_for_mail(
    ses: SesBackend, address: Address, *, rate_limit: bool = False
) -> AsyncIterator[Address]:
    """Take mail while the context lasts; yields where. Port 0 takes a free one.

    With `rate_limit` an account can send as many mails a second as the service allows.
    Raises `SmtpError` where the address cannot be had.
    """
    loop = asyncio.get_running_loop()
    handler = _Handler(ses, rate_limit)
    connections: WeakSet[SMTP] = WeakSet()
    pace = LoginPace()

    def connected() -> SMTP:
        connection = _Connection(
            pace,
            handler,
            hostname="localhost",
            ident="tc3gen local cloud",
            data_size_limit=SIZE,
            timeout=IDLE,
            auth_require_tls=False,
            authenticator=handler.authenticate,
            loop=loop,
        )
        connections.add(connection)
        return connection

    try:
        server = await loop.create_server(connected, *address)
    except OSError as error:
        host, port = address
        reason = f"Mail cannot be taken on {host}, port {port}: {port_problem(error)}."
        raise SmtpError(reason) from None
    try:
        yield server.sockets[0].getsockname()[:2]
    finally:
        server.close()
        for connection in list(connections):
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        await asyncio.sleep(0)  # for the connections to notice


class _Handler:
    """Steps of a connection; `aiosmtpd` calls them by these names."""

    def __init__(self, ses: SesBackend, rate_limit: bool) -> None:
        self._ses = ses
        self._rate_limit = rate_limit
        self._second = 0
        self._sent: Counter[str] = Counter()

    def authenticate(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        mechanism: str,
        auth_data: Any,
    ) -> AuthResult:
        if isinstance(auth_data, LoginPassword):
            address = auth_data.login.decode("utf-8", "replace")
            password = auth_data.password.decode("utf-8", "replace")
            account = self._ses.login(address, password)
            if account is not None:
                login = _Login(account, address)
                return AuthResult(success=True, auth_data=login)
        self._log("AUTH", "535")
        return AuthResult(success=False, handled=False)

    async def handle_MAIL(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if not session.authenticated:
            return self._refused("MAIL", LOGIN_FIRST)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if address in envelope.rcpt_tos:
            return "250 2.1.5 OK, already"
        if len(envelope.rcpt_tos) >= MAX_ENVELOPE:
            return self._refused("RCPT", "554 5.5.3 Too many recipients")
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        login, raw = _login(session), envelope.original_content or b""
        recipients = [str(each) for each in envelope.rcpt_tos]
        try:
            check_line_lengths(raw)
        except ValueError:
            return self._refused("DATA", TOO_LONG_LINE)
        try:
            self._count(login.account)
            if str(envelope.mail_from).lower() != login.address.lower():
                reason = f"The sender must be who logged in: {login.address}."
                raise ApiErrorResponse("FailedOperation.NotAuthenticatedSender", reason)
            id = self._ses.submit(login.account, login.address, recipients, raw)
        except ApiErrorResponse as error:
            return self._refused("DATA", reply_to(error))
        self._log("DATA", "ok")
        return f"250 2.0.0 OK {id}"

    async def handle_exception(self, error: Exception) -> str:
        if isinstance(error, UnicodeDecodeError):  # no command is written like that
            return "500 5.5.2 That is not UTF-8"
        _logger.error("Mail over SMTP failed", exc_info=error)
        reason = "The local cloud has a fault: see its log."
        return reply_to(ApiErrorResponse("InternalError", reason))

    def _count(self, account: str) -> None:
        """Count a mail. Raises `ApiErrorResponse` where the second has had enough of them."""
        second = int(seconds())
        if second != self._second:
            self._second = second
            self._sent.clear()
        self._sent[account] += 1
        if self._rate_limit and self._sent[account] > SMTP_RATE_LIMIT:
            raise too_fast()

    def _refused(self, command: str, reply: str) -> str:
        self._log(command, reply[:3])
        return reply

    def _log(self, command: str, outcome: str) -> None:
        action = f"SMTP {command}"
        extra = {"action": action, "outcome": outcome, "milliseconds": 0.0}
        _logger.info("%s %s", action, outcome, extra=extra)


def _login(session: Session) -> _Login:
    assert isinstance(session.auth_data, _Login)  # without, MAIL is refused
    return session.auth_data
