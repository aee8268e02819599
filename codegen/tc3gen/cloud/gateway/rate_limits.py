"""Counting calls against the limits of the spec."""

from __future__ import annotations

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.spec.model import Action, Service

Counted = tuple[str | None, str, str, str, str | None]


class Rates:
    """Calls of each action by each account in each region, in the present second."""

    def __init__(self) -> None:
        self._second = 0
        self._counts: dict[Counted, int] = {}

    def count(
        self,
        account: str | None,
        service: Service,
        action: Action,
        region: str | None,
        now: float,
    ) -> None:
        """Count a call. Raises `ApiErrorResponse` where the second has had enough of them."""
        limit = action.rate_limit or service.rate_limit
        if limit is None:
            return
        if int(now) != self._second:
            self._second = int(now)
            self._counts.clear()
        key = (account, *service.key, action.name, region)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] > limit:
            message = f"`{action.name}` may be called {limit} times a second."
            raise ApiErrorResponse("RequestLimitExceeded", message)

    def reset(self) -> None:
        """Forget what was counted."""
        self._counts.clear()
