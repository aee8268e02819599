"""When a request is sent again, and how long that takes."""

from __future__ import annotations

import math
from typing import Any

import pytest

import tc3._core.clock
from tc3 import RetryPolicy, errors
from tc3._core.calls.attempts import Attempts
from tc3._core.errors import nearest_class
from tc3._core.retry import may_retry
from tc3.ses import SesClient
from tc3.ses.errors import CODES

from ..support.actions import look, send
from ..support.driver import KEY, Driver
from ..support.servers import Server, fails, hang_up, ok, reply


def api(code: str, status: int = 200) -> errors.ApiError:
    return nearest_class(code, CODES)(code, status=status)


# Error, whether an action that must not be repeated is sent again, whether one that may be.
MAY = [
    (errors.ConnectError("refused"), True, True),
    (errors.CallTimeout("connecting", sent=False), True, True),
    (errors.CallTimeout("reading"), False, True),
    (errors.TransportError("reset"), False, True),
    (errors.ResponseError("no JSON", status=200), False, False),
    (errors.ResponseError("a redirect", status=307), False, False),
    (errors.ResponseError("not found", status=404), False, False),
    (errors.ResponseError("bad gateway", status=502), False, True),
    (errors.ResponseError("too large"), False, False),
    (api("RequestLimitExceeded"), True, True),
    (api("RequestLimitExceeded.UinLimitExceeded"), True, True),
    (api("RequestLimitExceeded.CreateDomainLimit"), False, False),
    (api("FailedOperation.ServiceNotAvailable"), True, True),
    (api("InternalError"), False, True),
    (api("InternalError.Unheard"), False, False),
    (api("ServiceUnavailable"), False, True),
    (api("LimitExceeded"), False, False),
    (api("AuthFailure.SignatureExpire"), False, False),
    (api("Unheard.Of", status=500), False, False),
    (errors.ValidationError("a", "is required"), False, False),
    (errors.ConfigurationError("no region"), False, False),
    (errors.Tc3Error("something else"), False, False),
]


@pytest.mark.parametrize(("error", "any_action", "repeatable"), MAY, ids=repr)
def test_may_retry(error: errors.Tc3Error, any_action: bool, repeatable: bool) -> None:
    assert may_retry(error, repeatable=False) is any_action
    assert may_retry(error, repeatable=True) is repeatable


@pytest.mark.parametrize(
    ("attempt", "ceiling"),
    [(1, 0.2), (2, 0.4), (3, 0.8), (4, 1.6), (7, 10.0), (99, 10.0), (10**6, 10.0)],
)
@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_wait_is_a_random_share_of_a_growing_ceiling(
    attempt: int, ceiling: float, share: float
) -> None:
    policy = RetryPolicy(10**9, random=lambda: share)
    wait = policy.wait(errors.ConnectError("no"), attempt=attempt, repeatable=False)
    assert wait == pytest.approx(ceiling * share)


def test_waits_of_two_clients_differ() -> None:
    policy = RetryPolicy()
    waits = {
        policy.wait(errors.ConnectError("no"), attempt=1, repeatable=False)
        for _ in range(20)
    }
    assert len(waits) > 15
    assert all(wait is not None and 0 <= wait <= 0.2 for wait in waits)


def test_gives_up_after_the_last_attempt() -> None:
    policy = RetryPolicy(3, random=lambda: 1.0)
    error = errors.ConnectError("no")
    waits = [policy.wait(error, attempt=n, repeatable=True) for n in (1, 2, 3, 4)]
    assert waits == [0.2, 0.4, None, None]


@pytest.mark.parametrize(
    "options",
    [
        {"attempts": 0},
        {"attempts": -1},
        {"attempts": 2.5},
        {"attempts": "3"},
        {"base": "1"},
        {"base": -0.1},
        {"base": math.nan},
        {"cap": -1},
        {"cap": math.nan},
    ],
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(errors.ConfigurationError):
        RetryPolicy(**options)


def test_repr() -> None:
    assert repr(RetryPolicy(2, base=1, cap=5)) == "RetryPolicy(2, base=1, cap=5)"


class Clock:
    """A clock that the test moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(tc3._core.clock, "monotonic", lambda: self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def attempts(**options: Any) -> Attempts:
    with SesClient(KEY, **options) as client:
        core = client._core
        return core.attempts(core.prepare_raw("Any", {}, True))


def test_attempts_share_the_deadline(clock: Clock) -> None:
    policy = RetryPolicy(9, random=lambda: 1.0)
    tries = attempts(timeout=10, retry=policy)
    first = tries.begin()
    assert first.deadline.left() == 10
    clock.now += 7
    assert tries.wait(errors.TransportError("reset")) == 0.2
    clock.now += 0.2
    second = tries.begin()
    assert second.deadline.left() == pytest.approx(2.8)
    assert (second.number, second.connect, second.read) == (2, 5.0, 10)


def test_none_begins_after_the_deadline(clock: Clock) -> None:
    tries = attempts(timeout=10)
    clock.now += 10
    with pytest.raises(errors.CallTimeout) as caught:
        tries.begin()
    assert caught.value.sent is False


def test_no_wait_goes_beyond_the_deadline(clock: Clock) -> None:
    tries = attempts(timeout=10, retry=RetryPolicy(9, random=lambda: 1.0))
    error = errors.TransportError("reset")
    tries.begin()
    clock.now += 9.9
    assert tries.wait(error) is None
    assert error.attempts == 1


def test_error_tells_how_often_it_was_tried(clock: Clock) -> None:
    tries = attempts()
    for number in (1, 2, 3):
        tries.begin()
        error = errors.ConnectError("no")
        tries.wait(error)
        assert error.attempts == number


async def test_waits_between_attempts(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client waits as the policy chose, and not after the last attempt."""
    waits: list[float] = []

    async def sleep_async(seconds: float) -> None:
        waits.append(seconds)

    server.plays(reply(b"", 500))
    policy = RetryPolicy(3, base=1, random=lambda: 0.5)
    async with driver.client(server.url, retry=policy) as client:
        sleep = sleep_async if driver.is_async else waits.append
        monkeypatch.setattr(type(client.client), "_sleep", staticmethod(sleep))
        with pytest.raises(errors.ResponseError):
            await look(client)
    assert waits == [0.5, 1.0]
    assert len(server.requests) == 3


async def test_throttled_then_ok(driver: Driver, server: Server) -> None:
    """The first failure is forgotten: two requests, and no third one."""
    server.plays(fails("RequestLimitExceeded"), ok(MessageId="m"), hang_up)
    async with driver.client(server.url) as client:
        assert (await send(client)).message_id == "m"
    assert len(server.requests) == 2
