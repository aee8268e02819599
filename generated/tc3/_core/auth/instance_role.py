"""The role of the virtual machine that the program runs on."""

from __future__ import annotations

import re
from urllib.parse import quote

from .credentials import Lease
from .errors import (
    ConfigurationError,
    CredentialError,
    ResponseError,
    TransportError,
)
from .http import HttpAnswer, HttpRequest, Timeout
from .keys import bare, lease_of
from .sites import Site
from .sources import Ask, NotHere, Pause, Source, Steps

_URL = "http://metadata.tencentyun.com"
_PATH = "/latest/meta-data/cam/security-credentials/"
_ROLE = re.compile(r"[\w+=,.@-]{1,128}\Z", re.ASCII)
_TIMEOUT = Timeout(1.0, 2.0, 3.0)


class InstanceRole(Source):
    """The role of the virtual machine that the program runs on.

    Its metadata server is asked directly, through no proxy.

    Args:
        role: Name of the role. Without one, the server tells.
        url: Where the metadata server is.
    """

    def __init__(self, role: str | None = None, *, url: str = _URL) -> None:
        if role is not None and (not isinstance(role, str) or not _ROLE.match(role)):
            raise ConfigurationError(f"{role!r} is not the name of a role")
        self._role = role
        self._url = url.rstrip("/") + _PATH

    def fetch(self, site: Site) -> Steps[Lease]:
        from . import jsontext

        role = self._role or (yield from self._find_role())
        answer = yield from self._ask(role)
        try:
            content = jsontext.loads(answer.body)
        except (ValueError, RecursionError):
            content = {}
        code = content.get("Code") if isinstance(content, dict) else None
        if answer.status != 200 or code != "Success":
            # What else the answer says may hold a key.
            reason = f", code {code[:80]!r}" if isinstance(code, str) else ""
            raise CredentialError(
                f"InstanceRole: no key for role {role} (HTTP {answer.status}{reason})"
            )
        return lease_of(content, content.get("ExpiredTime"), "InstanceRole")

    def __repr__(self) -> str:
        return f"<InstanceRole {self._role}>" if self._role else "<InstanceRole>"

    def _find_role(self) -> Steps[str]:
        answer = yield from self._ask("")
        if answer.status == 404:
            raise NotHere("no role is bound to this instance")
        role = answer.body[:200].decode(errors="replace").strip()
        if answer.status != 200 or not _ROLE.match(role):
            raise CredentialError(
                "InstanceRole: the metadata server, or what answers in its place, names "
                f"no role (HTTP {answer.status})"
            )
        return role

    def _ask(self, role: str) -> Steps[HttpAnswer]:
        url = self._url + quote(role, safe="@,=")
        request = HttpRequest("GET", url, {"Accept-Encoding": "identity"}, b"")
        pauses = [0.1, 0.4]
        while True:
            try:
                answer: HttpAnswer = yield Ask(request, _TIMEOUT, direct=True)
            except (TransportError, ResponseError) as error:
                failure = bare(error)
                break
            if answer.status < 500 or not pauses:
                return answer
            yield Pause(pauses.pop(0))
        raise NotHere(f"no metadata server: {failure}") from failure
