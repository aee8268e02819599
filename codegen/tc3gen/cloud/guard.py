"""Keeps pages of other sites from using what lies under `/_local/`.

A browser sends requests from any page to this machine. It says in `Origin` which page that
was; and where a page's own domain has been made to lead here, in `Host`.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

PREFIX = "/_local/"

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


def guard(hosts: Iterable[str] = ()) -> Middleware:
    """A middleware that lets in who asks by an address, `localhost` or one of the names."""
    known = frozenset(host.lower() for host in hosts)

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(PREFIX):
            return await handler(request)
        refused = _refused(request, known)
        if refused is not None:
            return web.json_response({"error": refused}, status=403, headers=_HEADERS)
        response = await handler(request)
        if not response.prepared:
            for name, value in _HEADERS.items():
                response.headers.setdefault(name, value)
        return response

    return check


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on the host."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def url_of(host: str, port: int) -> str:
    """The address by which this machine reaches what listens on a host."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _refused(request: web.Request, known: frozenset[str]) -> str | None:
    host = request.headers.get("Host", "")
    if not _is_here(_name(host), known):
        return "this address is only there for localhost: see --allow-host"
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        return "pages of other sites may not use this address"
    return None


def _is_here(name: str, known: frozenset[str]) -> bool:
    if name == "localhost" or name.endswith(".localhost") or name in known:
        return True
    try:
        # An address cannot be made to lead somewhere else, as a domain can.
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _name(host: str) -> str:
    """The host without its port, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()
