"""Calls that must not happen twice: the way of either client past its ledger."""

# pyright: reportPrivateUsage=false
# This is a part of the clients, whose users are not to see what it needs of them.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from ..calls.once import OnceCall
from ..errors import Tc3Error, TransportError
from ..ledger.ledger import Ledger
from ..transport.error_chain import clear_frames

if TYPE_CHECKING:
    from ..calls.attempts import Attempts
    from ..calls.call import PreparedCall
    from ..calls.core import CallPipeline
    from ..credentials import Credential
    from ..ledger.check import CheckCall
    from ..ledger.entry import Step
    from . import types

R = TypeVar("R", bound="types.Response")


class _Base(Protocol):
    """The common part of the two clients."""

    _core: CallPipeline
    _credential: Credential | None

    def _check_usable(self) -> None: ...

    @staticmethod
    def _clock() -> Callable[[], float]: ...


class _Client(_Base, Protocol):
    def _perform(self, call: PreparedCall[R], begun: Attempts | None = None) -> R: ...

    @staticmethod
    def _sleep(seconds: float) -> None: ...


class _AsyncClient(_Base, Protocol):
    async def _perform(
        self, call: PreparedCall[R], begun: Attempts | None = None
    ) -> R: ...

    @staticmethod
    async def _sleep(seconds: float) -> None: ...


def perform_once(client: _Client, call: PreparedCall[R]) -> R:
    """Make a call whose key the ledger has not seen; give the recorded response of another.

    Raises:
        LedgerError: The ledger does not let it go out.
        TransportError: The ledger cannot be reached, and no call is made without it.
    """
    ledger, once = _claim_key(client, call)
    try:
        _take_key(client, call, ledger, once)
        if once.response is not None:
            return once.response
        once.attempts = client._core.attempts(call, client._clock())
        made = client._perform(call, once.attempts)
    except BaseException as error:
        outcome = once.failed(error)
        if outcome is not None:
            ledger.settle(outcome)
        call.forget()
        clear_frames(error)
        raise
    ledger.settle(once.succeeded(made))
    return made


async def perform_once_async(client: _AsyncClient, call: PreparedCall[R]) -> R:
    """Make a call whose key the ledger has not seen; see `perform_once`."""
    ledger, once = _claim_key(client, call)
    try:
        await _take_key_async(client, call, ledger, once)
        if once.response is not None:
            return once.response
        once.attempts = client._core.attempts(call, client._clock())
        made = await client._perform(call, once.attempts)
    except BaseException as error:
        outcome = once.failed(error)
        if outcome is not None:
            await ledger.settle_async(outcome)
        call.forget()
        clear_frames(error)
        raise
    await ledger.settle_async(once.succeeded(made))
    return made


def _take_key(
    client: _Client, call: PreparedCall[R], ledger: Ledger, once: OnceCall[R]
) -> None:
    """Claim the key until it is ours, or the response of its call is there."""
    while True:
        try:
            result = ledger.claim(once.next_claim(), once.longest)
        except TransportError as error:
            raise once.cannot_claim(error) from None
        check = once.check(result, call.asked)
        word = None if check is None else _look_up(client, check)
        if word is not None:
            is_taken = ledger.found_out(word)
            if word.state == "done":  # whatever the ledger makes of it
                once.was_found()
                return
            if is_taken:
                once.was_absent()
                continue
        wait = once.wait(result)
        if wait is None:
            return
        client._sleep(wait)


def _look_up(client: _Client, check: CheckCall) -> Step | None:
    """Ask the service what became of an earlier call."""
    try:
        client._perform(_look(client, check))
    except Tc3Error as error:
        return check.word(error)
    return check.word(None)


async def _take_key_async(
    client: _AsyncClient, call: PreparedCall[R], ledger: Ledger, once: OnceCall[R]
) -> None:
    """Claim the key until it is ours, or the response of its call is there."""
    while True:
        try:
            result = await ledger.claim_async(once.next_claim(), once.longest)
        except TransportError as error:
            raise once.cannot_claim(error) from None
        check = once.check(result, call.asked)
        word = None if check is None else await _look_up_async(client, check)
        if word is not None:
            is_taken = await ledger.found_out_async(word)
            if word.state == "done":  # whatever the ledger makes of it
                once.was_found()
                return
            if is_taken:
                once.was_absent()
                continue
        wait = once.wait(result)
        if wait is None:
            return
        await client._sleep(wait)


async def _look_up_async(client: _AsyncClient, check: CheckCall) -> Step | None:
    """Ask the service what became of an earlier call."""
    try:
        await client._perform(_look(client, check))
    except Tc3Error as error:
        return check.word(error)
    return check.word(None)


def _look(client: _Base, check: CheckCall) -> PreparedCall[types.Response]:
    call = client._core.prepare_raw(check.action, check.params, True)
    call.rate_limit = check.rate_limit
    return call


def mark_sending(client: _Base, once: OnceCall[R]) -> None:
    """Have the ledger know that the first byte may leave, unless it does."""
    ledger = _ledger(client)
    if once.must_begin(ledger.is_sure):
        once.begun(ledger.begin(once.begin))


async def begin_async(client: _Base, once: OnceCall[R]) -> None:
    """Have the ledger know that the first byte may leave; see `begin`."""
    ledger = _ledger(client)
    if once.must_begin(ledger.is_sure):
        once.begun(await ledger.begin_async(once.begin))


def _claim_key(client: _Base, call: PreparedCall[R]) -> tuple[Ledger, OnceCall[R]]:
    client._check_usable()
    settings = client._core.settings
    at_once = client._credential is not None and settings.rate_limiter is None
    asked = call.asked
    assert asked is not None  # until the call has failed
    once = OnceCall(
        settings, call.action, asked, call.response, client._clock(), at_once=at_once
    )
    call.once = once
    return _ledger(client), once


def _ledger(client: _Base) -> Ledger:
    ledger = client._core.settings.ledger
    assert ledger is not None  # or there would be no key
    return ledger
