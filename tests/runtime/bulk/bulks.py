"""Rows to upload, and what arrived of them."""

from __future__ import annotations

from ..support.servers import Server

MOST = 20_000
"""Rows of the largest request."""


def addresses(count: int, first: int = 0) -> list[str]:
    return [f"{number}@example.com" for number in range(first, first + count)]


def arrived(server: Server) -> list[list[str]]:
    return [request.params["Emails"] for request in server.requests]
