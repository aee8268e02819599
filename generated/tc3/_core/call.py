"""What happens around a call, without input or output: both clients share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from logging import DEBUG
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    NamedTuple,
    TypeVar,
    get_args,
)

import attrs

from . import jsontext, logs
from .answers import read
from .attempts import Attempts, Learned
from .credentials import Credential
from .encode import encode
from .errors import ApiError, ConfigurationError, InvalidRequest, Tc3Error
from .http import HttpAnswer, HttpRequest, Timeout
from .logs import LOG, LOGGED
from .model import ActionInfo, Request, Response
from .retry import RetryPolicy
from .signature import SKIP, UNSIGNED_PAYLOAD, authorization
from .sites import Endpoint, Site
from .version import VERSION
from .watch import Watch, hooks_of

if TYPE_CHECKING:
    from .interceptors import AnyInterceptor
    from .rate import RateLimiter

R = TypeVar("R", bound=Response)

MAX_BODY = 10 * 1024 * 1024
"""Bytes of the largest body that any service takes."""

_CONTENT_TYPE = "application/json"
_ACTION = re.compile(r"[A-Za-z0-9_]+\Z")

SignatureMethod = Literal["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"]
HttpMethod = Literal["POST", "GET"]


class Settings(NamedTuple):
    """How a client calls: its options, checked."""

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
    rate_limiter: RateLimiter | None = None
    interceptors: tuple[AnyInterceptor, ...] = ()
    signature: SignatureMethod = "TC3-HMAC-SHA256"
    http_method: HttpMethod = "POST"
    unsigned_payload: bool = False


def check_signing(signature: object, http_method: object) -> None:
    """Refuses what a client cannot be set to."""
    for option, value, known in (
        ("signature", signature, get_args(SignatureMethod)),
        ("http_method", http_method, get_args(HttpMethod)),
    ):
        if value not in known:
            raise ConfigurationError(
                f"{option} must be {' or '.join(known)}, not {value!r}"
            )


class Wire(NamedTuple):
    """How a call travels that is not just JSON, posted."""

    method: HttpMethod = "POST"
    query: str = ""
    headers: Mapping[str, str] = {}
    """Beside those of every call, or instead of them."""
    fields: tuple[tuple[str, str], ...] | None = None
    """The parameters one by one, for an older signature: it is among them."""
    streams: bool = False

    def carry(self, request: HttpRequest) -> HttpRequest:
        """A request that travels so."""
        headers = {**request.headers, **self.headers}
        return request._replace(
            method=self.method, headers=headers, query=self.query, streams=self.streams
        )


@attrs.define
class Call(Generic[R]):  # a generic NamedTuple needs Python 3.11
    """One call, ready to be signed."""

    action: str
    body: bytes = attrs.field(repr=False)
    answer: type[R]
    repeatable: bool
    unsigned: bool
    rate_limit: int | None = None
    asked: Request[Any] | Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    """What the caller gave, for interceptors."""
    wire: Wire | None = attrs.field(default=None, repr=False)
    attempts: Attempts | None = attrs.field(default=None, repr=False)
    """Of a call for a stream: what an error in the middle needs to know."""


class Core:
    """Makes the requests of a client and reads their answers."""

    def __init__(self, settings: Settings, learned: Learned | None = None) -> None:
        check_signing(settings.signature, settings.http_method)
        self.settings = settings
        self.learned = learned or Learned()
        self._url = settings.endpoint.url
        hooks = settings.interceptors
        self._hooks = hooks_of(hooks) if hooks else None
        self._host = ("host", settings.endpoint.host)
        self._headers = {
            "Host": settings.endpoint.host,
            "Content-Type": _CONTENT_TYPE,
            "X-TC-Version": settings.version,
            "X-TC-Language": settings.language,
            "X-TC-RequestClient": f"tc3-{VERSION}",
            "User-Agent": f"tc3/{VERSION}",
            "Accept-Encoding": "identity",
        }
        if settings.region is not None:
            self._headers["X-TC-Region"] = settings.region
        if settings.unsigned_payload:
            self._headers["X-TC-Content-SHA256"] = UNSIGNED_PAYLOAD
        self._special = (
            settings.signature != "TC3-HMAC-SHA256" or settings.http_method != "POST"
        )

    def prepare(self, request: Request[R], *, streams: bool = False) -> Call[R]:
        """Checks a request and turns it into bytes. Raises `InvalidRequest`.

        With `streams`, the answer may be a stream of events; then `read` makes an
        `EventReader` of it.
        """
        info: ActionInfo = request.__action__
        if info.special or self._special or streams:
            from .forms import prepare

            return prepare(self.settings, request, streams)
        params = encode(request, self.settings.site, self.settings.validate)
        repeatable = fill_token(info, params)
        answer: Any = info.answer
        return Call(
            info.name,
            json_body(info.name, params, self.settings, self.settings.validate),
            answer,
            repeatable,
            info.unsigned,
            info.rate_limit,
            asked=request,
        )

    def prepare_raw(
        self, action: str, params: Mapping[str, Any], repeatable: bool
    ) -> Call[Response]:
        """The same for an action without a model; names and values are the wire's."""
        if not _ACTION.match(action):
            raise InvalidRequest("", f"{action!r} is not the name of an action")
        if self._special:
            from .forms import prepare_raw

            return prepare_raw(self.settings, action, params, repeatable)
        body = json_body(action, dict(params), self.settings)
        return Call(action, body, Response, repeatable, False, asked=params)

    def sign(self, call: Call[Any], credential: Credential | None) -> HttpRequest:
        """The request for an attempt that is made now; unsigned without a credential."""
        payload, timestamp = call.body, int(self.learned.now())
        headers = {
            **self._headers,
            "X-TC-Action": call.action,
            "X-TC-Timestamp": str(timestamp),
        }
        request = HttpRequest("POST", self._url, headers, payload)
        if self.settings.unsigned_payload:
            payload = UNSIGNED_PAYLOAD.encode()
        if call.wire is not None:
            if call.wire.fields is not None and credential is not None:
                from .signature_v1 import signed

                return signed(self.settings, call, call.wire, timestamp, credential)
            request = call.wire.carry(request)
            headers = request.headers
        if call.unsigned or credential is None:
            headers["Authorization"] = SKIP
            return request
        if credential.token is not None:
            headers["X-TC-Token"] = credential.token
        headers["Authorization"] = authorization(
            secret_id=credential.secret_id,
            secret_key=credential.secret_key,
            service=self.settings.service,
            timestamp=timestamp,
            headers=(
                ("content-type", headers["Content-Type"]),
                self._host,
                ("x-tc-action", call.action),
            ),
            payload=payload,
            method=request.method,
            query=request.query,
        )
        return request

    def read(self, call: Call[R], answer: HttpAnswer) -> R:
        """The answer as a model. Raises `ApiError` or `ResponseError`."""
        return read(self.settings, call, answer)

    def quota(self, call: Call[Any]) -> str:
        """What the service counts a call by, but for the sub-account."""
        return f"{self.settings.endpoint.host}:{call.action}"

    def watch(self, call: Call[Any]) -> Watch | None:
        """What lets interceptors see a call; None where there are none."""
        hooks = self._hooks
        if LOG.isEnabledFor(DEBUG):
            hooks = LOGGED if hooks is None else hooks.then(LOGGED)
        elif hooks is None:
            return None
        return Watch(hooks, call, self.settings)

    def retrying(self, call: Call[Any], error: Tc3Error, wait: float) -> None:
        logs.retrying(self.settings, call, error, wait)

    def attempts(self, call: Call[Any]) -> Attempts:
        settings = self.settings
        made = Attempts(settings.timeout, settings.retry, self.learned, call.repeatable)
        if call.wire is not None and call.wire.streams:
            call.attempts = made
        return made


def fill_token(info: ActionInfo, params: dict[str, Any]) -> bool:
    """Gives a request its client token, if it has one; whether it may be repeated then."""
    token = info.client_token
    if token is None:
        return info.repeatable
    if not params.get(token):
        from uuid import uuid4

        params[token] = str(uuid4())
    return True


def json_body(
    action: str, params: Mapping[str, Any], settings: Settings, checked: bool = False
) -> bytes:
    """Parameters as JSON. Raises `InvalidRequest`."""
    body = as_json(action, params, checked)
    check_size(action, len(body), settings.max_body)
    return body


def as_json(action: str, value: Any, checked: bool = False) -> bytes:
    """A value as JSON. Raises `InvalidRequest`."""
    try:
        return (jsontext.dumps_checked if checked else jsontext.dumps)(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise InvalidRequest("", jsontext.reason(error), action) from None


def check_size(action: str, size: int, most: int) -> None:
    """Refuses a request that is too large with `InvalidRequest`."""
    if size > most:
        raise InvalidRequest(
            "",
            f"the request has {size} bytes, but at most {most} are allowed",
            action,
        )
