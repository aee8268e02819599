"""The servers' certificates and settings of TLS, made once a process."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import NamedTuple

import trustme

from .alerts import KeyLog, Watched

HOST = "127.0.0.1"
NAME = "service.test"
"""What the service is called behind a proxy."""

_CIPHERS = "ECDHE+AESGCM"
"""Of TLS 1.2: those whose records can be made by hand."""


class Side(NamedTuple):
    """A server's side of TLS: its version and its name."""

    version: str
    name: str


class Contexts:
    """Settings by version of TLS, name, and whether a client's certificate is demanded."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self._ca_file = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self._ca_file))
        self._log = KeyLog(folder / "keys.log")
        self._made: dict[tuple[Side, bool], ssl.SSLContext] = {}

    @property
    def ca_file(self) -> str:
        return str(self._ca_file)

    def watched(self) -> Watched:
        return Watched(self._log)

    def of(self, side: Side, demands: bool) -> ssl.SSLContext:
        """The settings of a server; one that demands a client's certificate, if so."""
        key = (side, demands)
        if key not in self._made:
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._authority.issue_cert(side.name).configure_cert(made)
            if demands:
                made.verify_mode = ssl.CERT_REQUIRED
                self._authority.configure_trust(made)
            made.minimum_version = made.maximum_version = ssl.TLSVersion[side.version]
            if side.version == "TLSv1_2":
                made.set_ciphers(_CIPHERS)
            made.keylog_filename = self._log.path
            self._made[key] = made
        return self._made[key]

    def trusting(self) -> ssl.SSLContext:
        """What a session of the user trusts."""
        return ssl.create_default_context(cafile=self.ca_file)
