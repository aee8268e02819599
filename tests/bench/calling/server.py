"""A fast loopback server: nginx, with the same response to every request for an action."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

RESPONSE = (
    '{"Response":{"TaskId":8000123,"RequestId":"6d4c9bb8-6b3f-4b0b-9d2f-2c7f5a1e0001"}}'
)
_PAGE = (
    '{"Response":{"TotalCount":1000000000,"Data":[{"ReceiverId":$connection_requests}],'
    '"RequestId":"6d4c9bb8-6b3f-4b0b-9d2f-2c7f5a1e0002"}}'
)
"""Never the same one twice, or the walk would end."""
_IDENTITY = (
    '{"Response":{"VerifiedForSendingStatus":true,'
    '"RequestId":"6d4c9bb8-6b3f-4b0b-9d2f-2c7f5a1e0003"}}'
)

_SENT = (
    '{"Response":{"MessageId":"qcloudses-30-4123414323-date-20210101094334-syNARhMTbKI1",'
    '"RequestId":"6d4c9bb8-6b3f-4b0b-9d2f-2c7f5a1e0004"}}'
)

_CONFIG = """
daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  map $http_x_tc_action $response {{
    default '{response}';
    ListReceivers '{page}';
    GetEmailIdentity '{identity}';
    SendEmail '{sent}';
  }}
  keepalive_requests 1000000000;
  keepalive_timeout 1h;
  server {{
    listen 127.0.0.1:{port} backlog=1024;
    location / {{
      default_type application/json;
      return 200 $response;
    }}
  }}
}}
"""


class NoServer(Exception):
    """There is no server to call; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server, as `127.0.0.1:8080`. Raises `NoServer`."""
    with TemporaryDirectory(prefix="tc3-bench-") as name:
        folder = Path(name)
        program = _find(folder)
        port = _free_port()
        config = folder / "nginx.conf"
        config.write_text(
            _CONFIG.format(
                folder=folder,
                port=port,
                response=RESPONSE,
                page=_PAGE,
                identity=_IDENTITY,
                sent=_SENT,
            )
        )
        process = subprocess.Popen(
            [program, "-p", name, "-c", str(config), "-e", "stderr"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for the bench, which ends the server
        )
        try:
            _wait(process, port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.communicate()


def _find(folder: Path) -> str:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    return shutil.which("nginx", path=path) or _unpack(folder)


def _unpack(folder: Path) -> str:
    """Debian's nginx in a folder of its own: the system stays as it is."""
    for command in (
        ["apt-get", "download", "-q", "nginx"],
        ["sh", "-c", "dpkg -x nginx_*.deb nginx"],
    ):
        try:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoServer(
                "nginx is not installed, and could not be fetched"
            ) from error
    program = folder / "nginx/usr/sbin/nginx"
    if not program.exists():
        raise NoServer("nginx is not installed, and its package is an unknown one")
    return str(program)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Until the server takes connections."""
    end = monotonic() + 10
    while monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.02)
        else:
            return
    process.kill()
    said = process.communicate()[1].decode(errors="replace").strip()
    raise NoServer(f"nginx did not start: {said.splitlines()[-1:] or 'no message'}")
