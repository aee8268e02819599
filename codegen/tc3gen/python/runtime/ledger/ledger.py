"""The common part of all ledgers: what clients ask of one, and what people do."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Literal

from ..errors import ConfigurationError, TransportError
from ..not_copied import NotCopied
from .entry import Step, StepResult, UncertainEntry
from .errors import LedgerError
from .keeper import Keeper, Moment, warn_of_other_outcome
from .protocol import Times
from .trouble import Unreachable

WEEK = 7 * 24 * 3600.0
"""Seconds for which the outcome of a call is remembered by default."""

LEASE = 30.0
"""Seconds after which a holder that is not heard of counts as gone, by default."""

MAX_KEY = 512
"""Characters of the longest key."""

MAX_SECONDS = 1e9

OnUnavailable = Literal["fail", "send"]


class Ledger(NotCopied):
    """Records calls that must not happen twice. Clients take one as `ledger=`.

    Threads, tasks, event loops and both kinds of client may share a ledger.
    """

    _instead = "it holds connections: make one in each process, for the same store"
    _name = "ledger"

    def __init__(
        self,
        *,
        expiry: float = WEEK,
        lease: float = LEASE,
        on_unavailable: OnUnavailable = "fail",
    ) -> None:
        """Sets up what all ledgers have.

        Raises:
            ConfigurationError: An option is wrong.
        """
        times = Times(check_seconds("lease", lease), check_seconds("expiry", expiry))
        if 0.0 in times:
            raise ConfigurationError("lease and expiry must be more than 0 seconds")
        if on_unavailable not in ("fail", "send"):
            raise ConfigurationError("on_unavailable must be 'fail' or 'send'")
        self._times = times
        self._sends_without = on_unavailable == "send"
        self._keeper = Keeper(self._apply, lease / 3)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name}>"

    # For people and programs

    def resolve(self, key: str, *, sent: bool) -> None:
        """Tell if an uncertain call was carried out, after looking at what came of it.

        With `sent=True` the key is done, and its calls get an empty response that is marked
        as `replayed`. With `sent=False` it is free, and may be sent again; say so ten minutes
        after the call at the earliest, as what was sent may arrive until then.

        Raises:
            LedgerError: There is no such key, it is in progress, or it is not uncertain.
            TransportError: The ledger cannot be reached.
        """
        step = _word(key, sent)
        _check_resolved(step, self._do(step))

    async def resolve_async(self, key: str, *, sent: bool) -> None:
        """Tell if an uncertain call was carried out; see `resolve`."""
        step = _word(key, sent)
        _check_resolved(step, await self._do_async(step))

    def uncertain(self) -> Iterator[UncertainEntry]:
        """List the keys of which nobody knows if their calls were carried out.

        Raises:
            TransportError: The ledger cannot be reached.
        """
        try:
            yield from self._list()
        except Unreachable as error:
            raise self._unavailable(error) from None

    async def uncertain_async(self) -> AsyncIterator[UncertainEntry]:
        """List the uncertain keys; see `uncertain`."""
        try:
            async for entry in self._list_async():
                yield entry
        except Unreachable as error:
            raise self._unavailable(error) from None

    def close(self) -> None:
        """Record what is late, and close the connections; the next call opens them again."""
        self._keeper.flush()

    async def aclose(self) -> None:
        """Record what is late, and close the connections of the event loop that runs."""
        if self._keeper.is_late:
            from asyncio import to_thread

            await to_thread(self._keeper.flush)

    # For clients

    def claim(self, step: Step, seconds: float) -> StepResult | None:
        """Take a key for a call of so many seconds; None for a call without the ledger.

        Raises:
            TransportError: The ledger cannot be reached.
        """
        asked = Moment.now()
        try:
            result = self._do(step)
        except TransportError as error:
            self._go_without(error)
            return None
        return self._kept(step, result, seconds, asked)

    async def claim_async(self, step: Step, seconds: float) -> StepResult | None:
        """Take a key for a call; see `claim`."""
        asked = Moment.now()
        try:
            result = await self._do_async(step)
        except TransportError as error:
            self._go_without(error)
            return None
        return self._kept(step, result, seconds, asked)

    def is_sure(self, holder: str) -> bool:
        """Tell if a key surely is its holder's still; `begin` asks the ledger."""
        return self._keeper.is_sure(holder)

    def begin(self, step: Step) -> StepResult | None:
        """Say that the first byte may leave from now on; None for a call without the ledger.

        Raises:
            TransportError: The ledger cannot be reached.
        """
        asked = Moment.now()
        try:
            result = self._do(step)
        except TransportError as error:
            self._go_without(error)
            return None
        if result.done:
            self._keeper.renewed(step.holder, asked)
        return result

    async def begin_async(self, step: Step) -> StepResult | None:
        """Say that the first byte may leave from now on; see `begin`."""
        asked = Moment.now()
        try:
            result = await self._do_async(step)
        except TransportError as error:
            self._go_without(error)
            return None
        if result.done:
            self._keeper.renewed(step.holder, asked)
        return result

    def settle(self, outcome: Step) -> None:
        """Record the outcome of a call, later if the ledger cannot be reached now."""
        self._keeper.drop(outcome.holder)
        try:
            warn_of_other_outcome(outcome, self._do(outcome))
        except TransportError as error:
            self._settle_later(outcome, error)
        except BaseException:  # a signal, at any moment
            self._keeper.record_later(outcome)
            raise

    async def settle_async(self, outcome: Step) -> None:
        """Record the outcome of a call; see `settle`."""
        self._keeper.drop(outcome.holder)
        try:
            warn_of_other_outcome(outcome, await self._do_async(outcome))
        except TransportError as error:
            self._settle_later(outcome, error)
        except BaseException:  # such as a cancellation
            self._keeper.record_later(outcome)
            raise

    def found_out(self, word: Step) -> bool:
        """Record what a check tells of an uncertain call; False if it is not taken.

        So it is if the ledger cannot be reached, if the key has another call by now, and if
        what is absent may still come.
        """
        try:
            return self._do(word).done
        except TransportError:
            return False

    async def found_out_async(self, word: Step) -> bool:
        """Record what a check tells of an uncertain call; see `found_out`."""
        try:
            return (await self._do_async(word)).done
        except TransportError:
            return False

    # For stores

    def _apply(self, step: Step) -> StepResult:
        """Do a step, atomically and durably. Raises `Unreachable`."""
        raise NotImplementedError

    async def _apply_async(self, step: Step) -> StepResult:
        raise NotImplementedError

    def _list(self) -> Iterator[UncertainEntry]:
        """The uncertain entries. Raises `Unreachable`."""
        raise NotImplementedError

    def _list_async(self) -> AsyncIterator[UncertainEntry]:
        raise NotImplementedError

    def _do(self, step: Step) -> StepResult:
        try:
            return self._apply(step)
        except Unreachable:
            pass  # the reply may have been lost with a connection: at once, again
        try:
            return self._apply(step)
        except Unreachable as error:
            raise self._unavailable(error) from None

    async def _do_async(self, step: Step) -> StepResult:
        try:
            return await self._apply_async(step)
        except Unreachable:
            pass
        try:
            return await self._apply_async(step)
        except Unreachable as error:
            raise self._unavailable(error) from None

    def _kept(
        self, step: Step, result: StepResult, seconds: float, asked: Moment
    ) -> StepResult:
        if result.done:
            self._keeper.keep(step, seconds + self._times.lease, asked)
        return result

    def _go_without(self, error: TransportError) -> None:
        """Let a call go out without the ledger, where that is wanted."""
        if not self._sends_without:
            raise error
        logging.getLogger(__name__).warning("%s; calls go out without it", error.reason)

    def _settle_later(self, outcome: Step, error: TransportError) -> None:
        self._keeper.record_later(outcome)
        logging.getLogger(__name__).warning(
            "the outcome of %r (%s) is recorded later: %s; if this process ends before, the key "
            "becomes uncertain",
            outcome.key,
            outcome.state,
            error.reason,
        )

    def _unavailable(self, error: Unreachable) -> TransportError:
        return TransportError(
            f"the ledger's {self._name} cannot be used: {error}", sent=False
        )


