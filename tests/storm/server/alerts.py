"""Alerts of TLS, encrypted by hand: Python's ssl sends none that it is told to.

The keys come from the key log that OpenSSL writes. RFC 8446 and RFC 5246 say how a record
is encrypted; only AES-GCM is spoken here, which the servers insist on.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ALERT, APPLICATION_DATA, CHANGE_CIPHER_SPEC = 21, 23, 20
_RANDOM = slice(11, 43)
"""Where a hello has its random, with the heads of record and handshake before it."""


def bare(code: int) -> bytes:
    """The record of a fatal alert that is not encrypted."""
    return struct.pack("!BHHBB", ALERT, 0x0303, 2, 2, code)


class KeyLog:
    """The secrets of the connections of a process, by the random of their clients."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.touch()
        self._read = 0
        self._secrets: dict[tuple[str, str], bytes] = {}

    @property
    def path(self) -> str:
        return str(self._path)

    def secret(self, label: str, client_random: bytes) -> bytes | None:
        with self._path.open() as file:
            file.seek(self._read)
            for line in file:
                name, _, rest = line.partition(" ")
                if name in ("SERVER_TRAFFIC_SECRET_0", "CLIENT_RANDOM"):
                    random, secret = rest.split()
                    self._secrets[name, random] = bytes.fromhex(secret)
            self._read = file.tell()
        return self._secrets.pop((label, client_random.hex()), None)


class Watched:
    """What must be known of a connection to say something on it as its server."""

    def __init__(self, log: KeyLog) -> None:
        self._log = log
        self._client = b""
        self._server = b""
        self._pending = b""
        self._changed = False
        self._behind_handshake = 0
        """Records under the keys of the application's data, as TLS 1.3 counts them."""
        self._behind_change = 0
        """The same, as TLS 1.2 does."""

    def received(self, data: bytes) -> None:
        if len(self._client) < _RANDOM.stop:
            self._client += data[: _RANDOM.stop]

    def sends(self, data: bytes, shaken: bool) -> None:
        """Notes records that leave, written by a handshake that is over, or is not."""
        if len(self._server) < _RANDOM.stop:
            self._server += data[: _RANDOM.stop]
        self._pending += data
        while len(self._pending) >= 5:
            kind, _, length = struct.unpack("!BHH", self._pending[:5])
            if len(self._pending) < 5 + length:
                return
            self._pending = self._pending[5 + length :]
            self._behind_handshake += shaken and kind == APPLICATION_DATA
            self._behind_change += self._changed
            self._changed |= kind == CHANGE_CIPHER_SPEC

    def alert(self, code: int, version: str | None, cipher: str) -> bytes | None:
        """The record of a fatal alert; None where the keys are not known."""
        label = "SERVER_TRAFFIC_SECRET_0" if version == "TLSv1.3" else "CLIENT_RANDOM"
        secret = self._log.secret(label, self._client[_RANDOM])
        if secret is None:
            return None
        digest = "sha384" if "SHA384" in cipher else "sha256"
        size = 32 if "256_GCM" in cipher or "256-GCM" in cipher else 16
        if version == "TLSv1.3":
            return _alert_13(code, secret, digest, size, self._behind_handshake)
        randoms = self._server[_RANDOM] + self._client[_RANDOM]
        return _alert_12(code, secret, randoms, digest, size, self._behind_change)


def _alert_13(code: int, secret: bytes, digest: str, size: int, count: int) -> bytes:
    key = _expand_label(secret, b"key", size, digest)
    start = _expand_label(secret, b"iv", 12, digest)
    number = count.to_bytes(12, "big")
    nonce = bytes(a ^ b for a, b in zip(start, number, strict=True))
    header = struct.pack("!BHH", APPLICATION_DATA, 0x0303, 3 + 16)
    return header + AESGCM(key).encrypt(nonce, bytes([2, code, ALERT]), header)


def _expand_label(secret: bytes, label: bytes, length: int, digest: str) -> bytes:
    label = b"tls13 " + label
    info = struct.pack("!HB", length, len(label)) + label + b"\x00\x01"
    return hmac.digest(secret, info, digest)[:length]


def _alert_12(
    code: int, secret: bytes, randoms: bytes, digest: str, size: int, count: int
) -> bytes:
    block = _prf(secret, b"key expansion" + randoms, 2 * size + 8, digest)
    key, start = block[size : 2 * size], block[2 * size + 4 : 2 * size + 8]
    number = count.to_bytes(8, "big")
    known = number + struct.pack("!BHH", ALERT, 0x0303, 2)
    sealed = AESGCM(key).encrypt(start + number, bytes([2, code]), known)
    return struct.pack("!BHH", ALERT, 0x0303, 8 + len(sealed)) + number + sealed


def _prf(secret: bytes, seed: bytes, length: int, digest: str) -> bytes:
    """The pseudo-random function of TLS 1.2."""
    made, link = b"", seed
    while len(made) < length:
        link = hmac.digest(secret, link, getattr(hashlib, digest))
        made += hmac.digest(secret, link + seed, getattr(hashlib, digest))
    return made[:length]
