"""The randomness of requests, in one place for tests to replace."""

from __future__ import annotations

from secrets import randbelow, token_hex


def boundary() -> str:
    """Make the boundary between the parts of a body. It is signed in lower case, so it is that."""
    return token_hex(16)


def nonce() -> int:
    """A number that no other request of the second has."""
    return randbelow(2**31 - 1) + 1
