"""What the cloud answers instead of a result."""

from __future__ import annotations


class ApiFault(Exception):
    """A request that is answered with an error: `code` as documented, and why.

    Without a message the answer carries the spec's description of the code.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message
