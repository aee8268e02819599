"""Temporary keys as responses hold them, and errors without what they must not show."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeGuard, TypeVar

from ..credentials import Credential, TemporaryCredential
from ..errors import (
    ApiError,
    ConfigurationError,
    CredentialError,
    ResponseError,
    Tc3Error,
)
from ..narrowing import is_number, is_object

Secret = str | os.PathLike[str] | Callable[[], str | Awaitable[str]]
"""A text, the file that it is in, or a function that returns it."""

E = TypeVar("E", bound=Tc3Error)


def lease_of(values: Any, expires: Any, who: object) -> TemporaryCredential:
    """The temporary key in a response."""
    if not is_object(values) or not is_number(expires):
        raise CredentialError(f"{who}: the response holds no temporary key")
    parts = (values.get(name) for name in ("TmpSecretId", "TmpSecretKey", "Token"))
    try:
        # A temporary key always has a token; None would pass for a permanent one.
        credential = Credential(*("" if part is None else part for part in parts))
    except ConfigurationError as error:
        raise CredentialError(f"{who}: {error}") from None
    return TemporaryCredential(credential, expires)


def bare(error: E, secrets: Iterable[str] = ()) -> E:
    """An error without the body of the response, echoes of secrets, and the frames of
    libraries, whose variables hold requests."""
    if isinstance(error, ResponseError):
        error.body = ""
    if isinstance(error, ApiError):
        for secret in secrets:
            error.message = error.message.replace(secret, "***")
        error.args = (error.code, error.message)
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def _is_path(value: object) -> TypeGuard[os.PathLike[str]]:
    return isinstance(value, os.PathLike)


def getter(name: str, value: Secret) -> Callable[[], Any]:
    """A function that gives a text which no attribute shows."""
    if isinstance(value, str):
        return lambda: value
    if _is_path(value):
        path = os.fspath(value)
        return lambda: _read_file(name, path)
    if not callable(value):
        raise ConfigurationError(
            f"{name} must be a text, the path of a file or a function"
        )
    return value


def check_secret(text: object, name: str) -> str:
    """A text as it was given, without line breaks."""
    word = "".join(text.split()) if isinstance(text, str) else ""
    if not word or not word.isascii() or not word.isprintable():
        raise CredentialError(f"{name} is empty, or is no printable ASCII text")
    return word


def _read_file(name: str, path: str) -> str:
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is no text"
    raise CredentialError(f"the {name} in {path} cannot be read: {reason}")