def check_key(key: object, what: str = "once") -> str:
    """Refuse what cannot be the key of a call."""
    if not isinstance(key, str) or not 0 < len(key) <= MAX_KEY:
        raise ConfigurationError(f"{what} must be text of 1 to {MAX_KEY} characters")
    try:
        key.encode()
    except UnicodeEncodeError:
        raise ConfigurationError(f"{what} holds half of a surrogate pair") from None
    return key


def check_seconds(name: str, value: object) -> float:
    """Refuse what is not a time in seconds, from 0."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not 0 <= value < MAX_SECONDS:  # type: ignore[operator]
        raise ConfigurationError(f"{name} must be a number of seconds, from 0")
    return float(value)  # type: ignore[arg-type]


def _word(key: str, sent: object) -> Step:
    """The step by which a person resolves an entry."""
    if not isinstance(sent, bool):
        raise ConfigurationError("sent must be True or False")
    return Step("resolve", check_key(key, "key"), "", "done" if sent else "free")


def _check_resolved(step: Step, result: StepResult) -> None:
    if result.done:
        return
    entry = result.entry
    if entry is None:
        raise LedgerError(step.key, "is unknown to the ledger, or was forgotten")
    if entry.state in ("claimed", "sending"):
        raise LedgerError(step.key, f"is in progress: {entry.action}")
    raise LedgerError(step.key, f"is {entry.state}, not uncertain: {entry.action}")
