"""The settings of calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from ..endpoints import Endpoint, Site
from ..errors import ApiError, ConfigurationError
from ..retry import RetryPolicy
from ..signing.methods import SignatureMethod
from ..transport.timeouts import Timeout
from ..version import REQUEST_CLIENT

if TYPE_CHECKING:
    from ..hooks.interceptors import AnyInterceptor
    from ..ledger.ledger import Ledger
    from ..ratelimit.limiter import RateLimiter

MAX_BODY = 10 * 1024 * 1024
"""Bytes of the largest body that any service takes."""

HttpMethod = Literal["POST", "GET"]


class Once(NamedTuple):
    """The key of a call that must not happen twice."""

    key: str
    wait: float = 0.0
    """Seconds to wait for another holder of the key."""
    harmless: tuple[str, ...] = ()
    """Codes by which the service says that it took nothing, beside those known everywhere."""


class ClientSettings(NamedTuple):
    """The options of a client, checked, as its calls need them."""

    service: str
    version: str
    endpoint: Endpoint
    region: str | None
    site: Site
    language: str
    timeout: Timeout
    retry: RetryPolicy
    validate: bool
    max_body: int
    error_classes: Callable[[], dict[str, type[ApiError]]]
    signing_name: str | None = None
    """The name of the service in signatures, where it is another one."""
    backup_endpoint: Endpoint | None = None
    request_client: str = REQUEST_CLIENT
    headers: Mapping[str, str] = {}
    """Those of the user's own, for every request."""
    rate_limiter: RateLimiter | None = None
    ledger: Ledger | None = None
    once: Once | None = None
    interceptors: tuple[AnyInterceptor, ...] = ()
    signature: SignatureMethod = "TC3-HMAC-SHA256"
    http_method: HttpMethod = "POST"
    unsigned_payload: bool = False


def check_signing(signature: object, http_method: object) -> None:
    """Refuse a signature or an HTTP method that does not exist."""
    for option, value, known in (
        ("signature", signature, get_args(SignatureMethod)),
        ("http_method", http_method, get_args(HttpMethod)),
    ):
        if value not in known:
            raise ConfigurationError(f"{option} must be {' or '.join(known)}")
