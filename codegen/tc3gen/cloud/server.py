"""The local cloud: an aiohttp application that answers as the real service would."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from tc3gen.cloud.answering import Answered, Answerer, logger
from tc3gen.cloud.behaviour import Behaviour
from tc3gen.cloud.calls import CallLog
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.controls import add_routes as add_control_routes
from tc3gen.cloud.database import Database
from tc3gen.cloud.envelope import QUERY_LIMIT, Envelope, open_envelope
from tc3gen.cloud.exchange import json_errors, read_request, respond
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.faulty import answer_wrongly
from tc3gen.cloud.guard import guard, is_loopback, url_of
from tc3gen.cloud.injected import InjectedFaults
from tc3gen.cloud.known import known
from tc3gen.cloud.rates import Rates
from tc3gen.cloud.requests import Request
from tc3gen.cloud.ses import HELD, Ses
from tc3gen.cloud.ses import KEY as SES
from tc3gen.cloud.ses.local import add_routes as add_ses_routes
from tc3gen.cloud.ses.schema import SCHEMA, VERSION
from tc3gen.cloud.ses.settings import Settings
from tc3gen.cloud.smtp import Address
from tc3gen.cloud.sts import KEY as STS
from tc3gen.cloud.sts import Sts
from tc3gen.cloud.web import Sources
from tc3gen.cloud.web import add_routes as add_pages
from tc3gen.cloud.work import Work
from tc3gen.spec.vocabulary import Common, Service

if TYPE_CHECKING:
    from tc3gen.cloud.callbacks import Poster
    from tc3gen.cloud.ses.outbox import Outbox
    from tc3gen.cloud.smtp.ports import SmtpPorts

DEFAULT_ACCOUNTS = {"local": "local"}
"""The account that exists where none is given."""

_LINE_LIMIT = 2 * QUERY_LIMIT
"""Bytes of a request's first line; a query that is too long still gets its answer."""

_OPEN = (
    "%s is open to other machines. Whoever reaches it and knows a key can call this "
    "cloud, and without any key read its outbox, move its clock and reset it; it was "
    "made for one machine only."
)

_http_logger = logging.getLogger("tc3gen.cloud.http")
_http_logger.setLevel(logging.CRITICAL)  # malformed HTTP is no fault of the server


