"""Counting calls against the limits of the spec."""

from __future__ import annotations

from tc3gen.cloud.faults import ApiFault
from tc3gen.spec.vocabulary import Action, Service

Counted = tuple[str | None, str, str, str]


class Rates:
    """How often each account has called each action in the present second."""

    def __init__(self) -> None:
        self._second = 0
        self._counts: dict[Counted, int] = {}

    def count(
        self, account: str | None, service: Service, action: Action, now: float
    ) -> None:
        """Count a call. Raises `ApiFault` where the second has had enough of them."""
        limit = action.rate_limit or service.rate_limit
        if limit is None:
            return
        if int(now) != self._second:
            self._second = int(now)
            self._counts.clear()
        key = (account, *service.key, action.name)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] > limit:
            message = f"`{action.name}` may be called {limit} times a second."
            raise ApiFault("RequestLimitExceeded", message)

    def reset(self) -> None:
        """Forget what was counted."""
        self._counts.clear()
