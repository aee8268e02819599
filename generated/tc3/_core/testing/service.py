"""Stands in for the service: reads requests off the wire, and responds by a script."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ..errors import ValidationError
from ..model import Request, Response
from ..narrowing import is_mapping
from ..serialization import json_codec as jsontext
from ..serialization.hooks import site_conversion
from ..serialization.strict_decoder import structure_hook
from ..serialization.violations import Violation
from ..serialization.wire import write_model
from ..transport.base import HttpRequest, HttpResponse
from .request_check import check_request
from .samples import sample_response
from .script import RawRequest, Script, StubError


class StubService:
    """Answers the requests of a class of clients, for an account of a site."""

    site = "international"

    def __init__(self, client: type, script: Script) -> None:
        self._client = client
        self._script = script
        self._lock = threading.RLock()
        self._replies = 0
        self.calls: list[Request[Any] | RawRequest] = []
        """Read a request off the wire."""
        self.failures: list[StubError] = []
        """Kept, as the code under test may catch every exception."""

    def exchange(self, request: HttpRequest) -> HttpResponse:
        with self._lock:
            try:
                return self._reply(request)
            except StubError as failure:
                self.failures.append(failure)
                raise

    def request_class(self, action: str) -> Any:
        """The class of an action's request, where it has a model."""
        home = next(base for base in self._client.__mro__ if "service" in vars(base))
        models = import_module(f"{home.__module__.rpartition('.')[0]}.models")
        usual = f"{action[:1].upper()}{action[1:]}Request"
        for name in (usual, *(n for n in models.__all__ if n.endswith("Request"))):
            cls = getattr(models, name, None)
            info = getattr(cls, "__action__", None)
            if info is not None and info.name == action:
                return cls
        return None

    def wire(self, model: Any) -> dict[str, Any]:
        """A model as it stands on the wire. Raises `StubError`."""
        try:
            return write_model(model, site_conversion(self.site, validate=True))
        except ValidationError as error:
            raise StubError(error.action or "", error.reason, error.field) from None

    def sampled(self, cls: Any) -> Response | Mapping[str, Any]:
        """A response made from the types of its members, for a class of requests."""
        if cls is None:
            return {}
        pages = cls.__action__.pages
        return sample_response(cls.__action__.response, pages and pages.next)

    def replying(self, response: Any) -> Callable[[Any], HttpResponse]:
        """Find what makes the response: a response, a mapping, or a function that makes one."""

        def reply(request: Any) -> HttpResponse:
            is_ready = isinstance(response, (Response, Mapping))
            made = response if is_ready else response(request)
            content: dict[str, Any] = {"RequestId": f"stub-{self._replies}"}
            if is_mapping(made):
                content.update(made)
            else:
                given = {"RequestId": made.request_id} if made.request_id else {}
                content.update(self.wire(made), **given)
            return HttpResponse(200, {}, jsontext.dumps({"Response": content}))

        return reply

    def _reply(self, request: HttpRequest) -> HttpResponse:
        action = request.headers.get("X-TC-Action", "")
        if request.headers.get("Content-Type") != "application/json" or not action:
            form = "reads only what is posted as JSON with the usual signature"
            raise StubError(action, f"a stub {form}")
        params: dict[str, Any] = jsontext.loads(request.body)
        cls = self.request_class(action)
        raw = RawRequest(action, params)
        call = raw if cls is None else self._read(action, cls, params)
        self.calls.append(call)
        self._replies += 1
        found = self._script.take(action, params, cls and cls.__action__.client_token)
        reply = self.replying(self.sampled(cls)) if found is None else found.reply
        return reply(call)

    def _read(self, action: str, cls: Any, params: Any) -> Request[Any]:
        try:
            check_request(cls, params, self.site)
        except Violation as violation:
            raise StubError(action, violation.reason, violation.path) from None
        made: Request[Any] = structure_hook(
            cls, site_conversion(self.site, validate=True)
        )(params)
        return made
