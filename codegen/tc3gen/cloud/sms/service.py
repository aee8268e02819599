"""The message service: responds to calls of its actions, and does what tests ask of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tc3gen.cloud.account_settings import AccountSettings
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.protocol.api_error import storable_values
from tc3gen.cloud.protocol.request import Call
from tc3gen.cloud.sms.sending import schedule
from tc3gen.cloud.sms.store.settings import SmsSettings
from tc3gen.cloud.sms.store.state import Caller, Response, SharedState
from tc3gen.cloud.sms.versions import NEWER, OLDER, newer_params, older_response
from tc3gen.spec.model import Action
from tc3gen.spec.value_checks.violations import Violation

if TYPE_CHECKING:
    from tc3gen.cloud.sms.resources.reviews import Table
    from tc3gen.cloud.sms.views.messages import Messages

KEYS = (("sms", OLDER), ("sms", NEWER))
"""The service and the versions that this is. They share one state."""

_MAX_CODE_LENGTH = 40
"""Characters of the code of a report."""


class SmsBackend:
    """The message service of the local cloud. It may be used from any thread."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        review_seconds: float = 0,
        settings: SmsSettings | None = None,
    ) -> None:
        """`settings` are those that accounts have at first."""
        self._database = database
        self._shared = SharedState(
            database=database,
            clock=clock,
            settings=AccountSettings(
                database, settings or SmsSettings(), "sms_setting"
            ),
            review_seconds=review_seconds,
        )
        schedule.find_next_due(self._shared)
        clock.on_move(self.do_what_is_due)

    @cached_property
    def messages(self) -> Messages:
        """The messages that would have been sent, those that were refused too."""
        from tc3gen.cloud.sms.views.messages import Messages

        return Messages(self._database)

    def answer(self, call: Call) -> Response | None:
        """Response to a call; None for an action that this service does not do."""
        from tc3gen.cloud.sms.handlers import HANDLERS
        from tc3gen.cloud.sms.resources.access import check_account

        handler = HANDLERS.get(call.action.name)
        if handler is None or call.account is None:
            return None
        self.do_a_slice()
        shared = self._shared
        caller = Caller(
            id=call.account,
            shared=shared,
            database=shared.database,
            now=shared.clock(),
            service=call.service,
            action=call.action,
        )
        check_account(caller)
        older = call.version == OLDER
        params = newer_params(call.params) if older else call.params
        with storable_values(), self._database.transaction():
            response = handler(caller, params)
        return older_response(response) if older else response

    def refine(
        self, action: Action, violation: Violation, params: Mapping[str, Any]
    ) -> str | None:
        """The code that an action documents for parameters that miss the spec."""
        from tc3gen.cloud.sms.documented_errors import documented_code

        return documented_code(action, violation, params)

    def do_what_is_due(self) -> None:
        """Do what was scheduled for a time that has come: reviews, late messages."""
        schedule.do_what_is_due(self._shared)

    def do_a_slice(self) -> bool:
        """Do a part of it that takes milliseconds. Returns True if there is more."""
        schedule.do_a_slice(self._shared)
        return schedule.is_due(self._shared)

    def settings(self, account: str) -> SmsSettings:
        """Settings of an account at present."""
        return self._shared.settings.of(account)

    def configure(self, account: str, **changes: Any) -> SmsSettings:
        """Change what an account may do: `configure("local", number_per_day=2)`.

        Raises:
            ValueError: there is no such setting, or it cannot have such a value.
            TypeError: a value is of another type.
        """
        return self._shared.settings.change(account, changes)

    def review_signature(self, id: int, *, approved: bool, reason: str = "") -> bool:
        """End the review of a signature; False where there is no such signature."""
        return self._decide("sms_signature", id, approved, reason)

    def review_template(self, id: int, *, approved: bool, reason: str = "") -> bool:
        """End the review of a template; False where there is no such template."""
        return self._decide("sms_template", id, approved, reason)

    def reply(self, number: str, text: str, *, account: str) -> bool:
        """Let a number reply to the last message that it got from an account.

        Returns:
            False where it got none.

        Raises:
            ValueError: the number is not one, or the reply is empty or too long.
        """
        from tc3gen.cloud.sms.numbers.phone_numbers import read_number
        from tc3gen.cloud.sms.sending.replies import reply_from

        with self._database.transaction():
            return reply_from(self._shared, read_number(number).e164, text, account)

    def report(self, serial: str, code: str = "DELIVRD") -> bool:
        """Let the carrier report on a message; False where there is no such message.

        Args:
            serial: its `SerialNo`.
            code: `DELIVRD`, or any other for a failure.

        Raises:
            ValueError: the code is empty or too long.
        """
        from tc3gen.cloud.sms.sending.delivery import report_delivery

        if not 1 <= len(code) <= _MAX_CODE_LENGTH:
            raise ValueError(f"a code has 1 to {_MAX_CODE_LENGTH} characters")
        with self._database.transaction():
            sql = "SELECT id FROM sms_message WHERE serial = ? AND code = 'Ok'"
            row = self._database.row(sql, (serial,)) if serial else None
            if row is None:
                return False
            report_delivery(self._shared, row["id"], code, self._shared.clock())
        return True

    def add_package(
        self, account: str, app: str, amount: int, *, gift: bool = False
    ) -> int:
        """Give an application a package of messages, which it pays with. Returns its id.

        Raises:
            ValueError: the amount is negative.
        """
        from tc3gen.cloud.sms.resources.packages import add_package

        with self._database.transaction():
            return add_package(self._shared, account, app, amount, gift=gift)

    def queue_callbacks(self) -> None:
        """From now on, put each report and reply into the queue of the callback."""
        self._shared.callbacks = True

    def reread(self) -> None:
        """Look at the database anew, after it was reset."""
        self._shared.settings.forget()
        schedule.find_next_due(self._shared)

    def _decide(self, table: Table, id: int, approved: bool, reason: str) -> bool:
        from tc3gen.cloud.sms.resources.reviews import decide

        with self._database.transaction():
            return decide(self._shared, table, id, approved=approved, reason=reason)
