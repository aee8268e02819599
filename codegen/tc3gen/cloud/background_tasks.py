"""All that runs beside the requests of a cloud: scheduled work, callbacks and SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tc3gen.cloud.background.worker import Work
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses import SesBackend
from tc3gen.cloud.sms import SmsBackend
from tc3gen.cloud.smtp import Address

if TYPE_CHECKING:
    from tc3gen.cloud.background.callbacks import Poster
    from tc3gen.cloud.smtp.ports import SmtpPorts


class BackgroundTasks:
    """Tasks of a cloud that run while it serves, without any request."""

    def __init__(
        self,
        database: Database,
        ses: SesBackend,
        sms: SmsBackend,
        *,
        mail_callback: str | None,
        sms_callback: str | None,
        smtp: Address | None,
        smtp_listen: Address | None,
        rate_limit: bool,
    ) -> None:
        """Leave out tasks that are None. Raises `SmtpError` if aiosmtpd is needed and missing."""
        self._workers = (ses, sms)
        self._smtp: SmtpPorts | None = None
        self._posters: list[Poster] = []
        if smtp is not None or smtp_listen is not None:
            from tc3gen.cloud.smtp.ports import SmtpPorts

            self._smtp = SmtpPorts(
                ses, database, relay=smtp, listen=smtp_listen, rate_limit=rate_limit
            )
        if mail_callback is not None or sms_callback is not None:
            from tc3gen.cloud.background.posters import to_callbacks

            self._posters = to_callbacks(
                database, ses, mail_callback, sms, sms_callback
            )

    def work(self) -> Work:
        """The scheduled work of one event loop."""
        return Work(self._workers)

    @asynccontextmanager
    async def running(self, work: Work) -> AsyncIterator[Address | None]:
        """While it lasts, all of it is done; yields where SMTP is listened for."""
        tasks = [asyncio.create_task(work.keep_up())]
        tasks += [asyncio.create_task(each.run()) for each in self._posters]
        try:
            if self._smtp is None:
                yield None
            else:
                async with self._smtp.open() as address:
                    yield address
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def forget(self) -> None:
        """Drop the mail that waits to be handed on, as when the cloud is reset."""
        if self._smtp is not None:
            self._smtp.forget()
