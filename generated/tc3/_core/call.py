"""What happens around a call, without input or output: both clients share it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from logging import DEBUG
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

import attrs

from . import clock, jsontext, logs
from .attempts import Attempts, Learned
from .credentials import Credential
from .decode import decoder
from .deprecation import warn_deprecated
from .encode import encode
from .errors import (
    ApiError,
    InvalidRequest,
    ResponseError,
    Tc3Error,
    nearest_class,
)
from .http import HttpAnswer, HttpRequest, Timeout
from .logs import LOG, LOGGED
from .model import ActionInfo, Request, Response
from .retry import RetryPolicy, http_date, retry_after
from .shapes import members
from .signature import SKIP, authorization
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


class Core:
    """Makes the requests of a client and reads their answers."""

    def __init__(self, settings: Settings, learned: Learned | None = None) -> None:
        self.settings = settings
        self.learned = learned or Learned()
        self._url = settings.endpoint.url
        self._hooks = hooks_of(settings.interceptors) if settings.interceptors else None
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

    def prepare(self, request: Request[R]) -> Call[R]:
        """Checks a request and turns it into bytes. Raises `InvalidRequest`."""
        info: ActionInfo = request.__action__
        params = encode(request, self.settings.site, self.settings.validate)
        token = info.client_token
        if token is not None and not params.get(token):
            params[token] = _new_token()
        answer: Any = info.answer
        return Call(
            info.name,
            self._body(info.name, params, checked=self.settings.validate),
            answer,
            info.repeatable or token is not None,
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
        body = self._body(action, dict(params))
        return Call(action, body, Response, repeatable, False, asked=params)

    def sign(self, call: Call[Any], credential: Credential | None) -> HttpRequest:
        """The request for an attempt that is made now; unsigned without a credential."""
        settings = self.settings
        timestamp = int(self.learned.now())
        headers = {
            **self._headers,
            "X-TC-Action": call.action,
            "X-TC-Timestamp": str(timestamp),
        }
        if call.unsigned or credential is None:
            headers["Authorization"] = SKIP
            return HttpRequest("POST", self._url, headers, call.body)
        if credential.token is not None:
            headers["X-TC-Token"] = credential.token
        headers["Authorization"] = authorization(
            secret_id=credential.secret_id,
            secret_key=credential.secret_key,
            service=settings.service,
            timestamp=timestamp,
            headers=(
                ("content-type", _CONTENT_TYPE),
                ("host", settings.endpoint.host),
                ("x-tc-action", call.action),
            ),
            payload=call.body,
        )
        return HttpRequest("POST", self._url, headers, call.body)

    def read(self, call: Call[R], answer: HttpAnswer) -> R:
        """The answer as a model. Raises `ApiError` or `ResponseError`."""
        content = _content(answer)
        error = content.get("Error")
        request_id = content.get("RequestId")
        if isinstance(error, dict) and isinstance(error.get("Code"), str):
            raise self._api_error(
                error["Code"], str(error.get("Message") or ""), call, content, answer
            )
        if answer.status != 200:
            raise _no_answer("the status is not 200", answer, request_id)
        if error is not None and not _has_member(call.answer, "Error"):
            raise _no_answer("the error has no code", answer, request_id)
        try:
            cls: Any = call.answer
            made: R = decoder(cls, self.settings.site)(content)
        except RecursionError:
            raise _no_answer("the answer is nested too deep", answer, None) from None
        made.request_id = request_id if isinstance(request_id, str) else ""
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

    def _body(
        self, action: str, params: Mapping[str, Any], checked: bool = False
    ) -> bytes:
        dumps = jsontext.dumps_checked if checked else jsontext.dumps
        try:
            body = dumps(params)
        except (ValueError, TypeError, RecursionError) as error:
            # UnicodeEncodeError, a ValueError, quotes the text it failed on.
            reason = (
                "it holds half of a surrogate pair"
                if isinstance(error, UnicodeError)
                else str(error)
            )
            raise InvalidRequest("", f"is no JSON: {reason}", action) from None
        if len(body) > self.settings.max_body:
            raise InvalidRequest(
                "",
                f"the request has {len(body)} bytes, but at most "
                f"{self.settings.max_body} are allowed",
                action,
            )
        return body

    def _api_error(
        self,
        code: str,
        message: str,
        call: Call[Any],
        content: Mapping[str, Any],
        answer: HttpAnswer,
    ) -> ApiError:
        request_id = content.get("RequestId")
        cls = nearest_class(code, self.settings.error_classes())
        error = cls(
            code,
            message,
            request_id=request_id if isinstance(request_id, str) else None,
            action=call.action,
            status=answer.status,
        )
        error.retry_after = _retry_after(answer)
        if code == _EXPIRED:
            error.server_time = http_date(answer.headers.get("Date"))
        return error


def _new_token() -> str:
    from uuid import uuid4

    return str(uuid4())


def _has_member(cls: type, wire: str) -> bool:
    return any(member.info.wire == wire for member in members(cls))


def _content(answer: HttpAnswer) -> dict[str, Any]:
    """What stands under `Response`."""
    try:
        document = jsontext.loads(answer.body)
    except (ValueError, RecursionError):
        raise _no_answer("the body is no JSON", answer, None) from None
    if not isinstance(document, dict):
        raise _no_answer("the body is no JSON object", answer, None)
    content = document.get("Response")
    if isinstance(content, dict):
        return content
    if document.get("code"):
        # The form of the oldest API: {"code": 4000, "message": ..., "codeDesc": ...}.
        return {
            "Error": {
                "Code": str(document.get("codeDesc") or document["code"]),
                "Message": document.get("message"),
            }
        }
    raise _no_answer("the body has no Response object", answer, None)


def _no_answer(reason: str, answer: HttpAnswer, request_id: Any) -> ResponseError:
    header = answer.headers.get("X-TC-RequestId")
    body = answer.body[:200].decode(errors="replace")
    error = ResponseError(
        reason,
        status=answer.status,
        request_id=request_id if isinstance(request_id, str) else header,
        body="" if _SECRET.search(body) else body,
    )
    error.retry_after = _retry_after(answer)
    return error


def _retry_after(answer: HttpAnswer) -> float | None:
    return retry_after(answer.headers.get("Retry-After"), clock.time())
