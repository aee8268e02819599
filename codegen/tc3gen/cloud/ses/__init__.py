"""Simple Email Service: domains, senders, groups, templates, mail and what became of it.

All state lies in a database, by account. `outbox` and `shelf` look at it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.protocol import site_of
from tc3gen.cloud.requests import Call
from tc3gen.cloud.ses import schedule
from tc3gen.cloud.ses.settings import AllSettings, Settings
from tc3gen.cloud.ses.state import Account, Answer, Numbers, World
from tc3gen.spec.fit import Misfit
from tc3gen.spec.vocabulary import Action

if TYPE_CHECKING:
    from tc3gen.cloud.ses.outbox import Outbox
    from tc3gen.cloud.ses.shelf import Shelf

KEY = ("ses", "2020-10-02")
"""The service and version that this is."""

HELD = frozenset({"BatchSendEmail"})
"""Actions whose answer waits until all that they began is done."""


class Ses:
    """The mail service of the local cloud. It may be used from any thread."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        upload_seconds: float = 0,
        review_seconds: float = 0,
        settings: Settings | None = None,
    ) -> None:
        """`settings` are those that accounts have at first."""
        self._database = database
        self._world = World(
            database=database,
            clock=clock,
            settings=AllSettings(database, settings or Settings()),
            upload_seconds=upload_seconds,
            review_seconds=review_seconds,
            numbers=Numbers.read(database),
        )
        self.base_url = "http://127.0.0.1:8808"
        """Where the links in mails lead; the cloud that serves sets it."""
        schedule.find_next_due(self._world)
        clock.on_move(self.do_what_is_due)

    @cached_property
    def outbox(self) -> Outbox:
        """The mail that would have been sent, oldest first."""
        from tc3gen.cloud.ses.outbox import Outbox

        return Outbox(self._database, lambda: self.base_url)

    @cached_property
    def shelf(self) -> Shelf:
        """The groups, tasks and templates."""
        from tc3gen.cloud.ses.shelf import Shelf

        return Shelf(self._database, self._world.clock)

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call; None for an action that this service does not do."""
        from tc3gen.cloud.ses.handlers import HANDLERS

        handler = HANDLERS.get(call.action.name)
        if handler is None or call.account is None:
            return None
        self.do_a_slice()
        world = self._world
        account = Account(
            id=call.account,
            world=world,
            database=world.database,
            now=world.clock(),
            service=call.service,
            site=site_of(call.service, call.region),
        )
        code = account.settings.refused.get(call.action.name)
        if code is not None:
            raise ApiFault(code)
        try:
            with self._database.transaction():
                return handler(account, call.params)
        except (UnicodeEncodeError, OverflowError):
            message = "A text is not valid Unicode, or a number has more than 64 bits."
            raise ApiFault("InvalidParameterValue", message) from None

    def refine(
        self, action: Action, misfit: Misfit, params: Mapping[str, Any]
    ) -> str | None:
        """The code that an action documents for parameters that miss the spec."""
        from tc3gen.cloud.ses.codes import documented_code

        return documented_code(action, misfit, params)

    def do_what_is_due(self) -> None:
        """Do what was scheduled for a time that has come: tasks, reviews, second tries."""
        schedule.do_what_is_due(self._world)

    def do_a_slice(self) -> bool:
        """Do a part of it that takes milliseconds. Answers whether there is more."""
        schedule.do_a_slice(self._world)
        return schedule.is_due(self._world)

    def settings(self, account: str) -> Settings:
        """What an account may do now."""
        return self._world.settings.of(account)

    def configure(self, account: str, **changes: Any) -> Settings:
        """Change what an account may do: `configure("local", balance=0)`.

        Raises:
            ValueError: there is no such setting, or it cannot have such a value.
            TypeError: a value is of another type.
        """
        return self._world.settings.change(account, changes)

    def review(self, template_id: int, *, approved: bool, reason: str = "") -> bool:
        """End the review of a template; False where there is no such template."""
        from tc3gen.cloud.ses import templates

        status = templates.APPROVED if approved else templates.REJECTED
        with self._database.transaction():
            return templates.decide(self._world, template_id, status, reason or None)

    def happen(
        self,
        message_id: str,
        event: str,
        email: str | None = None,
        *,
        reason: str = "",
        link: str | None = None,
        useragent: str | None = None,
    ) -> int:
        """Let something happen to a mail: `happen(mail.message_id, "open")`.

        Args:
            message_id: that of the mail.
            event: `delivered`, `dropped`, `bounce`, `open`, `click`, `spamreport`,
                `unsubscribe` or `deferred`.
            email: the recipient it happens to; all of them where it is left out.
            reason: why, for a bounce and the like.
            link: what was clicked on.
            useragent: the program that opened the mail or the link.

        Returns:
            How many recipients it happened to: 0 where there is no such mail.

        Raises:
            ValueError: there is no such event.
        """
        from tc3gen.cloud.ses import happening

        return happening.happen(
            self._world,
            message_id,
            event,
            email=email,
            reason=reason,
            link=link,
            useragent=useragent,
        )

    def login(self, address: str, password: str) -> str | None:
        """The account of a sender address that logs in over SMTP, None for a wrong one."""
        from tc3gen.cloud.ses import senders

        return senders.account_of_login(self._database, address, password)

    def check_envelope(self, account: str, sender: str, recipient: str = "") -> None:
        """See whether a sender address may send, and to one recipient.

        Raises:
            ApiFault: it may not, for the reasons for which `SendEmail` refuses.
        """
        from tc3gen.cloud.ses import sending, submission

        caller = self._caller(account)
        with self._database.transaction():
            mailbox = sending.read_sender(caller, sender)
            if recipient:
                submission.check_recipient(caller, mailbox, recipient)

    def submit(
        self, account: str, sender: str, recipients: Sequence[str], raw: bytes
    ) -> str:
        """Send a whole message, as one that came over SMTP. Answers its id.

        Raises:
            ApiFault: it may not be sent, for the reasons for which `SendEmail` refuses.
        """
        from tc3gen.cloud.ses import submission

        caller = self._caller(account)
        with self._database.transaction():
            return submission.submit(caller, sender, recipients, raw)

    def _caller(self, account: str) -> Account:
        """An account that calls otherwise than through an action."""
        self.do_a_slice()
        world = self._world
        return Account(
            id=account, world=world, database=world.database, now=world.clock()
        )

    def queue_callbacks(self) -> None:
        """From now on, put each event into the queue of the callback."""
        self._world.callbacks = True

    def reread(self) -> None:
        """Look at the database anew, after it was reset."""
        self._world.settings.forget()
        self._world.numbers = Numbers.read(self._database)
        schedule.find_next_due(self._world)
