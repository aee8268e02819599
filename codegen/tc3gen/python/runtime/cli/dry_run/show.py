"""A dry run: the request as it would be signed and sent."""

from __future__ import annotations

import json
from operator import methodcaller
from typing import Any

from ...clients.sync_client import Client
from ...errors import Tc3Error
from ...transport.base import HttpRequest
from ..calling.client import class_of, connect, site_of
from ..calling.failures import details
from ..calling.tracking import Captured
from ..catalog import Version
from ..exits import DONE, Stop
from ..interrupts import interruptible
from ..masking import MASK, is_secret, without_secrets
from ..output import errors, stderr
from ..output.json_text import for_people
from ..output.stdout import flush_output, write_text
from ..settings import CommandSettings
from .curl import curl_command
from .python_code import python_code

Record = dict[str, Any]


def dry_run(
    chosen: Version, record: Record, request: Any, settings: CommandSettings
) -> int:
    """Show the request of an action. Returns the exit code."""
    masks = not settings.flag("show_secrets")
    if settings.text("dry_run") == "python":
        write_text(python_code(chosen, record, request, settings, masks=masks))
        flush_output()
        return DONE
    found = _captured_request(
        class_of(chosen), chosen, settings, methodcaller("send", request)
    )
    body = None
    if masks and record.get("form") in (None, "get"):
        from ...serialization.wire import to_wire

        wire = to_wire(request, site=site_of(settings), validate=False)
        shown = without_secrets(wire, request)
        body = None if shown == wire else shown
    return _show_request(found, settings, masks, body)


def dry_run_of_any(
    service: str, date: str, action: str, params: Record, settings: CommandSettings
) -> int:
    """Show the request of an action without a model."""
    cls = type("AnyClient", (Client,), {"service": service, "version": date})
    found = _captured_request(cls, None, settings, methodcaller("call", action, params))
    masks = not settings.flag("show_secrets")
    shown = {k: MASK if is_secret(k) else v for k, v in params.items()}
    return _show_request(
        found, settings, masks, shown if masks and shown != params else None
    )


def _captured_request(
    cls: type[Client], chosen: Version | None, settings: CommandSettings, send: Any
) -> HttpRequest:
    """The request that a client would send."""
    stderr.show_warnings()
    try:
        with (
            interruptible(),
            connect(cls, settings, validate=False, dry=True) as connection,
        ):
            try:
                send(_Announced(connection))
            except Captured as captured:
                return captured.request
    except Tc3Error as error:
        found = details(error, chosen)
        errors.show_failure(found)
        raise Stop(found["exit_code"]) from None
    raise AssertionError("nothing was captured")


class _Announced:
    """A client that tells its transport which action is called."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def send(self, request: Any) -> Any:
        """Send a request."""
        self._connection.transport.begin(request.__action__.name)
        return self._connection.client.send(request)

    def call(self, action: str, params: Record) -> Any:
        """Call an action without a model."""
        self._connection.transport.begin(action)
        return self._connection.client.call(action, params)


def _show_request(
    request: HttpRequest, settings: CommandSettings, masks: bool, shown: Record | None
) -> int:
    """Show a request; `shown` is its body where something in it is masked."""
    headers = dict(request.headers)
    body = request.body
    hidden = shown is not None
    if masks and "X-TC-Token" in headers:
        headers["X-TC-Token"] = MASK
        hidden = True
    if shown is not None:
        body = json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()
    url = request.url + (f"?{request.query}" if request.query else "")
    kind = settings.text("dry_run")
    if kind == "curl":
        write_text(curl_command(request.method, url, headers, body))
    elif kind == "json":
        write_text(for_people(_as_json(request.method, url, headers, body)) + "\n")
    else:
        write_text(_as_http(request.method, url, headers, body))
    flush_output()
    if hidden:
        stderr.write_note(
            "Secrets are masked, so the signature does not fit; --show-secrets."
        )
    return DONE


def _as_http(method: str, url: str, headers: dict[str, str], body: bytes) -> str:
    lines = [
        f"{method} {url}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    text = _text(body)
    shown = f"<{len(body)} bytes>" if text is None else text
    return "\n".join([*lines, "", shown]) + "\n"


def _as_json(method: str, url: str, headers: dict[str, str], body: bytes) -> Record:
    text = _text(body)
    try:
        content = None if text is None else json.loads(text)
    except ValueError:
        content = text
    shown = {"base64": _base64(body)} if text is None else content
    return {"method": method, "url": url, "headers": headers, "body": shown}


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


def _base64(body: bytes) -> str:
    from base64 import b64encode

    return b64encode(body).decode()
