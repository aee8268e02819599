"""The local cloud: an aiohttp application that answers as the real service would."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from aiohttp.typedefs import Handler
from attrs import frozen

from tc3gen.cloud.answers import example_answer, failure, success
from tc3gen.cloud.behaviour import Behaviour
from tc3gen.cloud.callbacks import Poster
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.known import known
from tc3gen.cloud.protocol import BODY_LIMIT, QUERY_LIMIT, Gateway
from tc3gen.cloud.requests import Request
from tc3gen.cloud.ses import KEY as SES
from tc3gen.cloud.ses import Ses
from tc3gen.cloud.ses.local import add_routes as add_ses_routes
from tc3gen.cloud.ses.outbox import Outbox
from tc3gen.cloud.ses.schema import SCHEMA, VERSION
from tc3gen.cloud.ses.settings import Settings
from tc3gen.cloud.smtp import Address
from tc3gen.cloud.smtp.ports import SmtpPorts
from tc3gen.spec.vocabulary import Common, Service

DEFAULT_ACCOUNTS = {"local": "local"}
"""The account that exists where none is given."""

_READ_LIMIT = 4 * BODY_LIMIT
"""Bytes read, and thrown away, of a body that is too large, so that its sender gets to
read the answer."""

_LINE_LIMIT = 2 * QUERY_LIMIT
"""Bytes of a request's first line; a query that is too long still gets its answer."""

_TICK = 0.2
"""Seconds between two looks at whether there is scheduled work to do."""

logger = logging.getLogger("tc3gen.cloud")

_http_logger = logging.getLogger("tc3gen.cloud.http")
_http_logger.setLevel(logging.CRITICAL)  # malformed HTTP is no fault of the server


@frozen
class _Answered:
    """What goes back, and what the log says about it."""

    body: bytes
    outcome: str


