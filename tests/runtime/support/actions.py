"""One action of each kind, called through a client of either kind."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any

from .driver import Either


def send(client: Either) -> Coroutine[Any, Any, Any]:
    """An action that must not be repeated."""
    return client.send_email(from_email_address="a@example.com", subject="Hello")


def look(client: Either) -> Coroutine[Any, Any, Any]:
    """An action that may be repeated."""
    return client.list_email_identities()
