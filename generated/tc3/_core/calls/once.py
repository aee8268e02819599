"""A call that must not happen twice, on its way past the ledger. No input or output."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from os import urandom
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..deadline import Deadline
from ..errors import ApiError, Tc3Error, TransportError
from ..ledger.check import CheckCall, check_call
from ..ledger.entry import (
    Entry,
    State,
    Step,
    StepResult,
    refusal,
    uncertain_entry,
    when,
)
from ..ledger.errors import InProgress, LedgerError, Uncertain
from ..model import Request, Response
from ..serialization.hooks import structure, unstructure
from .certainty import came_before, took_nothing
from .fingerprint import fingerprint

if TYPE_CHECKING:
    from ..model import ActionInfo
    from .attempts import Attempts
    from .settings import ClientSettings, Once

R = TypeVar("R", bound=Response)

_encode = json.JSONEncoder(separators=(",", ":")).encode
"""`json.dumps` would make an encoder for each call."""

_FIRST_PAUSE = 0.05
_GROWTH = 1.5
_LONGEST_PAUSE = 1.0
"""Seconds between two looks at a key that another holder is at."""


class OnceCall(Generic[R]):
    """The claim of a call, what the ledger said to it, and the outcome to be recorded."""

    def __init__(
        self,
        settings: ClientSettings,
        action: str,
        asked: Request[R] | Mapping[str, Any],
        response: type[R],
        now: Callable[[], float],
        *,
        at_once: bool,
    ) -> None:
        """Makes the claim. `at_once` says that nothing is waited for before it is sent."""
        assert settings.once is not None
        self._once: Once = settings.once
        self._settings = settings
        self._response = response
        self._now = now
        self._patience: Deadline | None = None
        """For another holder, from the first time that it is met."""
        self._refused: LedgerError | None = None
        self._pause = _FIRST_PAUSE
        self._is_held: bool | None = None
        """None as long as nobody knows, and with a ledger that the call goes out without."""
        self.claim = Step(
            "claim",
            self._once.key,
            urandom(16).hex(),
            "sending" if at_once else "claimed",
            fingerprint(settings, action, asked),
            f"{settings.service} {settings.version} {action}",
        )
        self.may_send = at_once
        """True if the ledger knows that the first byte may leave."""
        self._may_check = True
        self.attempts: Attempts | None = None
        self.response: R | None = None
        """The recorded one of an earlier call."""

    def __repr__(self) -> str:
        return f"<OnceCall {self._once.key!r}>"

    @property
    def longest(self) -> float:
        """Seconds for which the call may need its key."""
        return self._settings.timeout.total

    def next_claim(self) -> Step:
        """The step by which the key is claimed; nobody knows whose it is until it is done."""
        self._is_held = None
        return self.claim

    def wait(self, result: StepResult | None) -> float | None:
        """Seconds until the key is claimed again; None if it is ours, or its call is done.

        Raises:
            LedgerConflict: The key was used with another request.
            InProgress: Another holder is at it.
            Uncertain: An earlier call may have been carried out.
        """
        if result is None:
            if self._refused is not None:  # by a ledger that has gone away since
                raise self._refused
            self.may_send = True  # without the ledger
            return None
        if result.done:
            self._is_held = True
            return None
        self._is_held = False
        entry = result.entry
        assert entry is not None
        error = refusal(self.claim, entry)
        if error is None:
            self.response = self._recorded(entry)
            return None
        self._refused = error
        self._patience = self._patience or Deadline(self._once.wait, self._now)
        left = self._patience.left()
        if not isinstance(error, InProgress) or left <= 0:
            raise error
        pause = min(self._pause, left)
        self._pause = min(self._pause * _GROWTH, _LONGEST_PAUSE)
        return pause

    def check(self, result: StepResult | None, asked: Any) -> CheckCall | None:
        """The call that tells what became of an uncertain one like it.

        None where the spec has no such check, and after the first one.
        """
        entry = None if result is None or result.done else result.entry
        info: ActionInfo | None = getattr(asked, "__action__", None)
        if entry is None or info is None or info.check is None:
            return None
        is_the_same = entry.fingerprint == self.claim.fingerprint
        if not (self._may_check and is_the_same and entry.state == "uncertain"):
            return None
        self._may_check = False
        self._refused = Uncertain(*uncertain_entry(self._once.key, entry))
        settings = self._settings
        params = unstructure(asked, settings.site, validate=settings.validate)
        return check_call(info.check, params, self._once.key, entry)

    def cannot_claim(self, error: TransportError) -> Tc3Error:
        """The error of a claim that failed: what the ledger has said before comes first."""
        return self._refused or error

    def was_found(self) -> None:
        """Notes that an earlier call was carried out, of which no response is known."""
        self._is_held = False
        self.response = self._recorded(Entry("done", self.claim.holder))

    def was_absent(self) -> None:
        """Notes that the earlier call was not carried out, and that the key is free."""
        self._refused = None

    def must_begin(self, is_sure: Callable[[str], bool]) -> bool:
        """Tell if the ledger is to be asked before the first byte of an attempt may leave.

        It is for the first one, and where the key may have been lost in the meantime.
        """
        if not self.may_send:
            return True
        return self._is_held is True and not is_sure(self.claim.holder)

    @property
    def begin(self) -> Step:
        """The step to be done before the first byte may leave."""
        return self.claim._replace(kind="begin", state="sending")

    def begun(self, result: StepResult | None) -> None:
        """Notes that the ledger knows.

        Raises:
            LedgerError: The key was lost while the call was waiting.
        """
        if result is not None and not result.done:
            self._is_held = False
            claim, entry = self.claim, result.entry
            if entry is None:
                raise LedgerError(claim.key, "was forgotten by the ledger")
            raise refusal(claim, entry) or InProgress(
                claim.key, claim.action, when(entry)
            )
        self.may_send = True

    def succeeded(self, response: R) -> Step:
        """The outcome of a call that has a response."""
        content = _encode(dict(response.raw))
        return self._outcome("done", response.request_id, response=content)

    def failed(self, error: BaseException) -> Step | None:
        """The outcome of a call that failed; None if it did not hold its key."""
        if self._is_held is False:
            return None
        if self._is_certain(error):
            return self._outcome("free")
        request_id = getattr(error, "request_id", None) or ""
        cause = getattr(error, "code", None) or type(error).__name__
        return self._outcome("uncertain", request_id, cause=cause)

    def _is_certain(self, error: BaseException) -> bool:
        """True if the service carried nothing out."""
        if self.attempts is None or not self.attempts.sent:
            return True
        if took_nothing(error):
            return True
        return (
            isinstance(error, ApiError)
            and error.code in self._once.harmless
            and not came_before(error)
        )

    def _outcome(
        self,
        state: State,
        request_id: str = "",
        *,
        response: str | None = None,
        cause: str = "",
    ) -> Step:
        claim = self.claim
        return Step(
            "settle",
            claim.key,
            claim.holder,
            state,
            claim.fingerprint,
            claim.action,
            response,
            _plain(request_id),
            _plain(cause),
        )

    def _recorded(self, entry: Entry) -> R:
        """The response of an earlier call."""
        content: Any = {} if entry.response is None else json.loads(entry.response)
        made: R = structure(self._response, content, self._settings.site)
        made.request_id = entry.request_id
        made.replayed = True
        return made


def _plain(text: str) -> str:
    """Replace what a service may send, but no ledger can store: halves of surrogate pairs."""
    return text.encode(errors="replace").decode()