class LocalCloud:
    """A cloud of one process that knows the given services.

    Every account, an id of a key and its secret, has a state of its own. Mails that
    would be sent lie in `outbox`, those of all accounts together. `clock` can be moved;
    `ses` is the mail service.
    """

    def __init__(
        self,
        services: Iterable[Service] | None = None,
        common: Common | None = None,
        *,
        accounts: Mapping[str, str] | None = None,
        clock: Callable[[], float] = time.time,
        state: Path | None = None,
        callback: str | None = None,
        smtp: Address | None = None,
        smtp_listen: Address | None = None,
        upload_seconds: float = 0,
        review_seconds: float = 0,
        raw_content: bool = False,
        settings: Settings | None = None,
    ) -> None:
        """A cloud that does not serve yet.

        Args:
            services: what it knows; without, what comes with tc3gen.
            common: the parameters and errors that all services share.
            accounts: the secret key of each account, by the id of the key.
            clock: real time, in seconds since 1970. Signatures are held against it.
            state: the file that keeps the state; without it, it is lost at the end.
            callback: the URL that mail events are posted to.
            smtp: the SMTP server that mail is handed on to.
            smtp_listen: where mail is taken over SMTP; port 0 takes a free one, which
                `smtp_address` then tells.
            upload_seconds: how long a recipient group is busy after an upload.
            review_seconds: how long a template waits until it is approved.
            raw_content: whether accounts may send mail without a template.
            settings: what else accounts may do at first.

        Raises:
            StateError: the file cannot be used.
            SmtpError: what listens for SMTP is not installed.
        """
        services, common = known(services, common)
        self.accounts = dict(DEFAULT_ACCOUNTS if accounts is None else accounts)
        self.url = ""
        self.clock = Clock(clock)
        self.database = Database(SCHEMA, VERSION, state)
        self.ses = Ses(
            self.database,
            self.clock,
            upload_seconds=upload_seconds,
            review_seconds=review_seconds,
            settings=settings or Settings(raw_content=raw_content),
        )
        self.smtp_address: Address | None = None
        self._smtp = SmtpPorts(self.ses, self.database, relay=smtp, listen=smtp_listen)
        self._poster = None if callback is None else Poster(self.database, callback)
        if self._poster is not None:
            self.ses.queue_callbacks()
        self._real_time = clock
        self._actions = {name for service in services for name in service.actions}
        self._error_texts = _error_texts(services, common)
        self._behaviours: Mapping[tuple[str, str], Behaviour] = {SES: self.ses}
        refine = {key: each.refine for key, each in self._behaviours.items()}
        self._gateway = Gateway(services, self.accounts, refine)

    @property
    def outbox(self) -> Outbox:
        """The mail that would have been sent, oldest first."""
        return self.ses.outbox

    def reset(self) -> None:
        """Forget all state, and go back to real time."""
        self.database.reset()
        self.ses.reread()
        self._smtp.forget()
        self.clock.reset()

    def close(self) -> None:
        """Let go of the state; the outbox cannot be read any more."""
        self.database.close()

    def app(self) -> web.Application:
        """A new application over this cloud's state."""
        app = web.Application(middlewares=[_json_errors])
        app.router.add_get("/", self._handle, allow_head=False)
        app.router.add_post("/", self._handle)
        add_ses_routes(app, self.ses)
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve while the context lasts; yields the address. Port 0 takes a free one."""
        runner = web.AppRunner(
            self.app(),
            access_log=None,
            logger=_http_logger,
            shutdown_timeout=1,
            max_line_size=_LINE_LIMIT,
            auto_decompress=False,  # the bytes that were sent are those that were signed
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            self.url = self.outbox.base_url = _url(*runner.addresses[0][:2])
            async with self._background(), self._smtp.open() as self.smtp_address:
                yield self.url
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        """While it lasts, scheduled work is done and events are posted."""
        tasks = [asyncio.create_task(self._keep_up())]
        if self._poster is not None:
            tasks.append(asyncio.create_task(self._poster.run()))
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep_up(self) -> None:
        while True:
            try:
                self.ses.do_what_is_due()
            except Exception:
                logger.exception("Scheduled work failed")
            await asyncio.sleep(_TICK)

    async def _handle(self, request: web.Request) -> web.Response:
        started = time.perf_counter()
        answered = self._answer(await _read(request), str(uuid.uuid4()))
        self._log(request, answered.outcome, time.perf_counter() - started)
        return web.Response(body=answered.body, content_type="application/json")

    def _answer(self, request: Request, request_id: str) -> _Answered:
        try:
            body = success(self._result(request, request_id), request_id)
        except ApiFault as fault:
            return self._failed(fault, request_id)
        except Exception:
            logger.exception("Request %s failed", request_id)
            return self._failed(ApiFault("InternalError"), request_id)
        return _Answered(body, "ok")

    def _result(self, request: Request, request_id: str) -> Mapping[str, object]:
        call = self._gateway.read(request, now=self._real_time(), request_id=request_id)
        behaviour = self._behaviours.get(call.service.key)
        answer = behaviour.answer(call) if behaviour else None
        return example_answer(call.action) if answer is None else answer

    def _failed(self, fault: ApiFault, request_id: str) -> _Answered:
        message = fault.message or self._error_texts.get(fault.code, fault.code)
        return _Answered(failure(ApiFault(fault.code, message), request_id), fault.code)

    def _log(self, request: web.Request, outcome: str, seconds: float) -> None:
        name = request.headers.get("X-TC-Action", "")
        # Only names of the spec are written: a log is no place for what anyone sends.
        action = name if name in self._actions else "(unknown)"
        milliseconds = seconds * 1000
        extra = {"action": action, "outcome": outcome, "milliseconds": milliseconds}
        logger.info("%s %s %.1f ms", action, outcome, milliseconds, extra=extra)


async def _read(request: web.Request) -> Request:
    """The request as sent: `aiohttp` would decode and normalise what was signed."""
    return Request(
        method=request.method,
        query=request.raw_path.partition("#")[0].partition("?")[2],
        headers={
            name.lower(): _readable(value) for name, value in request.headers.items()
        },
        body=await _body(request),
    )


def _readable(value: str) -> str:
    """A header without the surrogates that stand for bytes that are not UTF-8."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


async def _body(request: web.Request) -> bytes:
    """The body, or its beginning where that is larger than any product takes."""
    body = bytearray()
    seen = 0
    try:
        async for chunk in request.content.iter_any():
            seen += len(chunk)
            if len(body) <= BODY_LIMIT:
                body += chunk
            if seen > _READ_LIMIT:
                break
    except web.RequestPayloadError:
        raise web.HTTPBadRequest from None
    return bytes(body)


@web.middleware
async def _json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is no call at all (another path or method) gets a body like all others."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        code = "UnsupportedProtocol" if error.status == 405 else "InvalidRequest"
        fault = ApiFault(code, f"{error.reason}. Calls go to `/`, by GET or POST.")
        return web.Response(
            status=error.status,
            headers={"Allow": "GET, POST"} if error.status == 405 else None,
            body=failure(fault, str(uuid.uuid4())),
            content_type="application/json",
        )


def _error_texts(services: Iterable[Service], common: Common) -> dict[str, str]:
    """What each code means. Only used for faults that do not say it better."""
    texts = {code: error.doc for code, error in common.errors.items()}
    for service in services:
        texts |= {code: error.doc for code, error in service.errors.items()}
    return texts


def _url(host: str, port: int) -> str:
    if host in ("0.0.0.0", "::"):
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
