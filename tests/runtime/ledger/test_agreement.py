"""The steps are written twice, in Python and in Lua: any history gives the same in both."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tc3 import RedisLedger
from tc3._core.ledger.entry import Entry, Step, StepResult
from tc3.testing import MemoryLedger

from ..support.redis_server import RedisServer

HOLDERS = ("ann", "ben")
STEPS = st.builds(
    Step,
    kind=st.just("claim"),
    key=st.just("key"),
    holder=st.sampled_from(HOLDERS),
    state=st.sampled_from(["claimed", "sending"]),
    fingerprint=st.sampled_from(["one", "other"]),
    action=st.just("ses SendEmail"),
) | st.builds(
    Step,
    kind=st.sampled_from(["begin", "renew"]),
    key=st.just("key"),
    holder=st.sampled_from(HOLDERS),
)
OUTCOMES = st.builds(
    Step,
    kind=st.just("settle"),
    key=st.just("key"),
    holder=st.sampled_from(HOLDERS),
    state=st.sampled_from(["done", "free", "uncertain"]),
    fingerprint=st.just("one"),
    action=st.just("ses SendEmail"),
    response=st.sampled_from([None, '{"A":"\u00e4"}']),
    request_id=st.sampled_from(["", "req-1"]),
    cause=st.sampled_from(["", "CallTimeout"]),
)
WORDS = st.builds(
    Step,
    kind=st.just("resolve"),
    key=st.just("key"),
    holder=st.sampled_from(["", *HOLDERS]),  # a person's, or what a check has found
    state=st.sampled_from(["done", "free"]),
)
LAPSE, FORGET = "the lease runs out", "the entry is forgotten"
TURN = "the clock is turned back"
HISTORIES = st.lists(
    STEPS | OUTCOMES | WORDS | st.sampled_from([LAPSE, FORGET, TURN]), max_size=14
)


class Pair:
    """A ledger of each kind, with one key."""

    def __init__(self, server: RedisServer) -> None:
        self.memory = MemoryLedger()
        prefix = uuid4().hex
        self.redis = RedisLedger(server.url, prefix=prefix)
        self._client = server.client()
        self._key = f"{prefix}:key"

    def lapse(self) -> None:
        self.memory.lose_holders()
        if self._client.exists(self._key):
            self._client.hset(self._key, "lease", 0)

    def turn_back(self) -> None:
        """As if it had been ahead until now."""
        day = 24 * 3600.0
        entry = self.memory._entries.get("key")
        if entry is not None:
            ahead = entry._replace(began=entry.began + day, lease=entry.lease + day)
            self.memory._entries["key"] = ahead
        if self._client.exists(self._key):
            for field in ("began", "lease"):
                self._client.hincrbyfloat(self._key, field, day)

    def forget(self) -> None:
        self.memory._entries.clear()
        self._client.delete(self._key)

    def stored(self) -> tuple[Any, Any]:
        """The entry in each, and whether it is kept for ever."""
        mine = self.memory._entries.get("key")
        fields = {
            k.decode(): v.decode() for k, v in self._client.hgetall(self._key).items()
        }
        in_memory = None if mine is None else (*_facts(mine), mine.expires is None)
        if not fields:
            return in_memory, None
        other = (
            fields["state"],
            fields["holder"],
            fields["fingerprint"],
            fields["action"],
            fields.get("response"),
            fields.get("request_id", ""),
            fields.get("cause", ""),
        )
        return in_memory, (*other, self._client.ttl(self._key) == -1)


def _facts(entry: Entry) -> tuple[Any, ...]:
    return (
        entry.state,
        entry.holder,
        entry.fingerprint,
        entry.action,
        entry.response,
        entry.request_id,
        entry.cause,
    )


def _said(result: StepResult) -> Any:
    """What a step was answered, as far as both ledgers tell."""
    if result.done or result.entry is None:
        return result.done
    return _facts(result.entry)


@pytest.mark.usefixtures("durable_redis")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_any_history(durable_redis: RedisServer, history: list[Step | str]) -> None:
    pair = Pair(durable_redis)
    try:
        for step in history:
            if step == LAPSE:
                pair.lapse()
            elif step == FORGET:
                pair.forget()
            elif step == TURN:
                pair.turn_back()
            else:
                assert isinstance(step, Step)
                said, other = pair.memory._apply(step), pair.redis._apply(step)
                assert said.done == other.done, step
                if step.kind in ("claim", "begin", "resolve"):
                    assert _said(said) == _said(other), step
            mine, theirs = pair.stored()
            assert mine == theirs, step
    finally:
        pair.redis.close()
