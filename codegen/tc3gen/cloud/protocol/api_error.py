"""The error that the cloud returns instead of a result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ApiErrorResponse(Exception):
    """A request that is answered with an error: `code` as documented, and why.

    Without a message the response carries the spec's description of the code.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


@contextmanager
def storable_values() -> Iterator[None]:
    """Answer with an error where a parameter has a value that no database can hold.

    Raises:
        ApiErrorResponse: a text is not valid Unicode, or a number has more than 64 bits.
    """
    try:
        yield
    except (UnicodeEncodeError, OverflowError):
        message = "A text is not valid Unicode, or a number has more than 64 bits."
        raise ApiErrorResponse("InvalidParameterValue", message) from None
