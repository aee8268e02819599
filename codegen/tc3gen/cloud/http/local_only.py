"""Protection of the cloud from web pages of other sites.

Any page that a browser on this machine shows can send requests here, and without asking
first: a form, an image, a script. A browser says so in `Sec-Fetch-Site` and `Origin`; and
where the page's own domain was made to lead here (DNS rebinding), in `Host`. This holds for
every path: a call that is signed with `local`/`local` is no secret.

An image that comes from an address other than `localhost`, such as that of a container, has
neither `Origin` nor `Sec-Fetch-Site`, so a browser that does not say may not call by GET.
"""

from __future__ import annotations

import ipaddress
import logging
import re
import uuid
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.responses.wire import failure

PREFIX = "/_local/"

API_DOMAIN = "tencentcloudapi.com"
"""Domain of the real service, which a client's machine may map to this one."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
_OPEN = (
    "%s is open to other machines. Whoever reaches it and knows a key can call this "
    "cloud, and without any key read its outbox, move its clock and reset it; it was "
    "made for one machine only."
)

_logger = logging.getLogger("tc3gen.cloud")

_POLICY = "Content-Security-Policy"
_NO_FRAMES = "frame-ancestors 'none'"

_NAME = re.compile(r"[A-Za-z0-9._-]{1,253}")
_SAFE = ("GET", "HEAD")
"""Methods for which a browser may send no `Origin`."""

_BROWSER = "Mozilla/"
"""The beginning of the `User-Agent` of every browser, which a page cannot change."""

_UNSAID = (
    "A browser that does not say which page a request is of may not call this cloud; what "
    "is there to be looked at is at /_local/."
)
_OTHER_SITE = "Pages of other sites may not use this cloud."


def guard(hosts: Iterable[str] = (), pages: str = PREFIX) -> Middleware:
    """A middleware that refuses requests of other sites' pages with status 403.

    The cloud must be asked for by an IP address, `localhost`, a name under it, the API's own
    domain, or one of `hosts`. `pages` begins the paths that are pages for people, to which
    links of other sites may lead.
    """
    known = frozenset(host_name(host) for host in hosts)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        reason = _refusal(request, known, pages)
        if reason is None:
            return await handler(request)
        return _refusal_response(request, reason, pages)

    return check


async def add_security_headers(
    _request: web.Request, response: web.StreamResponse
) -> None:
    """Forbid frames around a response, and other sites its use; for `on_response_prepare`.

    A response that has a policy for frames keeps it.
    """
    headers = response.headers
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    policy = headers.get(_POLICY, "")
    if "frame-ancestors" not in policy:
        headers[_POLICY] = f"{policy}; {_NO_FRAMES}" if policy else _NO_FRAMES


def is_loopback(host: str) -> bool:
    """True if only this machine can reach what listens on the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def warn_if_open(host: str) -> None:
    """Write a warning into the log where other machines can reach what listens on the host."""
    if not is_loopback(host):
        _logger.warning(_OPEN, host)


def url_of(host: str, port: int) -> str:
    """The address by which this machine reaches what listens on a host."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def host_name(host: str) -> str:
    """A host without its port, in lower case; `tccli` writes a scheme before it."""
    host = host.rpartition("://")[2]
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower().removesuffix(".")


def _refusal(request: web.Request, known: frozenset[str], pages: str) -> str | None:
    host = request.headers.get("Host", "")
    name = host_name(host)
    if not _is_here(name, known):
        named = name if _NAME.fullmatch(name) else "NAME"
        return (
            "This cloud may be asked for by an address, localhost, a name under localhost "
            f"or {API_DOMAIN}. Allow another one with `--allow-host {named}`, or with "
            "`hosts=` in Python."
        )
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        return _OTHER_SITE
    if _is_unsaid(request, pages):
        return _UNSAID
    site = request.headers.get("Sec-Fetch-Site", "none").lower()
    if site not in ("same-origin", "none") and not _is_followed_link(request, pages):
        return _OTHER_SITE
    return None


def _is_unsaid(request: web.Request, pages: str) -> bool:
    """True if a browser calls, and tells nothing about the page that has it do so."""
    headers = request.headers
    return (
        request.method in _SAFE
        and not request.path.startswith(pages)
        and "Origin" not in headers
        and "Sec-Fetch-Site" not in headers
        and headers.get("User-Agent", "").startswith(_BROWSER)
    )


def _is_followed_link(request: web.Request, pages: str) -> bool:
    """True if a person comes to a page: the links in mails lead to one.

    Nothing under the prefix changes by GET, and no other site can read or frame it.
    """
    return (
        request.method == "GET"
        and request.path.startswith(pages)
        and request.headers.get("Sec-Fetch-Mode", "").lower() == "navigate"
        and request.headers.get("Sec-Fetch-Dest", "").lower() == "document"
    )


def _refusal_response(request: web.Request, reason: str, pages: str) -> web.Response:
    """Say it as each place does: clients of the API show its message to their users."""
    if request.path.startswith(pages):
        return web.json_response({"error": reason}, status=403)
    error = ApiErrorResponse("UnauthorizedOperation", reason)
    return web.Response(
        status=403,
        body=failure(error, str(uuid.uuid4())),
        content_type="application/json",
    )


def _is_here(name: str, known: frozenset[str]) -> bool:
    if name in known or name == "localhost":
        return True
    if name.endswith((".localhost", f".{API_DOMAIN}")):
        return True
    try:
        # An address cannot be made to lead somewhere else, as a domain can.
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
