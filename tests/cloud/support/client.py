"""A small client of the local cloud, which signs with the functions of the SDK."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from attrs import define, evolve, field
from yarl import URL

from tc3gen.python.runtime.signing.tc3 import UNSIGNED_PAYLOAD, authorization
from tc3gen.spec.model import Common, Service
from tc3gen.spec.value_checks.violations import violations

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@define
class Clock:
    """A clock that only tests move."""

    now: float = 1_767_225_600.25

    def __call__(self) -> float:
        return self.now


@define(kw_only=True)
class Sent:
    """A request on its way: `headers` may be changed after it was signed."""

    method: str
    query: str
    headers: dict[str, str]
    body: bytes


class Refused(Exception):
    """An error that the cloud answered."""

    def __init__(self, code: str, message: str) -> None:
        assert message
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@define(kw_only=True)
class Caller:
    """Calls one service of a cloud with one key."""

    session: aiohttp.ClientSession
    url: str
    clock: Clock
    service: Service
    common: Common
    region: str = "ap-singapore"
    secret_id: str = "local"
    secret_key: str = "local"
    token: str | None = None
    language: str | None = None
    seen: list[str] = field(factory=list)
    """Ids of the requests that were answered."""

    def with_options(self, **options: Any) -> Caller:
        return evolve(self, **options)

    def request(
        self,
        action: str,
        body: bytes = b"{}",
        *,
        method: str = "POST",
        query: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Sent:
        """A signed request; `headers` are sent, and counted, instead of the usual ones."""
        if method == "GET":
            body = b""
        all_headers = {
            "Content-Type": FORM if method == "GET" else JSON,
            "Host": self.url.removeprefix("http://"),
            "X-TC-Action": action,
            "X-TC-Version": self.service.version,
            "X-TC-Timestamp": str(int(self.clock.now)),
            "X-TC-Region": self.region,
            **({"X-TC-Language": self.language} if self.language else {}),
            **({"X-TC-Token": self.token} if self.token else {}),
            **(headers or {}),
        }
        payload = all_headers.get("X-TC-Content-SHA256", "").encode()
        all_headers["Authorization"] = authorization(
            secret_id=self.secret_id,
            secret_key=self.secret_key,
            service=self.service.service,
            timestamp=int(self.clock.now),
            headers=[
                ("content-type", all_headers["Content-Type"]),
                ("host", all_headers["Host"]),
            ],
            payload=payload if payload == UNSIGNED_PAYLOAD.encode() else body,
            method=method,
            query=query,
        )
        return Sent(method=method, query=query, headers=all_headers, body=body)

    async def send(self, sent: Sent) -> dict[str, Any]:
        """The response to a request, or `Refused`; the form of it is checked in any case."""
        url = URL(f"{self.url}/?{sent.query}" if sent.query else self.url, encoded=True)
        async with self.session.request(
            sent.method, url, data=sent.body, headers=sent.headers
        ) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
            content: dict[str, Any] = json.loads(await response.read())["Response"]
        self.seen.append(content.pop("RequestId"))
        error = content.pop("Error", None)
        if error is None:
            return content
        assert content == {}
        raise Refused(error["Code"], error["Message"])

    async def __call__(self, action: str, **params: Any) -> dict[str, Any]:
        """Call an action; its response must be as documented."""
        spec = self.service.actions[action]
        response = await self.send(self.request(action, json.dumps(params).encode()))
        found = violations(spec.returns, response, self.service, in_response=True)
        assert [str(violation) for violation in found] == []
        always = {name for name, each in spec.returns.items() if each.always}
        assert always <= response.keys()
        return response

    async def code(self, action: str, **params: Any) -> str:
        """The code of the error that a call is answered with, which must be documented."""
        with pytest.raises(Refused) as caught:
            await self(action, **params)
        code = caught.value.code
        assert code in {*self.service.actions[action].errors, *self.common.errors}
        return code

    async def code_of(self, sent: Sent) -> str:
        """The code of the error that a request is answered with, `ok` where none."""
        try:
            await self.send(sent)
        except Refused as refused:
            return refused.code
        return "ok"
