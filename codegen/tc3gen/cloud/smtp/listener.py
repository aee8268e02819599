"""Taking mail over SMTP, as the service's own SMTP endpoint does. Needs `aiosmtpd`.

The documentation says that what `SendEmail` checks is checked here, too. It does not say
with which codes; those here are what the mail standards (RFC 5321, 3463, 4954) mean.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses import Ses
from tc3gen.cloud.smtp import Address, SmtpError, told

SIZE = 8 * 1024 * 1024
"""Bytes of the largest mail, as of the largest request of the API."""

RECIPIENTS = 90
"""Most recipients of a mail: as many as `SendEmail` takes in its three lists together."""

IDLE = 60
"""Seconds after which a connection is closed on which nothing comes."""

_STATUS = {
    "FailedOperation.EmailAddrInBlacklist": "550 5.7.1",
    "FailedOperation.ReceiverHasUnsubscribed": "550 5.7.1",
    "FailedOperation.RejectedByRecipients": "550 5.1.1",
    "FailedOperation.UnsupportMailType": "550 5.1.2",
    "InvalidParameterValue.ReceiverEmailInvalid": "553 5.1.3",
    "FailedOperation.TemporaryBlocked": "450 4.7.1",
    "FailedOperation.FrequencyLimit": "450 4.7.1",
    "FailedOperation.SendEmailErr": "451 4.3.0",
    "FailedOperation.InsufficientBalance": "452 4.7.1",
    "FailedOperation.InsufficientQuota": "452 4.7.1",
    "FailedOperation.ExceedSendLimit": "452 4.7.1",
    "FailedOperation.HighRejectionRate": "554 5.7.1",
    "FailedOperation.IncorrectSender": "553 5.7.1",
    "FailedOperation.NotAuthenticatedSender": "553 5.7.1",
    "InvalidParameterValue.InvalidEmailIdentity": "553 5.7.1",
    "FailedOperation.AttachContentToolarge": "552 5.3.4",
    "FailedOperation.EmailContentToolarge": "552 5.3.4",
    "MissingParameter": "550 5.6.0",
}
"""The reply to what is refused, by the code that the API would answer."""

_OTHER_STATUS = "554 5.7.1"

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


@asynccontextmanager
async def listening(ses: Ses, address: Address) -> AsyncIterator[Address]:
    """Take mail while the context lasts; yields where. Port 0 takes a free one.

    Raises `SmtpError` where the address cannot be had.
    """
    loop = asyncio.get_running_loop()
    handler = _Handler(ses)
    connections: WeakSet[SMTP] = WeakSet()

    def connected() -> SMTP:
        connection = SMTP(
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
        reason = f"Mail cannot be taken on {host}, port {port}: {told(error)}."
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
    """What happens at each step of a connection; `aiosmtpd` calls it by these names."""

    def __init__(self, ses: Ses) -> None:
        self._ses = ses

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
            return self._refused("MAIL", "530 5.7.0 Log in first")
        login = _login(session)
        if address.lower() != login.address.lower():
            return self._refused("MAIL", "553 5.7.1 The sender must be who logged in")
        try:
            self._ses.check_envelope(login.account, address)
        except ApiFault as fault:
            return self._refused("MAIL", _reply(fault))
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
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return self._refused("RCPT", "452 4.5.3 Too many recipients")
        login = _login(session)
        try:
            self._ses.check_envelope(login.account, login.address, address)
        except ApiFault as fault:
            return self._refused("RCPT", _reply(fault))
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        login, raw = _login(session), envelope.original_content or b""
        recipients = [str(each) for each in envelope.rcpt_tos]
        try:
            id = self._ses.submit(login.account, login.address, recipients, raw)
        except ApiFault as fault:
            return self._refused("DATA", _reply(fault))
        self._log("DATA", "ok")
        return f"250 2.0.0 OK {id}"

    async def handle_exception(self, error: Exception) -> str:
        if isinstance(error, UnicodeDecodeError):  # no command is written like that
            return "500 5.5.2 That is not UTF-8"
        _logger.error("Mail over SMTP failed", exc_info=error)
        return "451 4.3.0 The local cloud has a fault: see its log"

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


def _reply(fault: ApiFault) -> str:
    """One line of ASCII: messages repeat what the client wrote."""
    status = _STATUS.get(fault.code, _OTHER_STATUS)
    text = f"{fault.code}: {fault.message}" if fault.message else fault.code
    plain = "".join(each if " " <= each <= "~" else "?" for each in text)
    return f"{status} {plain[:400]}"
