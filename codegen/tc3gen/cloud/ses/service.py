"""The mail service: responds to calls of its actions, and does what tests ask of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tc3gen.cloud.account_settings import AccountSettings
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.gateway.gateway import site_of
from tc3gen.cloud.protocol.api_error import ApiErrorResponse, storable_values
from tc3gen.cloud.protocol.request import Call
from tc3gen.cloud.ses.sending import schedule
from tc3gen.cloud.ses.store.settings import SesSettings
from tc3gen.cloud.ses.store.state import Account, Numbers, Response, SharedState
from tc3gen.spec.model import Action
from tc3gen.spec.value_checks.violations import Violation

if TYPE_CHECKING:
    from tc3gen.cloud.ses.views.browser import StateBrowser
    from tc3gen.cloud.ses.views.outbox import Outbox

KEY = ("ses", "2020-10-02")
"""The service and version that this is."""

HELD = frozenset({"BatchSendEmail"})
"""Actions whose response waits until all that they began is done."""


class SesBackend:
    """The mail service of the local cloud. It may be used from any thread."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        upload_seconds: float = 0,
        review_seconds: float = 0,
        settings: SesSettings | None = None,
    ) -> None:
        """`settings` are those that accounts have at first."""
        self._database = database
        self._shared = SharedState(
            database=database,
            clock=clock,
            settings=AccountSettings(database, settings or SesSettings(), "setting"),
            upload_seconds=upload_seconds,
            review_seconds=review_seconds,
            numbers=Numbers.read(database),
        )
        self.base_url = "http://127.0.0.1:8808"
        """URL that links in mails lead to; the cloud that serves sets it."""
        schedule.find_next_due(self._shared)
        clock.on_move(self.do_what_is_due)

    @cached_property
    def outbox(self) -> Outbox:
        """The mail that would have been sent, oldest first."""
        from tc3gen.cloud.ses.views.outbox import Outbox

        return Outbox(self._database, lambda: self.base_url)

    @cached_property
    def browser(self) -> StateBrowser:
        """The groups, tasks and templates."""
        from tc3gen.cloud.ses.views.browser import StateBrowser

        return StateBrowser(self._database, self._shared.clock)

    def answer(self, call: Call) -> Response | None:
        """Response to a call; None for an action that this service does not do."""
        from tc3gen.cloud.ses.handlers import HANDLERS

        handler = HANDLERS.get(call.action.name)
        if handler is None or call.account is None:
            return None
        self.do_a_slice()
        shared = self._shared
        account = Account(
            id=call.account,
            shared=shared,
            database=shared.database,
            now=shared.clock(),
            service=call.service,
            site=site_of(call.service, call.region),
        )
        code = account.settings.refused.get(call.action.name)
        if code is not None:
            raise ApiErrorResponse(code)
        with storable_values(), self._database.transaction():
            return handler(account, call.params)

    def refine(
        self, action: Action, violation: Violation, params: Mapping[str, Any]
    ) -> str | None:
        """The code that an action documents for parameters that miss the spec."""
        from tc3gen.cloud.ses.documented_errors import documented_code

        return documented_code(action, violation, params)

    def do_what_is_due(self) -> None:
        """Do what was scheduled for a time that has come: tasks, reviews, second tries."""
        schedule.do_what_is_due(self._shared)

    def do_a_slice(self) -> bool:
        """Do a part of it that takes milliseconds. Returns True if there is more."""
        schedule.do_a_slice(self._shared)
        return schedule.is_due(self._shared)

    def settings(self, account: str) -> SesSettings:
        """Settings of an account at present."""
        return self._shared.settings.of(account)

    def configure(self, account: str, **changes: Any) -> SesSettings:
        """Change what an account may do: `configure("local", balance=0)`.

        Raises:
            ValueError: there is no such setting, or it cannot have such a value.
            TypeError: a value is of another type.
        """
        return self._shared.settings.change(account, changes)

    def review(self, template_id: int, *, approved: bool, reason: str = "") -> bool:
        """End the review of a template; False where there is no such template."""
        from tc3gen.cloud.ses.resources import templates

        status = templates.APPROVED if approved else templates.REJECTED
        with self._database.transaction():
            return templates.decide(self._shared, template_id, status, reason or None)

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
        from tc3gen.cloud.ses.sending import simulated_events

        return simulated_events.simulate_event(
            self._shared,
            message_id,
            event,
            email=email,
            reason=reason,
            link=link,
            useragent=useragent,
        )

    def login(self, address: str, password: str) -> str | None:
        """The account of a sender address that logs in over SMTP, None for a wrong one."""
        from tc3gen.cloud.ses.resources import senders

        return senders.account_of_login(self._database, address, password)

    def submit(
        self, account: str, sender: str, recipients: Sequence[str], raw: bytes
    ) -> str:
        """Send a whole message, as one that came over SMTP. Returns its id.

        Raises:
            ApiErrorResponse: it may not be sent, for the reasons for which `SendEmail` refuses.
        """
        from tc3gen.cloud.ses.sending import submission

        caller = self._caller(account)
        with self._database.transaction():
            return submission.submit_message(caller, sender, recipients, raw)

    def _caller(self, account: str) -> Account:
        """An account that calls otherwise than through an action."""
        self.do_a_slice()
        shared = self._shared
        return Account(
            id=account, shared=shared, database=shared.database, now=shared.clock()
        )

    def queue_callbacks(self) -> None:
        """From now on, put each event into the queue of the callback."""
        self._shared.callbacks = True

    def reread(self) -> None:
        """Look at the database anew, after it was reset."""
        self._shared.settings.forget()
        self._shared.numbers = Numbers.read(self._database)
        schedule.find_next_due(self._shared)
