"""The role of the virtual machine that the program runs on."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from ..attempt import Attempt
from ..credentials import TemporaryCredential
from ..deadline import Deadline
from ..errors import (
    CallTimeout,
    ConfigurationError,
    ConnectError,
    CredentialError,
    ResponseError,
    TransportError,
)
from ..narrowing import is_object, is_text
from ..transport.base import HttpRequest, HttpResponse
from ..transport.timeouts import Timeout
from .secrets import bare, lease_of
from .source import Asker, SendRequest, Sleep, Source, SourceUnavailable, Steps

_URL = "http://metadata.tencentyun.com"
_PATH = "/latest/meta-data/cam/security-credentials/"
_ROLE = re.compile(r"(?!\.{1,2}\Z)[\w+=,.@-]{1,128}\Z", re.ASCII)
"""Names of roles, which are a part of a path: `.` and `..` would be another one."""

_TIMEOUT = Timeout(1.0, 2.0, 3.0)


def _attempt() -> Attempt:
    connect, read, total = _TIMEOUT
    return Attempt(1, Deadline(total), connect, read)


class InstanceRole(Source):
    """The role of the virtual machine that the program runs on.

    Its metadata server is asked directly, through no proxy.

    Args:
        role: Name of the role. Without one, the server tells.
        url: Where the metadata server is.
    """

    def __init__(self, role: str | None = None, *, url: str = _URL) -> None:
        if role is not None and (not is_text(role) or not _ROLE.match(role)):
            raise ConfigurationError("role must be the name of a role")
        self._role = role
        self._url = url.rstrip("/") + _PATH

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        from ..serialization import json_codec as jsontext

        role = self._role or (yield from self._find_role())
        response = yield from self._ask(role)
        try:
            content = jsontext.loads(response.body)
        except (ValueError, RecursionError):
            content = None
        content = content if is_object(content) else {}
        code = content.get("Code")
        if response.status != 200 or code != "Success":
            # What else the response says may hold a key.
            reason = f", code {code[:80]!r}" if isinstance(code, str) else ""
            raise CredentialError(
                f"InstanceRole: no key for role {role} (HTTP {response.status}{reason})"
            )
        asker.hear(response)
        return lease_of(content, content.get("ExpiredTime"), "InstanceRole")

    def __repr__(self) -> str:
        role = vars(self).get("_role")
        return f"<InstanceRole {role}>" if role else "<InstanceRole>"

    def _find_role(self) -> Steps[str]:
        response = yield from self._ask("")
        if response.status == 404:
            raise SourceUnavailable("no role is bound to this instance")
        role = response.body[:200].decode(errors="replace").strip()
        if response.status != 200 or not _ROLE.match(role):
            raise CredentialError(
                "InstanceRole: the metadata server, or what answers in its place, names "
                f"no role (HTTP {response.status})"
            )
        return role

    def _ask(self, role: str) -> Steps[HttpResponse]:
        url = self._url + quote(role, safe="@,=")
        headers = {
            "Host": urlsplit(url).netloc,
            "Accept-Encoding": "identity",
        }
        request = HttpRequest("GET", url, headers, b"")
        pauses = [0.1, 0.4]
        while True:
            try:
                response: HttpResponse = yield SendRequest(
                    request, _attempt(), direct=True
                )
            except (TransportError, ResponseError) as error:
                failure = bare(error)
                # Elsewhere than on an instance nobody answers: that is not waited for.
                if isinstance(error, (ConnectError, CallTimeout)) or not pauses:
                    break
            else:
                if response.status < 500 or not pauses:
                    return response
            yield Sleep(pauses.pop(0))
        raise SourceUnavailable(f"no metadata server: {failure}") from failure
