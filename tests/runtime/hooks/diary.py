"""What the tests of interceptors share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tc3 import (
    AttemptContext,
    CallContext,
    Interceptor,
)

MAIL = {"from_email_address": "a@example.com", "subject": "Hello"}


class Diary(Interceptor):
    """Notes what happens, under a name."""

    def __init__(self, name: str = "", lines: list[str] | None = None) -> None:
        self.name = name
        self.lines = [] if lines is None else lines
        self.calls: list[CallContext] = []
        self.attempts: list[AttemptContext] = []

    @contextmanager
    def around_call(self, call: CallContext) -> Iterator[None]:
        self.calls.append(call)
        with self._noted("call"):
            yield

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
        self.attempts.append(attempt)
        with self._noted(f"attempt {attempt.number}"):
            yield

    @contextmanager
    def _noted(self, what: str) -> Iterator[None]:
        self.lines.append(f"{self.name}{what} begins")
        try:
            yield
        except BaseException as error:
            self.lines.append(f"{self.name}{what}: {type(error).__name__}")
            raise
        self.lines.append(f"{self.name}{what}: ok")


class Wrap(Interceptor):
    """Surrounds what it is told to by one context manager."""

    def __init__(self, call: Any = None, attempt: Any = None) -> None:
        self._call, self._attempt = call, attempt

    def around_call(self, call: CallContext) -> Any:
        return self._call(call) if self._call else super().around_call(call)

    def around_attempt(self, attempt: AttemptContext) -> Any:
        return self._attempt(attempt) if self._attempt else nothing()


@contextmanager
def nothing() -> Iterator[None]:
    yield


@contextmanager
def swallowing(_: object) -> Iterator[None]:
    with suppress(BaseException):
        yield
