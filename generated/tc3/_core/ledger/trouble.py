"""The failure of a store that cannot be reached."""

from __future__ import annotations


class Unreachable(Exception):
    """A ledger's store did not do a step, or did not say that it did. Has no secrets."""
