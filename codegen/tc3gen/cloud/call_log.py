"""The last calls, for people who want to see what went over the wire."""

from __future__ import annotations

from collections import deque
from hashlib import sha256

from attrs import evolve, field, frozen

from tc3gen.cloud.protocol.request import Parts, ReceivedRequest

KEPT = 500
"""Number of calls that are remembered."""

BODY_KEPT = 32 * 1024
"""Bytes that are remembered of a body, and of a query: as many as one may have."""

SIZE_KEPT = 64 * 1024 * 1024
"""Bytes that are remembered of all calls together. Bodies alone stay below it; headers, of
which a request may have a megabyte, would not."""

_OVERHEAD = 1024
"""Bytes that a call takes beside its texts, and a header a tenth of them."""

NAME_KEPT = 100
"""Characters that are remembered of the name of an action, and of an account's id."""

SIGNATURE_FAILURE = "AuthFailure.SignatureFailure"


@frozen(kw_only=True)
class LoggedCall:
    """A request that was answered. It has secrets in it: `web.masking` hides them."""

    number: int
    """Counts all calls, from 1."""
    time: float
    request: ReceivedRequest = field(repr=False)
    """Its body may be cut."""
    body_size: int
    body_digest: str = field(repr=False)
    """That of the whole body, where its signature was rejected; else empty."""
    response: bytes = field(repr=False)
    """It may be cut."""
    response_size: int
    status: int
    """Of HTTP; errors of this API have 200 as well."""
    outcome: str
    """`ok`, or the code of the error."""
    seconds: float
    action: str = ""
    """As the request says, whether there is one or not; its beginning, as of the account."""
    account: str = ""
    """Id of the key that the request names."""

    @property
    def size(self) -> int:
        """About how many bytes of memory it takes."""
        request = self.request
        headers = request.headers
        return (
            _OVERHEAD
            + len(request.body)
            + len(self.response)
            + sum(map(_width, (request.query, self.action, self.account)))
            + sum(_width(n) + _width(v) + _OVERHEAD // 10 for n, v in headers.items())
        )


def _width(text: str) -> int:
    """Bytes of a text in memory: up to four a character."""
    return len(text) if text.isascii() else 4 * len(text)


class CallLog:
    """The last calls, oldest first. It costs a call next to nothing."""

    def __init__(self, kept: int = KEPT) -> None:
        """`kept` is how many calls are remembered."""
        self._calls: deque[LoggedCall] = deque()
        self._kept = kept
        self._size = 0
        self.count = 0
        """Number of calls so far, with those that are forgotten."""

    def record(
        self,
        request: ReceivedRequest,
        response: bytes,
        outcome: str,
        *,
        now: float,
        seconds: float,
        status: int = 200,
        action: str = "",
        account: str = "",
    ) -> None:
        """Remember a call that was answered."""
        body = request.body
        rejected = outcome == SIGNATURE_FAILURE
        kept = request
        if request.parts.parts:  # they are in the body, too
            kept = request = evolve(request, parts=Parts())
        if len(body) > BODY_KEPT or len(request.query) > BODY_KEPT:
            query = request.query[:BODY_KEPT]
            kept = evolve(request, body=body[:BODY_KEPT], query=query)
        self.count += 1
        call = LoggedCall(
            number=self.count,
            time=now,
            request=kept,
            body_size=len(body),
            body_digest=sha256(body).hexdigest() if rejected else "",
            response=response[:BODY_KEPT],
            response_size=len(response),
            status=status,
            outcome=outcome,
            seconds=seconds,
            action=action[:NAME_KEPT],
            account=account[:NAME_KEPT],
        )
        self._calls.append(call)
        self._size += call.size
        while len(self._calls) > self._kept or self._size > SIZE_KEPT:
            self._size -= self._calls.popleft().size

    def newest_first(self) -> list[LoggedCall]:
        """The calls that are remembered."""
        return list(self._calls)[::-1]

    def get(self, number: int) -> LoggedCall | None:
        """One call, None where it is forgotten or was never there."""
        return next((call for call in self._calls if call.number == number), None)

    def clear(self) -> None:
        """Forget all calls; numbers go on."""
        self._calls.clear()
        self._size = 0
