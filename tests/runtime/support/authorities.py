"""Certificates made by the test, and servers that show them."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

import trustme

HOST = "127.0.0.1"


class Authority:
    """A certificate authority; `path` is its certificate in a file."""

    def __init__(self, folder: Path) -> None:
        self._ca = trustme.CA()
        self._folder = folder
        self.path = str(folder / f"{id(self)}-ca.pem")
        self._ca.cert_pem.write_to_path(self.path)

    def server(
        self,
        name: str = HOST,
        *,
        expired: bool = False,
        clients: Authority | None = None,
    ) -> ssl.SSLContext:
        """TLS of a server; with `clients`, one that demands their certificate."""
        end = datetime.now(timezone.utc) - timedelta(days=1) if expired else None
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._ca.issue_cert(name, not_after=end).configure_cert(context)
        if clients is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            clients._ca.configure_trust(context)
        return context

    def client(self, name: str) -> tuple[str, str]:
        """The files of a client's certificate and of its key."""
        made = self._ca.issue_cert(f"{name}@example.com")
        certificate, key = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        made.private_key_pem.write_to_path(key)
        certificate.unlink(missing_ok=True)
        for part in made.cert_chain_pems:
            part.write_to_path(certificate, append=True)
        return str(certificate), str(key)


@contextmanager
def refusing(context: ssl.SSLContext) -> Iterator[tuple[str, list[bytes]]]:
    """A server that says why it refuses a handshake, as asyncio's does not: its URL and what
    it received from those whom it did not refuse."""
    received: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            tls = context.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
            with tls:
                try:
                    tls.do_handshake()
                    received.append(tls.recv(1))
                except OSError:
                    end = socket.socket(fileno=tls.detach())
                    end.shutdown(socket.SHUT_WR)
                    while end.recv(1 << 16):  # or what was said could be lost
                        pass
                    end.close()

    with socket.create_server((HOST, 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://{HOST}:{listener.getsockname()[1]}", received
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
