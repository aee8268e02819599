"""Waiting for a mail, as a test does whose mail is sent in the background."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tc3gen.cloud.database import Database
from tc3gen.cloud.ses.message.records import Mail, Status
from tc3gen.cloud.waiting import pause_async, pause_briefly, poll_results

_SHOWN = 10


class Awaited(Sequence[Mail]):
    """Mail in a database, which more may come to."""

    _database: Database

    def wait_for(
        self,
        *,
        recipient: str | None = None,
        subject: str | None = None,
        status: Status | None = None,
        where: Callable[[Mail], bool] | None = None,
        timeout: float = 5,
    ) -> Mail:
        """The first mail that fits, as soon as there is one.

        It blocks: in a coroutine, `await` the result of `wait_for_async` instead.

        Args:
            recipient: an address that it went to, in any case.
            subject: the whole subject.
            status: what became of it.
            where: anything else that must be true of it.
            timeout: the most seconds to wait.

        Raises:
            AssertionError: none came in time; it shows what there is.
        """
        for mail in self._looks(recipient, subject, status, where, timeout):
            if mail is not None:
                return mail
            pause_briefly()
        raise self._missing(recipient, subject, status, timeout)

    async def wait_for_async(
        self,
        *,
        recipient: str | None = None,
        subject: str | None = None,
        status: Status | None = None,
        where: Callable[[Mail], bool] | None = None,
        timeout: float = 5,
    ) -> Mail:
        """Wait like `wait_for`, while the event loop goes on."""
        for mail in self._looks(recipient, subject, status, where, timeout):
            if mail is not None:
                return mail
            await pause_async()
        raise self._missing(recipient, subject, status, timeout)

    def _looks(
        self,
        recipient: str | None,
        subject: str | None,
        status: Status | None,
        where: Callable[[Mail], bool] | None,
        timeout: float,
    ) -> Iterator[Mail | None]:
        """The mail, or None at each look at which it is not there, until time is up."""

        def fits(mail: Mail) -> bool:
            return (
                (recipient is None or recipient.lower() in _lower(mail.recipients))
                and (subject is None or mail.subject == subject)
                and (status is None or mail.status == status)
                and (where is None or where(mail))
            )

        return poll_results(
            self._database, lambda: next(filter(fits, self), None), timeout
        )

    def _missing(
        self,
        recipient: str | None,
        subject: str | None,
        status: Status | None,
        timeout: float,
    ) -> AssertionError:
        wanted = [
            f" {word} {value!r}"
            for word, value in (
                ("to", recipient),
                ("with the subject", subject),
                ("that is", status),
            )
            if value is not None
        ]
        lines = [f"no mail{','.join(wanted)} came within {timeout:g} s;"]
        lines[0] += f" the outbox has {len(self)}"
        for mail in self[-_SHOWN:]:
            to = ", ".join(mail.recipients)
            lines.append(f"  {mail.subject!r} to {to}: {mail.status}")
        return AssertionError("\n".join(lines))


def _lower(texts: Sequence[str]) -> list[str]:
    return [text.lower() for text in texts]
