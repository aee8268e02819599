"""Simple Email Service: domains, senders, groups, templates and mail, in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tc3gen.cloud.requests import Call
from tc3gen.cloud.ses import (
    groups,
    identities,
    senders,
    sending,
    tasks,
    templates,
    uploads,
)
from tc3gen.cloud.ses.codes import documented_code
from tc3gen.cloud.ses.state import Account, Answer, Mail, Params, World
from tc3gen.spec.fit import Misfit
from tc3gen.spec.vocabulary import Action

KEY = ("ses", "2020-10-02")
"""The service and version that this is."""

Handler = Callable[[Account, Params], Answer]

HANDLERS: dict[str, Handler] = {
    **identities.HANDLERS,
    **senders.HANDLERS,
    **groups.HANDLERS,
    **uploads.HANDLERS,
    **templates.HANDLERS,
    **sending.HANDLERS,
    **tasks.HANDLERS,
}
"""What each action does, by its name."""


class Ses:
    """The mail service of the local cloud."""

    def __init__(
        self,
        *,
        outbox: list[Mail],
        clock: Callable[[], float],
        upload_seconds: float = 0,
        raw_content: bool = False,
    ) -> None:
        self._world = World(
            outbox=outbox,
            clock=clock,
            upload_seconds=upload_seconds,
            raw_content=raw_content,
        )
        self._accounts: dict[str, Account] = {}

    def answer(self, call: Call) -> Answer | None:
        """The answer to a call; None for an action that this service does not do."""
        handler = HANDLERS.get(call.action.name)
        if handler is None or call.account is None:
            return None
        account = self._accounts.get(call.account)
        if account is None:
            account = Account(id=call.account, world=self._world)
            self._accounts[call.account] = account
        return handler(account, call.params)

    def refine(
        self, action: Action, misfit: Misfit, params: Mapping[str, Any]
    ) -> str | None:
        """The code that an action documents for parameters that miss the spec."""
        return documented_code(action, misfit, params)
