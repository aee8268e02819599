"""Mail over SMTP: `relay` hands on what goes out, `listener` takes what comes in."""

from __future__ import annotations

import os
import socket

LOOPBACK = "127.0.0.1"

Address = tuple[str, int]
"""A host and a port."""


class SmtpError(Exception):
    """Mail cannot be taken over SMTP; the message says why and what to do."""


def port_problem(error: OSError) -> str:
    """Why a port cannot be had, in the words of the system."""
    if isinstance(error, socket.gaierror) or not error.errno:
        return error.strerror or str(error)
    return os.strerror(error.errno)  # asyncio puts it into a longer sentence


def parse_address(text: str, *, default_host: str | None = None) -> Address:
    """The address in `HOST:PORT`, or in `PORT` where there is a default for the host.

    An IPv6 host stands in brackets. Raises `ValueError` for anything else.
    """
    host, colon, port = text.rpartition(":")
    if not colon and default_host is not None:
        host = default_host
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        host = ""
    if not (host.isprintable() and host.strip() == host != ""):
        raise ValueError("an address is HOST:PORT")
    if not (port.isascii() and port.isdecimal() and int(port) < 65536):
        raise ValueError("a port is a number up to 65535")
    return host, int(port)