class LocalCloud:
    """A cloud of one process that knows the given services.

    Every account, an id of a key and its secret, has a state of its own. Mails that
    would be sent lie in `outbox`, those of all accounts together. `clock` can be moved,
    `faults` are what is to go wrong, `calls` the last ones that were answered; `ses` is
    the mail service.
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
        rate_limit: bool = False,
        hosts: Iterable[str] = (),
        behaviours: Mapping[tuple[str, str], Behaviour] | None = None,
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
            rate_limit: whether the rate limits of the spec hold.
            hosts: names by which `/_local/` may be asked for, beside `localhost`.
            behaviours: what more services do than the spec says, by name and version.

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
        self._smtp = self._smtp_ports(smtp, smtp_listen)
        self._poster = self._poster_to(callback)
        self.faults = InjectedFaults()
        self.calls = CallLog()
        self._real_time = clock
        self._hosts = tuple(hosts)
        self.services = [f"{each.service} {each.version}" for each in services]
        self._actions = {name for service in services for name in service.actions}
        self._rates = Rates()
        self._answerer = Answerer(
            services,
            common,
            self.accounts,
            {
                SES: self.ses,
                STS: Sts(self.accounts, self.clock),
                **(behaviours or {}),
            },
            clock=clock,
            expiry_clock=self.clock,
            rates=self._rates if rate_limit else None,
        )

    @property
    def page(self) -> str:
        """The address of the page that shows what is in here."""
        return f"{self.url}/_local/"

    @property
    def outbox(self) -> Outbox:
        """The mail that would have been sent, oldest first."""
        return self.ses.outbox

    def reset(self) -> None:
        """Forget all state and all faults, and go back to real time."""
        self.faults.clear()
        self.calls.clear()
        self._rates.reset()
        self.database.reset()
        self.ses.reread()
        if self._smtp is not None:
            self._smtp.forget()
        self.clock.reset()

    def close(self) -> None:
        """Let go of the state; the outbox cannot be read any more."""
        self.database.close()

    def app(self) -> web.Application:
        """A new application over this cloud's state."""
        app = web.Application(middlewares=[json_errors, guard(self._hosts)])
        app.router.add_get("/", self._handle, allow_head=False)
        app.router.add_post("/", self._handle)
        add_control_routes(app, self)
        add_ses_routes(app, self.ses)
        add_pages(app, self._sources())
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve while the context lasts; yields the address. Port 0 takes a free one.

        A host that other machines can reach is a warning in the log.
        """
        if not is_loopback(host):
            logger.warning(_OPEN, host)
        runner = web.AppRunner(
            self.app(),
            access_log=None,
            logger=_http_logger,
            shutdown_timeout=1,
            max_line_size=_LINE_LIMIT,
            auto_decompress=False,  # the bytes that were sent are those that were signed
        )
        self._work = Work(self.ses)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
            self.url = self.ses.base_url = url_of(*runner.addresses[0][:2])
            async with self._background():
                yield self.url
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def _background(self) -> AsyncIterator[None]:
        """While it lasts, scheduled work is done, events are posted, and SMTP is spoken."""
        tasks = [asyncio.create_task(self._work.keep_up())]
        if self._poster is not None:
            tasks.append(asyncio.create_task(self._poster.run()))
        try:
            async with AsyncExitStack() as stack:
                if self._smtp is not None:
                    self.smtp_address = await stack.enter_async_context(
                        self._smtp.open()
                    )
                yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, envelope: Envelope, request_id: str) -> Answered:
        answered = self._answerer.answer(envelope, request_id)
        if answered.outcome == "ok" and envelope.common("Action") in HELD:
            await self._work.catch_up()
        return answered

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        request_id = str(uuid.uuid4())
        received = await read_request(request)
        try:
            envelope = open_envelope(received)
        except ApiFault as fault:
            answered = self._answerer.refuse(fault, request_id)
            self._log("", answered.outcome, started, received, answered.body)
            return await respond(request, answered)
        action = envelope.common("Action")
        injected = self.faults.take(action)
        if injected is not None:
            response = await answer_wrongly(
                request,
                injected,
                answer=lambda: self._answer(envelope, request_id),
                refuse=lambda fault: self._answerer.refuse(fault, request_id),
            )
            self._log(action, f"fault: {injected.kind}", started, received)
            return response
        answered = await self._answer(envelope, request_id)
        self._log(action, answered.outcome, started, received, answered.body)
        return await respond(request, answered)

    def _log(
        self,
        name: str,
        outcome: str,
        started: float,
        request: Request,
        answer: bytes = b"",
    ) -> None:
        seconds = time.perf_counter() - started
        now = self._real_time()
        self.calls.record(request, answer, outcome, now=now, seconds=seconds)
        # Only names of the spec are written: a log is no place for what anyone sends.
        action = name if name in self._actions else "(unknown)"
        milliseconds = seconds * 1000
        extra = {"action": action, "outcome": outcome, "milliseconds": milliseconds}
        logger.info("%s %s %.1f ms", action, outcome, milliseconds, extra=extra)

    def _poster_to(self, callback: str | None) -> Poster | None:
        if callback is None:
            return None
        from tc3gen.cloud.callbacks import Poster

        self.ses.queue_callbacks()
        return Poster(self.database, callback)

    def _smtp_ports(
        self, relay: Address | None, listen: Address | None
    ) -> SmtpPorts | None:
        if relay is None and listen is None:
            return None
        from tc3gen.cloud.smtp.ports import SmtpPorts

        return SmtpPorts(self.ses, self.database, relay=relay, listen=listen)

    def _sources(self) -> Sources:
        return Sources(self.ses, self.calls, self.clock, self.database, self.accounts)
