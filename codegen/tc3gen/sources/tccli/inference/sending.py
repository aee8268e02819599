"""Encodings of requests, streams of responses, hosts, and tokens of repeated requests."""

from __future__ import annotations

import re
from typing import Any

from tc3gen.sources.tccli.inference import special
from tc3gen.sources.tccli.reading.definitions import Action, Definitions, Object

Plain = dict[str, Any]

# Some tokens of this name are something else, or nothing any more.
_KNOWS_AGAIN = re.compile("幂等|重入|重复|重新创建")


def client_token(parameters: Object) -> str | None:
    """The parameter that makes it harmless to send a request again.

    One that must be given is none: there is nothing to fill in.
    """
    for member in parameters.members:
        if member.name == special.CLIENT_TOKEN and member.type == "string":
            known = _KNOWS_AGAIN.search(member.document) and not member.is_list
            return member.name if known and not member.required else None
    return None


def streams(definitions: Definitions, action: Action, params: Plain) -> bool | str:
    """True if the response may be a stream of events; the parameter that asks for one."""
    for name in special.SWITCHES:
        if params.get(name, {}).get("type") == "boolean":
            return name
    key = (definitions.service, definitions.version)
    return action.name in special.STREAMS.get(key, ())


def put_form(definitions: Definitions, found: Plain, name: str) -> None:
    """Set an action's encoding and host if they are not the usual ones."""
    key = (definitions.service, definitions.version)
    if host := special.HOSTS.get(key, {}).get(name):
        found["host"] = host
    params = found.get("params", {})
    is_file = any(field["type"] == "bytes" for field in params.values())
    octets = special.OCTETS.get(key, {}).get(name)
    if octets is not None and not is_file:
        found["form"] = "octet-stream"
        found["params"] = _in_headers(params, octets)
    elif name in special.MULTIPART.get(key, ()) and is_file:
        found["form"] = "multipart"


def _in_headers(params: Plain, octets: special.Octets) -> Plain:
    """The body, and the parameters with their headers."""
    body = {"type": "bytes", "required": True, "doc": octets.doc}
    for name, field in params.items():
        field["header"] = f"{octets.headers}{name}"
    return {**params, octets.member: body}
