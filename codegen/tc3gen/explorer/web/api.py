"""Checking, signing, samples and sending, as JSON."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web
from attrs import asdict, frozen

from tc3gen.cloud.http.json_handlers import read_object, refusal_response
from tc3gen.cloud.web.comparison import compare_requests
from tc3gen.explorer.catalog import UnknownService
from tc3gen.explorer.client.checking import check_request
from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.client.reading import MAX_DEPTH
from tc3gen.explorer.client.sending import SendOutcome, confirmation, send_request
from tc3gen.explorer.client.signing import HIDDEN, METHODS, Signed, sign_request
from tc3gen.explorer.explorer import Explorer, FilledRequest, UnknownAction
from tc3gen.samples import (
    LANGUAGES,
    SampleRequest,
    SignedRequest,
    sample,
)

logger = logging.getLogger("tc3gen.explorer")

Body = Mapping[str, Any]
JsonResponse = tuple[int, Mapping[str, Any]]

QUERY_TYPE = "application/x-www-form-urlencoded"
"""How parameters travel one by one."""

_TOKEN = re.compile(r"((?:^|&)Token=)[^&]*")

_LANGUAGES = tuple(language.name for language in LANGUAGES)

_MAX_PASTED = 20_000
"""Characters of a canonical request from elsewhere that are looked at."""

_LAST_TIMESTAMP = 253_402_300_799
"""The last second of the year 9999: later ones have no date."""


@frozen
class Api:
    """The handlers; each takes the object of a body."""

    explorer: Explorer

    def handler(
        self, work: Callable[[FilledRequest, Body], Awaitable[JsonResponse]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """A handler that reads a request's address and parameters out of its body."""

        async def handle(request: web.Request) -> web.Response:
            try:
                body = await read_object(request)
                asked = await asyncio.to_thread(self._request, body)
                status, found = await work(asked, body)
            except (UnknownService, UnknownAction) as error:
                return _json(404, {"error": f"there is no {_name(error)}"})
            except (ValueError, TypeError, OverflowError) as error:
                return refusal_response(error)
            except web.HTTPRequestEntityTooLarge:
                return _json(413, {"error": "the request is too large"})
            except Exception:
                logger.exception("A request of the Explorer's pages failed")
                return _json(500, {"error": "the Explorer failed; its log says why"})
            return _json(status, found)

        return handle

    async def languages(self, _request: web.Request) -> web.Response:
        """The languages of samples."""
        return _json(200, {"languages": list(_LANGUAGES)})

    async def check(self, asked: FilledRequest, _body: Body) -> JsonResponse:
        """All that is wrong with a request."""
        return 200, {"problems": await asyncio.to_thread(self._problems, asked)}

    async def samples(self, asked: FilledRequest, body: Body) -> JsonResponse:
        """A request as code."""
        language = _text(body, "language")
        return await asyncio.to_thread(self._sample, asked, language)

    async def sign(self, asked: FilledRequest, body: Body) -> JsonResponse:
        """A signed request, and each step of its signature."""
        method = _text(body, "method", METHODS[0])
        if method not in METHODS:
            raise ValueError(f"`method` must be one of {', '.join(METHODS)}")
        timestamp = body.get("timestamp")
        if timestamp is None:
            timestamp = int(time.time())
        if type(timestamp) is not int or not 0 <= timestamp <= _LAST_TIMESTAMP:
            raise ValueError("`timestamp` must be seconds since 1970")
        pasted = _text(body, "canonical", "")
        return await asyncio.to_thread(self._sign, asked, method, timestamp, pasted)

    async def send(self, asked: FilledRequest, body: Body) -> JsonResponse:
        """Send a request and return its outcome."""
        package = await asyncio.to_thread(self.explorer.package, asked.service)
        problems = await asyncio.to_thread(self._problems, asked)
        if problems:
            first = problems[0]
            error = {
                "kind": "ValidationError",
                "message": first["message"],
                "field": first["path"],
                "problems": problems,
            }
            return 200, asdict(SendOutcome(error=error))
        if body.get("confirmed") is not True:
            needed = await asyncio.to_thread(
                confirmation, package, asked.action, self.explorer.target
            )
            if needed is not None:
                message = "This may not be repeated: confirm it first."
                outcome = SendOutcome(error={"kind": "Unconfirmed", "message": message})
                return 409, {**asdict(outcome), "confirmation": asdict(needed)}
        reading = await asyncio.to_thread(self.explorer.read, package, asked)
        reference = self.explorer.reference(*asked.service.key)
        outcome = await send_request(
            package, asked.action, reading.model, self.explorer.target, reference
        )
        return 200, asdict(outcome)

    def _request(self, body: Body) -> FilledRequest:
        values = body.get("request", {})
        if not isinstance(values, dict):
            raise TypeError("`request` must be an object: the parameters of the action")
        if _is_deeper(values, MAX_DEPTH):
            raise ValueError(f"`request` is nested deeper than {MAX_DEPTH} levels")
        names = [_text(body, name) for name in ("service", "version", "action")]
        return self.explorer.request(names[0], names[1], names[2], values)

    def _problems(self, asked: FilledRequest) -> list[dict[str, str]]:
        package = self.explorer.package(asked.service)
        return check_request(
            package, asked.action, asked.values, self.explorer.target.site
        )

    def _sample(self, asked: FilledRequest, language: str) -> JsonResponse:
        if language not in _LANGUAGES:
            raise ValueError(f"`language` must be one of {', '.join(_LANGUAGES)}")
        package = self.explorer.package(asked.service)
        fits = not self._problems(asked)
        signed = None
        if language == "curl":
            try:
                signed = self._signed_request(package, asked, fits)
            except package.root.errors.Tc3Error as error:
                return 200, {"code": "", "error": str(error)}
        target = self.explorer.target
        request = SampleRequest(
            service=asked.service,
            action=asked.action,
            values=asked.values,
            fits=fits,
            newest=self.explorer.is_newest(asked.service),
            package=target.package,
            site=target.site,
            endpoint=target.endpoint,
            region=target.region(package),
            signed=signed,
        )
        return 200, {"code": sample(language, request)}

    def _signed_request(
        self, package: ClientPackage, asked: FilledRequest, fits: bool
    ) -> SignedRequest:
        model = self.explorer.read(package, asked).model if fits else None
        made = self.explorer.capture(package, asked, model)
        return SignedRequest(
            method=made.method,
            url=made.url,
            headers=made.headers,
            query=made.query,
            body=made.body,
        )

    def _sign(
        self, asked: FilledRequest, method: str, timestamp: int, pasted: str
    ) -> JsonResponse:
        package = self.explorer.package(asked.service)
        problems = self._problems(asked)
        if problems:
            return 200, {"problems": problems, "steps": []}
        model = self.explorer.read(package, asked).model
        try:
            credential = self.explorer.target.credential(package)
            made = self.explorer.capture(package, asked, model, signature=method)
        except package.root.errors.Tc3Error as error:
            return 200, {"error": str(error), "problems": [], "steps": []}
        return 200, _signed_record(
            sign_request(package, made, credential, timestamp), timestamp, pasted
        )


