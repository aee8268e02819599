"""Logins that become slow after a wrong password, on all connections together."""

from __future__ import annotations

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP, syntax

PAUSE = 1.0
"""Seconds between two tries after a wrong password."""

REMEMBERED = 60.0
"""Seconds for which a wrong password is remembered."""


class LoginPace:
    """The times at which logins may be tried: one each `PAUSE` after a wrong password."""

    def __init__(self) -> None:
        self._slow_until = 0.0
        self._next = 0.0

    async def wait(self) -> None:
        """Wait for a turn; at once where no password was wrong lately."""
        now = asyncio.get_running_loop().time()
        if now < self._slow_until:
            turn = max(now, self._next)
            self._next = turn + PAUSE
            await asyncio.sleep(turn - now)

    def note_failure(self) -> None:
        """Slow down what comes."""
        now = asyncio.get_running_loop().time()
        self._slow_until = now + REMEMBERED
        self._next = max(self._next, now + PAUSE)


class SlowLogin(SMTP):
    """A connection whose logins keep to a pace that it shares with others."""

    def __init__(self, pace: LoginPace, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pace = pace

    @syntax("AUTH <mechanism>")
    async def smtp_AUTH(self, arg: str) -> None:
        await self._pace.wait()
        await super().smtp_AUTH(arg)
        if self.session is not None and not self.session.authenticated:
            self._pace.note_failure()
