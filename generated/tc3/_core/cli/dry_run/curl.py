"""A request as a command for curl, which a shell takes as it is."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

_ITS_OWN = ("Content-Length",)


def curl_command(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """The command, one option a line. Bytes that are not text go through base64."""
    options = ["curl --silent --show-error", f"  --request {method}"]
    for name, value in headers.items():
        if name not in _ITS_OWN:
            options.append(f"  --header {shlex.quote(f'{name}: {value}')}")
    before = ""
    if body:
        text = _text(body)
        if text is None:
            from base64 import b64encode

            before = f"printf %s {b64encode(body).decode()} | base64 -d | "
            options.append("  --data-binary @-")
        else:
            # With --data-raw an @ at the beginning is not the name of a file.
            options.append(f"  --data-raw {shlex.quote(text)}")
    options.append(f"  {shlex.quote(url)}")
    return before + " \\\n".join(options) + "\n"


def _text(body: bytes) -> str | None:
    """The body as text, unless a shell could not hold it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text or "\r" in text else text
