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

from . import clock, jsontext, logs
from .attempts import Attempts, Learned
from .credentials import Credential
from .decode import decoder
from .deprecation import warn_deprecated
from .encode import encode
from .errors import (
    ApiError,
    ConfigurationError,
    InvalidRequest,
    ResponseError,
    Tc3Error,
    nearest_class,
)
from .http import HttpAnswer, HttpRequest, Timeout, is_event_stream
from .logs import LOG, LOGGED
from .model import ActionInfo, Request, Response
from .retry import RetryPolicy, http_date, retry_after
from .shapes import members
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

_EXPIRED = "AuthFailure.SignatureExpire"
_CONTENT_TYPE = "application/json"
_ACTION = re.compile(r"[A-Za-z0-9_]+\Z")
_SECRET = re.compile("secret|token|password", re.IGNORECASE)
"""In a body that is shown: it may hold a key."""


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
    """How a call travels."""

    method: HttpMethod = "POST"
    content_type: str = _CONTENT_TYPE
    query: str = ""
    headers: Mapping[str, str] = {}
    """Beside those of every call."""
    fields: tuple[tuple[str, str], ...] | None = None
    """The parameters one by one, for an older signature: it is among them."""
    streams: bool = False


_USUAL = Wire()


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
    wire: Wire = attrs.field(default=_USUAL, repr=False)


class Core:
    """Makes the requests of a client and reads their answers."""

    def __init__(self, settings: Settings, learned: Learned | None = None) -> None:
        self.settings = settings
        self.learned = learned or Learned()
        self._url = settings.endpoint.url
        self._hooks = hooks_of(settings.interceptors) if settings.interceptors else None
        self._host = ("host", settings.endpoint.host)
        self._payload = b""
        """What is signed instead of the body, if anything is."""
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
            self._payload = UNSIGNED_PAYLOAD.encode()
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
        settings = self.settings
        method, content_type, query, more, fields, streams = call.wire
        timestamp = int(self.learned.now())
        if fields is not None and credential is not None:
            from .signature_v1 import signed

            return signed(settings, call.action, call.wire, timestamp, credential)
        headers = {
            **self._headers,
            "X-TC-Action": call.action,
            "X-TC-Timestamp": str(timestamp),
        }
        if more:
            headers.update(more)
        if call.unsigned or credential is None:
            headers["Authorization"] = SKIP
            return HttpRequest(method, self._url, headers, call.body, query, streams)
        if credential.token is not None:
            headers["X-TC-Token"] = credential.token
        headers["Authorization"] = authorization(
            secret_id=credential.secret_id,
            secret_key=credential.secret_key,
            service=settings.service,
            timestamp=timestamp,
            headers=(
                ("content-type", content_type),
                self._host,
                ("x-tc-action", call.action),
            ),
            payload=self._payload or call.body,
            method=method,
            query=query,
        )
        return HttpRequest(method, self._url, headers, call.body, query, streams)

    def read(self, call: Call[R], answer: HttpAnswer) -> R:
        """The answer as a model. Raises `ApiError` or `ResponseError`."""
        if answer.rest is not None:
            from .event_reader import EventReader

            reader: Any = EventReader(self, call, answer)
            opened: R = reader
            return opened
        return self.read_content(call, _content(answer), answer)

    def read_content(
        self, call: Call[R], content: dict[str, Any], answer: HttpAnswer
    ) -> R:
        """The same for what is under `Response`, or in an event."""
        error = content.get("Error")
        request_id = content.get("RequestId")
        if type(request_id) is not str:
            request_id = answer.headers.get("X-TC-RequestId")
        if isinstance(error, dict) and isinstance(error.get("Code"), str):
            raise self._api_error(
                error["Code"], str(error.get("Message") or ""), call, request_id, answer
            )
        if answer.status != 200:
            raise no_answer("the status is not 200", answer, request_id)
        if error is not None and not has_member(call.answer, "Error"):
            raise no_answer("the error has no code", answer, request_id)
        try:
            cls: Any = call.answer
            made: R = decoder(cls, self.settings.site)(content)
        except RecursionError:
            raise no_answer("the answer is nested too deep", answer) from None
        made.request_id = request_id or ""
        if isinstance(content.get("DeprecatedWarning"), str):
            warn_deprecated(f"{call.action}: {content['DeprecatedWarning']}")
        return made

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
        return Attempts(settings.timeout, settings.retry, self.learned, call.repeatable)

    def _api_error(
        self,
        code: str,
        message: str,
        call: Call[Any],
        request_id: str | None,
        answer: HttpAnswer,
    ) -> ApiError:
        cls = nearest_class(code, self.settings.error_classes())
        error = cls(
            code,
            message,
            request_id=request_id,
            action=call.action,
            status=answer.status,
        )
        error.retry_after = _retry_after(answer)
        if code == _EXPIRED:
            error.server_time = http_date(answer.headers.get("Date"))
        return error


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
        # UnicodeEncodeError, a ValueError, quotes the text it failed on.
        reason = (
            "it holds half of a surrogate pair"
            if isinstance(error, UnicodeError)
            else str(error)
        )
        raise InvalidRequest("", f"is no JSON: {reason}", action) from None


def check_size(action: str, size: int, most: int) -> None:
    """Refuses a request that is too large with `InvalidRequest`."""
    if size > most:
        raise InvalidRequest(
            "",
            f"the request has {size} bytes, but at most {most} are allowed",
            action,
        )


def has_member(cls: type, wire: str) -> bool:
    return any(member.info.wire == wire for member in members(cls))


def _content(answer: HttpAnswer) -> dict[str, Any]:
    """What stands under `Response`."""
    try:
        document = jsontext.loads(answer.body)
    except (ValueError, RecursionError):
        reason = "the body is no JSON"
        if is_event_stream(answer.headers):
            from .event_reader import error_of_stream

            failure = error_of_stream(answer.body)
            if failure is not None:
                return failure
            reason = "the answer is a stream of events, which `stream` reads"
        raise no_answer(reason, answer) from None
    if not isinstance(document, dict):
        raise no_answer("the body is no JSON object", answer)
    content = document.get("Response")
    if isinstance(content, dict):
        return content
    if document.get("code"):
        return old_error(document)
    raise no_answer("the body has no Response object", answer)


def old_error(document: Mapping[str, Any]) -> dict[str, Any]:
    """An error of the oldest API: {"code": 4000, "message": ..., "codeDesc": ...}."""
    return {
        "Error": {
            "Code": str(document.get("codeDesc") or document["code"]),
            "Message": document.get("message"),
        }
    }


def no_answer(
    reason: str, answer: HttpAnswer, request_id: str | None = None
) -> ResponseError:
    """The error for what is no answer of the service."""
    header = answer.headers.get("X-TC-RequestId")
    body = answer.body[:200].decode(errors="replace")
    error = ResponseError(
        reason,
        status=answer.status,
        request_id=request_id or header,
        body="" if _SECRET.search(body) else body,
    )
    error.retry_after = _retry_after(answer)
    return error


def _retry_after(answer: HttpAnswer) -> float | None:
    return retry_after(answer.headers.get("Retry-After"), clock.time())
