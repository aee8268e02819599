"""Headers that users add to requests: those of a client, and those of interceptors."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from ..errors import ConfigurationError
from ..narrowing import is_mapping

_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_VALUE = re.compile(r"[\x20-\x7e]*\Z")
_CLIENT = re.compile(r"[A-Za-z0-9_ ,;.-]{1,128}\Z")
"""As the official SDKs have it."""

_FRAMING = frozenset(
    (
        "connection",
        "content-encoding",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers that say how a message travels, as all do that begin with `proxy-`.

Another one would split or smuggle requests."""

_FIXED = frozenset(("accept-encoding", "authorization", "content-type", "cookie"))
"""Headers on which the signature and the reading of responses depend, as on all that begin
with `x-tc-`; and one that makes requests depend on each other."""

_WHY = "it is the SDK's to set"


def check_headers(
    headers: object, who: str, taken: Collection[str] = ()
) -> Mapping[str, str]:
    """Refuse headers that are malformed, that are `taken`, or that change how messages travel.

    `who` adds them, for errors. No error shows a value.

    Raises:
        ConfigurationError: One of them is refused.
    """
    if not is_mapping(headers):
        raise ConfigurationError(f"{who} headers must be a mapping")
    for name, value in headers.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise ConfigurationError(f"{who} header must be text")
        if not _NAME.match(name):
            raise ConfigurationError(f"{who} header has a malformed name")
        if not _VALUE.match(value) or value != value.strip():
            raise ConfigurationError(f"{who} header {name!r} is malformed")
        lower = name.lower()
        if lower in taken or lower in _FRAMING or lower.startswith("proxy-"):
            raise ConfigurationError(f"{who} header {name!r} is not allowed: {_WHY}")
    return headers


def check_client_headers(headers: object) -> Mapping[str, str]:
    """Refuse headers that a client must not send with every request."""
    made = dict(check_headers(headers, "the client's", _FIXED))
    for name in made:
        if name.lower().startswith("x-tc-"):
            raise ConfigurationError(
                f"the client's header {name!r} is not allowed: {_WHY}"
            )
    if len({name.lower() for name in made}) < len(made):
        raise ConfigurationError("a header is named twice in headers")
    return made


def check_request_client(suffix: object) -> str:
    """Refuse what the provider's records would not show."""
    if not isinstance(suffix, str) or not _CLIENT.match(suffix):
        raise ConfigurationError(
            "request_client must have 1 to 128 letters, digits and -_ ,;."
        )
    return suffix
