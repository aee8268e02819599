"""The last calls, for people who want to see what went over the wire."""

from __future__ import annotations

from collections import deque
from hashlib import sha256

from attrs import evolve, field, frozen

from tc3gen.cloud.requests import Request

KEPT = 500
"""How many calls are remembered."""

BODY_KEPT = 32 * 1024
"""Bytes that are remembered of a body; with `KEPT`, this bounds the memory used."""

SIGNATURE_FAILURE = "AuthFailure.SignatureFailure"


@frozen(kw_only=True)
class LoggedCall:
    """A request that was answered. It has secrets in it: `web.masking` hides them."""

    number: int
    """Counts all calls, from 1."""
    time: float
    request: Request = field(repr=False)
    """Its body may be cut."""
    body_size: int
    body_digest: str = field(repr=False)
    """That of the whole body, where its signature was rejected; else empty."""
    answer: bytes = field(repr=False)
    """It may be cut."""
    answer_size: int
    status: int
    """Of HTTP; errors of this API have 200 as well."""
    outcome: str
    """`ok`, or the code of the error."""
    seconds: float


class CallLog:
    """The last calls, oldest first. It costs a call next to nothing."""

    def __init__(self, kept: int = KEPT) -> None:
        """`kept` is how many calls are remembered."""
        self._calls: deque[LoggedCall] = deque(maxlen=kept)
        self.count = 0
        """How many calls there were, with those that are forgotten."""

    def record(
        self,
        request: Request,
        answer: bytes,
        outcome: str,
        *,
        now: float,
        seconds: float,
        status: int = 200,
    ) -> None:
        """Remember a call that was answered."""
        body = request.body
        rejected = outcome == SIGNATURE_FAILURE
        kept = request
        if len(body) > BODY_KEPT:
            kept = evolve(request, body=body[:BODY_KEPT])
        self.count += 1
        self._calls.append(
            LoggedCall(
                number=self.count,
                time=now,
                request=kept,
                body_size=len(body),
                body_digest=sha256(body).hexdigest() if rejected else "",
                answer=answer[:BODY_KEPT],
                answer_size=len(answer),
                status=status,
                outcome=outcome,
                seconds=seconds,
            )
        )

    def newest_first(self) -> list[LoggedCall]:
        """What is remembered."""
        return list(self._calls)[::-1]

    def get(self, number: int) -> LoggedCall | None:
        """One call, None where it is forgotten or was never there."""
        return next((call for call in self._calls if call.number == number), None)

    def clear(self) -> None:
        """Forget all calls; numbers go on."""
        self._calls.clear()
