"""What the tests of credentials share: secrets, leases, and servers that give them."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tc3 import Credential, TemporaryCredential, errors
from tc3._core import clock
from tc3._core.auth.cache import CredentialCache
from tc3._core.auth.source import Asker, CallFunction, Source, Steps
from tc3._core.calls.attempts import SharedState
from tc3._core.deadline import Deadline

from .driver import Driver, Either
from .servers import Play, Received, Server, ok, refusing_port, reply

ID, SECRET, TOKEN = "AKIDtemporary", "the-temporary-key", "the-session-token"
TEMPORARY = Credential(ID, SECRET, TOKEN)
ROLE_ARN = "qcs::cam::uin/100000000001:roleName/mail-sender"
OWN = Credential("AKIDown", "own-secret-key", "own-token")
PRINCIPAL = "qcs::cam::uin/100000000001:saml-provider/example-idp"
OIDC = "header.payload-of-the-oidc-token.signature"


def in_an_hour() -> int:
    return int(time.time()) + 3600


def sts_response(expires: float | None = None, **changed: object) -> Play:
    """What STS says: a temporary key."""
    keys = {"TmpSecretId": ID, "TmpSecretKey": SECRET, "Token": TOKEN, **changed}
    return ok(Credentials=keys, ExpiredTime=expires or in_an_hour())


def metadata_response(expires: float | None = None, **changed: object) -> Play:
    """What the metadata server says about a role."""
    return reply(
        {
            "TmpSecretId": ID,
            "TmpSecretKey": SECRET,
            "Token": TOKEN,
            "ExpiredTime": expires or in_an_hour(),
            "Expiration": "2026-01-01T00:00:00Z",
            "Code": "Success",
            **changed,
        }
    )


def found(source: Source, site: Any = "international") -> Credential:
    """What a source gives that needs no network."""
    nothing: Any = SimpleNamespace()
    return CredentialCache(source, site, nothing, SharedState()).get(Deadline(5))


def lease(number: int, expires: float | None = None) -> TemporaryCredential:
    """The lease that the `number`th renewal gives."""
    return TemporaryCredential(Credential(f"key{number}", SECRET, TOKEN), expires)


def signer(request: Received) -> str:
    """The secret id that a request is signed with."""
    return request.headers["authorization"].split("Credential=")[1].split("/")[0]


def shown(error: BaseException) -> str:
    """All that tools log of an error: its chain, its context, variables of frames."""
    texts: list[str] = []
    todo: list[BaseException | None] = [error]
    seen: set[int] = set()
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        own = Path(__file__).parents[1]
        report = traceback.TracebackException.from_exception(each, capture_locals=True)
        texts += [repr(each), str(each), repr(vars(each)), repr(each.args)]
        texts += [
            repr(frame.locals)
            for frame in report.stack
            if not Path(frame.filename).is_relative_to(own)
        ]
        todo += [each.__cause__, each.__context__]
    return "\n".join(texts)


START = 1_000_000.0


class Clock:
    """The time of day, which stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = START


class Counted(Source):
    """A source whose `n`th lease has the secret id `key{n}`; it may be slow, or fail."""

    def __init__(self, life: float | None = 3600, delay: float = 0.0) -> None:
        self.life = life
        self.delay = delay
        self.count = 0
        self.error: Exception | None = None

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        yield CallFunction(self._work)
        expires = None if self.life is None else clock.time() + self.life
        return lease(self.count, expires)

    def _work(self) -> None:
        self.count += 1
        time.sleep(self.delay)
        if self.error is not None:
            raise self.error


async def who(client: Either) -> str:
    """Which key a call is signed with; the server says it."""
    response = await client.call("Any", {})
    name: str = response.raw["Who"]
    return name


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


def signer_of(source: Source) -> str | None:
    return source.kept and source.kept.lease.credential.secret_id


async def use(driver: Driver, server: Server, source: Any) -> None:
    """Two calls, the second of which needs no new credential."""
    async with driver.client(server.url, credential=source) as client:
        await client.list_email_identities()
        await client.list_email_identities()
    for request in server.requests:
        assert signer(request) == ID
        assert request.headers["x-tc-token"] == TOKEN


async def failure(driver: Driver, source: Any) -> errors.CredentialError:
    """The error of a client that gets no credential; nothing secret is in it."""
    url = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(url, credential=source) as client:
        with pytest.raises(errors.CredentialError) as caught:
            await client.list_email_identities()
    text = shown(caught.value)
    for secret in (SECRET, TOKEN, OIDC, OWN.secret_key, OWN.token):
        assert str(secret) not in text
    return caught.value
