"""The way of a call, without input or output: both clients share it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from ..credentials import Credential
from ..endpoints import endpoint_of_action
from ..errors import Tc3Error, ValidationError
from ..hooks.log_level import DEBUG, INFO, is_logged
from ..model import ActionInfo, Request, Response, action_of
from ..narrowing import is_mapping
from ..serialization.hooks import unstructure
from ..signing.tc3 import SKIP, UNSIGNED_PAYLOAD, authorization
from ..transport.base import HttpRequest, HttpResponse
from .attempts import Attempts, SharedState
from .body import fill_token, json_body
from .call import PreparedCall
from .headers import headers_of_every_request
from .responses import read_response
from .settings import ClientSettings, check_signing

if TYPE_CHECKING:
    from ..deadline import Deadline
    from ..hooks.observer import CallObserver, Hooks
    from .call import StreamOpener

R = TypeVar("R", bound=Response)

_ACTION = r"[A-Za-z0-9_]+\Z"
_UNSIGNED = UNSIGNED_PAYLOAD.encode()


class CallPipeline:
    """Makes the requests of a client and reads their responses."""

    def __init__(
        self, settings: ClientSettings, shared: SharedState | None = None
    ) -> None:
        check_signing(settings.signature, settings.http_method)
        self.settings = settings
        self.learned = shared or SharedState()
        self._url = settings.endpoint.url
        hooks = settings.interceptors
        self._hooks: Hooks | None = None
        if hooks:
            from ..hooks.observer import hooks_of

            self._hooks = hooks_of(hooks)
        self._host = ("host", settings.endpoint.host)
        self._headers = headers_of_every_request(settings)
        self._special = (
            settings.signature != "TC3-HMAC-SHA256" or settings.http_method != "POST"
        )

    def prepare(
        self,
        request: Request[R],
        open_stream: StreamOpener | None = None,
    ) -> PreparedCall[R]:
        """Check a request and turn it into bytes. Raises `ValidationError`.

        With `open_stream`, the response may be a stream of events: what that makes of it
        is what `read` gives.
        """
        info = action_of(request)
        call = self._prepared(
            info,
            request,
            open_stream=open_stream,
        )
        own_host = info.host
        if own_host is not None:
            settings = self.settings
            call.own_endpoint = endpoint_of_action(
                own_host, settings.site, settings.endpoint
            )
        return call

    def _prepared(
        self,
        info: ActionInfo,
        request: Request[R],
        open_stream: StreamOpener | None = None,
    ) -> PreparedCall[R]:
        if info.special or self._special or open_stream is not None:
            from .forms import prepare_form

            return prepare_form(self.settings, request, open_stream)
        params = unstructure(
            request, self.settings.site, validate=self.settings.validate
        )
        repeatable = fill_token(info, params)
        response: Any = info.response
        return PreparedCall(
            info.name,
            json_body(info.name, params, self.settings, checked=self.settings.validate),
            response,
            repeatable,
            unsigned=info.unsigned,
            rate_limit=info.rate_limit,
            asked=request,
        )

    def prepare_raw(
        self, action: Any, params: Any, repeatable: bool
    ) -> PreparedCall[Response]:
        """Prepare a call of an action without a model; names and values are the wire's."""
        if not isinstance(action, str) or not re.match(_ACTION, action):
            raise ValidationError("", "an action has a name such as SendEmail")
        if not is_mapping(params):
            kind = type(params).__name__
            reason = f"parameters are a mapping such as {{'Limit': 10}}, not {kind}"
            raise ValidationError("", reason, action)
        if self._special:
            from .forms import prepare_raw

            return prepare_raw(self.settings, action, params, repeatable)
        body = json_body(action, dict(params), self.settings)
        return PreparedCall(
            action, body, Response, repeatable, unsigned=False, asked=params
        )

    def sign(
        self, call: PreparedCall[Any], credential: Credential | None
    ) -> HttpRequest:
        """The request for an attempt that is made now; unsigned without a credential."""
        timestamp = int(self.learned.now())
        url, host = self._url, self._host
        elsewhere = call.backup or call.own_endpoint
        if elsewhere is not None:
            url, host = elsewhere.url, ("host", elsewhere.host)
        request = HttpRequest(
            "POST",
            url,
            {
                **self._headers,
                "Host": host[1],
                "X-TC-Action": call.action,
                "X-TC-Timestamp": str(timestamp),
            },
            call.body,
        )
        if call.form is not None:
            if call.form.fields is not None and credential is not None:
                from .v1_requests import signed_request

                return signed_request(
                    self.settings, call, call.form, timestamp, credential
                )
            request = call.form.carry(request)
        if call.unsigned or credential is None:
            request.headers["Authorization"] = SKIP
            return request
        if credential.token is not None:
            request.headers["X-TC-Token"] = credential.token
        request.headers["Authorization"] = authorization(
            secret_id=credential.secret_id,
            secret_key=credential.secret_key,
            service=self.settings.signing_name or self.settings.service,
            timestamp=timestamp,
            headers=(
                ("content-type", request.headers["Content-Type"]),
                host,
                ("x-tc-action", call.action),
            ),
            payload=_UNSIGNED if self.settings.unsigned_payload else call.body,
            method=request.method,
            query=request.query,
        )
        return request

    def read(self, call: PreparedCall[R], response: HttpResponse) -> R:
        """The response as a model. Raises `ApiError` or `ResponseError`."""
        return read_response(self.settings, call, response)

    def quota_name(self, call: PreparedCall[Any]) -> str:
        """Give the name of the quota that a call counts to, but for the sub-account."""
        return f"{(call.own_endpoint or self.settings.endpoint).host}:{call.action}"

    def watch(self, call: PreparedCall[Any], deadline: Deadline) -> CallObserver | None:
        """Make the observer of a call for interceptors; None where there are none."""
        hooks = self._hooks
        if is_logged(DEBUG):
            from ..hooks.log import LOGGED

            hooks = LOGGED if hooks is None else hooks.then(LOGGED)
        elif hooks is None:
            return None
        from ..hooks.interceptors import CallContext
        from ..hooks.observer import CallObserver

        settings = self.settings
        context = CallContext(
            service=settings.service,
            version=settings.version,
            action=call.action,
            region=settings.region,
            endpoint=(call.own_endpoint or settings.endpoint).url,
            request=call.asked or {},
            deadline=deadline,
        )
        return CallObserver(hooks, context)

    def retrying(self, call: PreparedCall[Any], error: Tc3Error, wait: float) -> None:
        if is_logged(INFO):
            from ..hooks.log import log_retry

            log_retry(self.settings.service, call.action, error, wait)

    def attempts(
        self, call: PreparedCall[Any], now: Callable[[], float] | None = None
    ) -> Attempts:
        """The attempts of a call that begins now, by the clock `now`."""
        settings = self.settings
        made = Attempts(
            settings.timeout, settings.retry, self.learned, call.repeatable, now
        )
        if settings.backup_endpoint is not None and call.own_endpoint is None:
            from .backup import Backup

            made.goes_elsewhere = Backup(call, settings.backup_endpoint).takes
        if call.form is not None and call.form.streams:
            call.attempts_of_stream = made
        return made
