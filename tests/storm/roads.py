"""The roads that requests take, and the kinds of calls that are made on them."""

from __future__ import annotations

import sys
from random import Random
from typing import Literal, NamedTuple

from .server.contexts import HOST, NAME, Side
from .server.port import Port

Way = Literal["direct", "forward", "tunnel"]


class Road(NamedTuple):
    """How a client is connected with the service."""

    name: str
    way: Way
    parts: tuple[Side | str, ...]
    """What stands between the bytes and the service, the lowest first."""

    @property
    def tls(self) -> int:
        """How many layers of TLS."""
        return sum(isinstance(part, Side) for part in self.parts)

    @property
    def proxy(self) -> str:
        return "" if self.way == "direct" else self.way

    def endpoint(self, port: Port) -> str:
        own = self.parts and isinstance(self.parts[-1], Side)
        scheme = "https" if own and self.way != "forward" else "http"
        return f"{scheme}://{port.address if self.way == 'direct' else NAME}"

    def proxy_of(self, port: Port) -> str | None:
        if self.way == "direct":
            return None
        secret = bool(self.parts) and isinstance(self.parts[0], Side)
        return f"{'https' if secret else 'http'}://{port.address}"


_TO_PROXY = Side("TLSv1_3", HOST)
_ROADS = (
    Road("direct", "direct", ()),
    Road("TLS 1.2", "direct", (Side("TLSv1_2", HOST),)),
    Road("TLS 1.3", "direct", (Side("TLSv1_3", HOST),)),
    Road("forwarding proxy", "forward", ()),
    Road("forwarding proxy, TLS to it", "forward", (_TO_PROXY,)),
    Road("tunnel, TLS 1.2", "tunnel", ("tunnel", Side("TLSv1_2", NAME))),
    Road("tunnel, TLS 1.3", "tunnel", ("tunnel", Side("TLSv1_3", NAME))),
    Road(
        "tunnel, TLS to the proxy",
        "tunnel",
        (_TO_PROXY, "tunnel", Side("TLSv1_3", NAME)),
    ),
)

Extra = Literal[
    "",
    "own session",
    "passing middleware",
    "repeating middleware",
    "calling traces",
    "raising session",
    "calling interceptor",
    "calling log handler",
]
"""What a client has around it."""

SESSIONS: tuple[Extra, ...] = (
    "own session",
    "passing middleware",
    "repeating middleware",
    "calling traces",
    "raising session",
)
NESTED: tuple[Extra, ...] = ("calling interceptor", "calling log handler")
NAMES = (*(road.name for road in _ROADS), *SESSIONS, *NESTED)
"""What `--only` knows, and what the report counts by."""


class Setting(NamedTuple):
    """A road and what is around the client on it."""

    road: Road
    extra: Extra
    aio: bool

    @property
    def name(self) -> str:
        return self.extra or self.road.name


def draw(random: Random, only: str | None) -> Setting:
    """A road: each of `NAMES` is as likely as any other."""
    name = only or random.choice(NAMES)
    for extra in (*SESSIONS, *NESTED):
        if extra == name:
            road = random.choice([*_ROADS[:3], *_ROADS])
            aio = extra in SESSIONS or random.random() < 0.5
            return Setting(road if _can_go(road, aio) else _ROADS[0], extra, aio)
    road = next(road for road in _ROADS if road.name == name)
    aio = random.random() < 0.5
    return Setting(road, "", aio and _can_go(road, aio))


def _can_go(road: Road, aio: bool) -> bool:
    """False for TLS inside TLS on asyncio before Python 3.11, which has none."""
    return not aio or road.tls < 2 or sys.version_info >= (3, 11)