def _signed_record(signed: Signed, timestamp: int, pasted: str) -> Mapping[str, Any]:
    request = signed.request
    shown: dict[str, Any] = {
        "timestamp": timestamp,
        "request": {
            "method": request.method,
            "url": f"{request.url}?{_mask_token(request.query)}".rstrip("?"),
            "headers": [
                {"name": name, "value": HIDDEN if name == "X-TC-Token" else value}
                for name, value in request.headers.items()
            ],
            "body": _mask_token(
                request.body.decode("utf-8", "replace"), request.headers
            ),
        },
        "steps": [asdict(step) for step in signed.steps],
        "signature": signed.signature,
        "problems": [],
    }
    names = [step.name for step in signed.steps]
    if pasted and ("canonical_request" in names or "string_to_sign" in names):
        own = "canonical_request" if "canonical_request" in names else "string_to_sign"
        text = pasted[:_MAX_PASTED].replace("\r\n", "\n").strip("\n")
        lines = compare_requests(text, signed.step(own))
        shown["comparison"] = [
            {**asdict(line), "differs": line.differs} for line in lines
        ]
    return shown


def _mask_token(text: str, headers: Mapping[str, str] | None = None) -> str:
    """Fields of an older signature without the token of a temporary credential."""
    if headers is not None and headers.get("Content-Type") != QUERY_TYPE:
        return text
    return _TOKEN.sub(rf"\1{HIDDEN}", text)


def _json(status: int, body: Mapping[str, Any]) -> web.Response:
    return web.json_response(body, status=status)


def _is_deeper(value: Any, most: int) -> bool:
    """True if lists and objects lie in each other more often than `most` times."""
    level = [value]
    for _ in range(most + 1):
        level = [
            inner
            for each in level
            for inner in (
                each.values()
                if isinstance(each, dict)
                else each
                if isinstance(each, list)
                else ()
            )
        ]
        if not level:
            return False
    return True


def _text(body: Body, name: str, default: str | None = None) -> str:
    value = body.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be a text")
    return value


def _name(error: LookupError) -> str:
    found = error.args[0]
    if isinstance(found, tuple):
        return f"service {found[0]!r} of version {found[1]!r}"
    return f"action {found!r}"
