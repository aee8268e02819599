"""TLS: contexts, client certificates, and explanations of failures."""

from __future__ import annotations

import ssl
from os import PathLike, fspath
from typing import TypeGuard

from ..errors import ConfigurationError
from .error_chain import causes

ClientCert = str | PathLike[str] | tuple[str | PathLike[str], ...]
"""A file with certificate and key, or (certificate, key), or (certificate, key, password)."""

_LONGEST_PATH = 1024
"""Characters; a key or a certificate in PEM form may well have more."""

_EXPIRED = 10
_OTHER_NAMES = (62, 64)
_REFUSED = (
    "BAD_CERTIFICATE",
    "UNSUPPORTED_CERTIFICATE",
    "CERTIFICATE_REVOKED",
    "CERTIFICATE_EXPIRED",
    "CERTIFICATE_UNKNOWN",
    "UNKNOWN_CA",
    "ACCESS_DENIED",
)


def tls_context(ca_file: str | None, client_cert: ClientCert | None) -> ssl.SSLContext:
    """TLS that trusts the certificates of a file and no others, or those of the system.

    Raises:
        ConfigurationError: A file cannot be read, or is not what it should be.
    """
    if ca_file is not None:
        _check_readable("ca_file", ca_file)
    try:
        context = ssl.create_default_context(cafile=ca_file)
    except (OSError, TypeError, ValueError) as error:
        reason = "it holds no certificate in PEM form"
        raise ConfigurationError(f"ca_file {ca_file!r}: {reason}") from error
    if client_cert is not None:
        _load_client_cert(context, client_cert)
    return context


def _is_path(value: object) -> TypeGuard[str | PathLike[str]]:
    return isinstance(value, (str, PathLike))


def _load_client_cert(context: ssl.SSLContext, given: ClientCert) -> None:
    files: tuple[object, ...] = given if isinstance(given, tuple) else (given,)
    if len(files) not in (1, 2, 3) or not all(_is_path(f) for f in files):
        raise ConfigurationError(
            "client_cert must be a file, or (certificate, key), or "
            "(certificate, key, password)"
        )
    names = [fspath(file) for file in files[:2]]  # type: ignore[call-overload]
    for name in names:
        _check_readable("client_cert", name)
    asked = False

    def password() -> str:  # without it, OpenSSL would ask at the terminal
        nonlocal asked
        asked = True
        return str(files[2]) if len(files) == 3 else ""

    try:
        context.load_cert_chain(names[0], names[-1], password)
    except (OSError, ValueError) as error:
        raise ConfigurationError(
            f"client_cert {names[-1]!r}: {_why(error, asked, len(files) == 3)}"
        ) from None


def _why(error: Exception, asked: bool, given: bool) -> str:
    if asked:
        return (
            "the password of the key is wrong"
            if given
            else "the key is encrypted; pass (certificate, key, password)"
        )
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return "the key is not that of the certificate"
    return "it holds no certificate with its key in PEM form"


def _check_readable(option: str, path: object) -> None:
    """Refuse what is no file that can be read; what may be a key itself is not quoted."""
    if not _is_path(path):
        kind = type(path).__name__
        raise ConfigurationError(f"{option} must be the path of a file, not {kind}")
    name = fspath(path)
    if len(name) > _LONGEST_PATH or not name.isprintable():
        raise ConfigurationError(
            f"{option} must be the path of a file, not what stands in the file"
        )
    try:
        with open(name, "rb"):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigurationError(f"{option} {name!r}: {reason}") from None


def advice(error: BaseException) -> str | None:
    """Explain a failure of TLS and what to do; None where there was none.

    In none of these cases has the service looked at the request.
    """
    for cause in causes(error):
        # aiohttp's errors are of the classes of `ssl`, but have none of their attributes.
        if getattr(cause, "verify_message", None):
            assert isinstance(cause, ssl.SSLCertVerificationError)
            return _about_server(cause)
        reason = getattr(cause, "reason", None)
        if isinstance(cause, ssl.SSLError) and isinstance(reason, str):
            told = _about_client(reason)
            if told is not None:
                return told
    return None


def _about_client(reason: str) -> str | None:
    """Explain why a server refuses the certificate of the client, or that it has none."""
    if "CERTIFICATE_REQUIRED" in reason:
        return "the server wants a client certificate: pass client_cert"
    if "HANDSHAKE_FAILURE" in reason:
        return (
            "the server refuses the TLS handshake, often for want of a client "
            "certificate: pass client_cert"
        )
    if "ALERT" in reason and any(name in reason for name in _REFUSED):
        said = reason.rpartition("ALERT_")[2].replace("_", " ").lower()
        return f"the server refuses the client certificate ({said}): see client_cert"
    return None


def _about_server(error: ssl.SSLCertVerificationError) -> str:
    said = (
        f"the server's certificate is not accepted: {error.verify_message.rstrip('.')}"
    )
    if error.verify_code == _EXPIRED:
        return f"{said}; it must be renewed, or this machine's clock is wrong"
    if error.verify_code in _OTHER_NAMES:
        return f"{said}; the endpoint must be a name that the certificate has"
    return f"{said}; if you trust the server, pass its CA as ca_file"
