"""SMTP of a cloud that serves: the relay and the listener."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from tc3gen.cloud.http.local_only import is_loopback
from tc3gen.cloud.smtp import Address, SmtpError

if TYPE_CHECKING:
    from tc3gen.cloud.database import Database
    from tc3gen.cloud.ses import SesBackend

_OPEN = "%s is open to other machines: who knows an SMTP password can send from there."

_logger = logging.getLogger("tc3gen.cloud")


class SmtpPorts:
    """The server that mail is handed on to, and the address where it is taken."""

    def __init__(
        self,
        ses: SesBackend,
        database: Database,
        *,
        relay: Address | None = None,
        listen: Address | None = None,
        rate_limit: bool = False,
    ) -> None:
        """Either may be None. Raises `SmtpError` where what listens is not installed."""
        self._ses = ses
        self._listen = listen
        self._rate_limit = rate_limit
        self._relay = None
        if relay is not None:
            from tc3gen.cloud.smtp.relay import Relay

            self._relay = Relay(database, ses.outbox, relay)
        if listen is not None:
            _check_installed()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Address | None]:
        """Both while the context lasts; yields where mail is taken. May raise `SmtpError`."""
        async with AsyncExitStack() as stack:
            if self._relay is not None:
                await stack.enter_async_context(self._relay.running())
            if self._listen is None:
                yield None
                return
            from tc3gen.cloud.smtp.listener import listen_for_mail

            if not is_loopback(self._listen[0]):
                _logger.warning(_OPEN, self._listen[0])
            taking = listen_for_mail(
                self._ses, self._listen, rate_limit=self._rate_limit
            )
            yield await stack.enter_async_context(taking)

    def forget(self) -> None:
        """Begin anew, as the state was reset."""
        if self._relay is not None:
            self._relay.forget()


def _check_installed() -> None:
    try:
        import aiosmtpd.smtp  # noqa: F401
    except ImportError:
        message = "Listening for SMTP needs aiosmtpd: pip install 'tc3gen[smtp]'"
        raise SmtpError(message) from None
