"""What goes wrong with one arrival at the server, and how it is drawn.

An arrival is a request, or a connection on which none comes to be. A fault says what the
response is, and where what breaks it off: at which byte of which stage.
"""

from __future__ import annotations

from random import Random
from typing import Literal, NamedTuple, TypeVar

_T = TypeVar("_T")

Stage = Literal[
    "never", "accept", "handshake", "connect", "request", "response", "after"
]
"""When the deed is done. `connect` is the talk with a proxy about a tunnel, `after` is when
all of the response has been written."""

Deed = Literal[
    "close",
    "reset",
    "half-close",
    "silence",
    "drip",
    "farewell",
    "alert",
    "bare alert",
    "demand",
    "early",
]
"""What is done. A `farewell` is a close that TLS announces, a `bare alert` one that is not
encrypted, `demand` asks for a client's certificate, `early` answers before the request has
been read."""

ALERTS = (40, 42, 45, 46, 48, 49, 80, 116)
"""handshake_failure, bad_certificate, certificate_expired, certificate_unknown, unknown_ca,
access_denied, internal_error, certificate_required."""

REFUSALS = ("throttled", "unavailable", "clock", "invalid")
"""Responses which prove that the service did nothing."""

PROXY_REFUSAL = "407"

_RESPONSES = (
    *["good"] * 9,
    *["throttled"] * 4,
    *["unavailable", "clock", "invalid"],
    *["internal"] * 2,
    *["500", "502", "503", "html", "empty", "null"],
    *["twin lengths", "short length", "long length", "bad chunk"],
    *["crooked"] * 2,
)
_STAGES: dict[Stage, int] = {
    "never": 6,
    "accept": 1,
    "request": 5,
    "response": 5,
    "after": 3,
}
"""How often each is drawn; those of TLS and proxies come to it."""
_INTERIMS = ("100 Continue", "102 Processing", "103 Early Hints")


class Fault(NamedTuple):
    """What one arrival meets."""

    response: str = "good"
    stage: Stage = "never"
    deed: Deed = "close"
    share: float = 1.0
    """At which part of the stage's bytes..."""
    nudge: int = 0
    """... and how many bytes from there."""
    alert: int = 40
    stays: bool = False
    """Whether the connection stays open behind an alert or an early response; of a silence,
    whether reading stops, so that the client cannot write on."""
    layer: int = 0
    """Which TLS it is about, where there are two: 0 is that of the proxy."""
    flight: int = 0
    """Of the handshake: the server's first words or its last."""
    interims: tuple[str, ...] = ()
    """Status lines ahead of the final response."""
    behind: str = ""
    """What follows the response and belongs to nothing."""
    framing: Literal["length", "chunked", "close"] = "length"
    pieces: int = 1
    """In how many writes the response leaves."""
    crooked: int = 0
    """Which of the responses that break HTTP."""

    def position(self, total: int) -> int:
        """The byte of the stage, which has so many, before which the deed is done."""
        return min(max(round(self.share * total) + self.nudge, 0), total)

    def __str__(self) -> str:
        parts = [*self.interims, self.response]
        if self.framing != "length":
            parts.append(self.framing)
        if self.behind:
            parts.append(f"+{self.behind}")
        if self.stage != "never":
            alert = f" {self.alert}" if "alert" in self.deed else ""
            where = f"{self.share:.2f}{self.nudge:+d}"
            parts.append(f"[{self.deed}{alert} at {self.stage} {where}]")
        return " ".join(parts)


FINE = Fault()


def draw(random: Random, *, tls: int, proxy: str) -> Fault:
    """A fault for a road with so many layers of TLS and such a proxy, if any."""
    if random.random() < 0.15:
        return FINE
    stage, deed = _deed(random, tls, proxy)
    share, nudge = _place(random)
    return Fault(
        response=_response(random, stage, proxy),
        stage=stage,
        deed=deed,
        share=share,
        nudge=nudge,
        alert=random.choice(ALERTS),
        stays=random.random() < 0.3,
        layer=random.randrange(max(tls, 1)),
        flight=random.randrange(2),
        interims=_interims(random),
        behind=random.choice(["", "", "", "", "forged", "throttled", "x"]),
        framing=random.choice(["length", "length", "length", "chunked", "close"]),
        pieces=random.choice([1, 1, 1, 2, 5]),
        crooked=random.randrange(1000),
    )


def _deed(random: Random, tls: int, proxy: str) -> tuple[Stage, Deed]:
    stages = dict(_STAGES)
    if tls:
        stages["handshake"] = 2
    if proxy == "tunnel":
        stages["connect"] = 2
    stage = _one(random, stages)
    deeds: dict[Deed, int] = {"close": 2, "reset": 1, "half-close": 1, "silence": 1}
    if stage == "response":
        deeds["drip"] = 1
    if stage == "request":
        deeds["early"] = 1
    if tls and stage != "accept":
        deeds["bare alert"] = 2
    if tls and stage in ("request", "response", "after"):
        deeds.update({"alert": 3, "farewell": 1})
    if stage == "handshake":
        deeds["demand"] = 1
    return stage, _one(random, deeds)


def _one(random: Random, often: dict[_T, int]) -> _T:
    return random.choices(list(often), list(often.values()))[0]


def _place(random: Random) -> tuple[float, int]:
    """Anywhere, or within a few bytes of the begin or the end."""
    edge = random.randrange(5)
    if edge == 0:
        return 0.0, random.choice([0, 0, 1, 2, 20])
    if edge == 1:
        return 1.0, random.choice([0, -1, -2, -20])
    if edge == 2:
        return 1.0, 0
    return round(random.random(), 4), 0


def _response(random: Random, stage: Stage, proxy: str) -> str:
    if stage == "connect":
        return random.choice(["good", "good", "407", "502", "403", "crooked"])
    if proxy == "forward" and random.random() < 0.06:
        return PROXY_REFUSAL
    return random.choice(_RESPONSES)


def _interims(random: Random) -> tuple[str, ...]:
    if random.random() < 0.85:
        return ()
    return tuple(random.choice(_INTERIMS) for _ in range(random.choice([1, 1, 1, 3])))
