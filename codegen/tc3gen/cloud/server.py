"""The local cloud: an aiohttp application that answers as the real service would."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from tc3gen.cloud.backend import Behaviour, own_backends
from tc3gen.cloud.background.worker import Work
from tc3gen.cloud.background_tasks import BackgroundTasks
from tc3gen.cloud.call_log import CallLog
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.control_api import add_routes as add_control_routes
from tc3gen.cloud.fault_injection.faults import InjectedFaults
from tc3gen.cloud.fault_injection.replies import respond_wrongly
from tc3gen.cloud.gateway.rate_limits import Rates
from tc3gen.cloud.http.adapter import json_errors, read_request, send_response
from tc3gen.cloud.http.local_only import (
    add_security_headers,
    guard,
    url_of,
    warn_if_open,
)
from tc3gen.cloud.http.stalled import StalledConnections
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope, open_envelope
from tc3gen.cloud.responses.responder import CallResponse, Responder, logger
from tc3gen.cloud.ses import HELD, SesBackend
from tc3gen.cloud.ses import KEY as SES
from tc3gen.cloud.ses.control_api import add_routes as add_ses_routes
from tc3gen.cloud.ses.store.settings import SesSettings
from tc3gen.cloud.shipped_specs import known
from tc3gen.cloud.signing.authenticator import secret_id_of
from tc3gen.cloud.sms import KEYS as SMS
from tc3gen.cloud.sms import SmsBackend
from tc3gen.cloud.sms.control_api import add_routes as add_sms_routes
from tc3gen.cloud.sms.store.settings import USUAL_LIMITS
from tc3gen.cloud.sms.store.settings import SmsSettings as SmsSettings
from tc3gen.cloud.smtp import Address
from tc3gen.cloud.state import open_state
from tc3gen.cloud.sts import KEY as STS
from tc3gen.cloud.sts import StsBackend
from tc3gen.cloud.web import MorePages, Sources
from tc3gen.cloud.web import add_routes as add_pages
from tc3gen.spec.model import Common, Service
from tc3gen.spec.own_hosts import own_hosts

if TYPE_CHECKING:
    from tc3gen.cloud.ses.views.outbox import Outbox

DEFAULT_ACCOUNTS = {"local": "local"}
"""The account that exists where none is given."""

_LINE_LIMIT = 1024 * 1024
"""Bytes of a request's first line: a query that is too long for the service still gets its
response, and only beyond does the web server refuse."""

_WORK = web.AppKey("work", Work)

_http_logger = logging.getLogger("tc3gen.cloud.http")
_http_logger.setLevel(logging.CRITICAL)  # malformed HTTP is not a fault of the server


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
        sms_callback: str | None = None,
        smtp: Address | None = None,
        smtp_listen: Address | None = None,
        upload_seconds: float = 0,
        review_seconds: float = 0,
        raw_content: bool = False,
        settings: SesSettings | None = None,
        sms_settings: SmsSettings | None = None,
        rate_limit: bool = False,
        hosts: Iterable[str] = (),
        behaviours: Mapping[tuple[str, str], Behaviour] | None = None,
        pages: Iterable[MorePages] = (),
    ) -> None:
        """A cloud that does not serve yet.

        Args:
            services: what it knows; without, what comes with tc3gen.
            common: the parameters and errors that all services share.
            accounts: the secret key of each account, by the id of the key.
            clock: real time, in seconds since 1970. Signatures are held against it.
            state: the file that keeps the state; without it, it is lost at the end.
            callback: the URL that mail events are posted to.
            sms_callback: the URL that delivery reports and replies are posted to.
            smtp: the SMTP server that mail is handed on to.
            smtp_listen: where mail is taken over SMTP; at port 0, see `smtp_address`.
            upload_seconds: how long a recipient group is busy after an upload.
            review_seconds: how long a template or signature waits until it is approved.
            raw_content: whether accounts may send mail without a template.
            settings: what else accounts may do with mail at first.
            sms_settings: what accounts may do with messages to phones at first.
            rate_limit: whether the rate limits of the spec hold, and the usual ones for
                messages to one phone.
            hosts: more names by which it may be asked for, beside addresses, what is
                under `localhost`, the API's own domain, and those of specs.
            behaviours: what more services do than the spec says, by name and version;
                held against the spec.
            pages: what is shown beside its own pages, such as the API Explorer.

        Raises:
            ValueError: a behaviour is for a service that is not known.
            TypeError: a behaviour cannot answer.
            StateError: the file cannot be used.
            SmtpError: what listens for SMTP is not installed.
        """
        services, common = known(services, common)
        self._own = own_backends(behaviours or {}, services, common)
        self.accounts = dict(DEFAULT_ACCOUNTS if accounts is None else accounts)
        self.url = ""
        self.clock = Clock(clock)
        self.database = open_state(state)
        self.ses = SesBackend(
            self.database,
            self.clock,
            upload_seconds=upload_seconds,
            review_seconds=review_seconds,
            settings=settings or SesSettings(raw_content=raw_content),
        )
        self.sms = SmsBackend(
            self.database,
            self.clock,
            review_seconds=review_seconds,
            settings=sms_settings or (USUAL_LIMITS if rate_limit else None),
        )
        self.smtp_address: Address | None = None
        self._tasks = BackgroundTasks(
            self.database,
            self.ses,
            self.sms,
            mail_callback=callback,
            sms_callback=sms_callback,
            smtp=smtp,
            smtp_listen=smtp_listen,
            rate_limit=rate_limit,
        )
        self.faults = InjectedFaults()
        self.calls = CallLog()
        self._real_time = clock
        self._hosts = (*hosts, *chain.from_iterable(map(own_hosts, services)))
        self._pages = tuple(pages)
        self.services = [f"{each.service} {each.version}" for each in services]
        self._actions = {name for service in services for name in service.actions}
        self._rates = Rates()
        self._resets = 0
        self._responder = Responder(
            services,
            common,
            self.accounts,
            {
                SES: self.ses,
                **dict.fromkeys(SMS, self.sms),
                STS: StsBackend(self.accounts, self.clock),
                **self._own,
            },
            clock=clock,
            expiry_clock=self.clock,
            rates=self._rates if rate_limit else None,
        )

    def add_service(self, service: Service) -> None:
        """Know one more version of a product, also while it serves."""
        name = f"{service.service} {service.version}"
        if name not in self.services:
            self.services.append(name)
            self._actions.update(service.actions)
            self._responder.add(service)

    @property
    def page(self) -> str:
        """The address of the page that shows what is in here."""
        return f"{self.url}/_local/"

    @property
    def outbox(self) -> Outbox:
        """The mail that would have been sent, oldest first."""
        return self.ses.outbox

    def reset(self) -> None:
        """Forget all state and all faults, and go back to real time.

        Own behaviours that have a method `reset` forget theirs.
        """
        self._resets += 1
        self.faults.clear()
        self.calls.clear()
        self._rates.reset()
        self.database.reset()
        self.ses.reread()
        self.sms.reread()
        for own in self._own.values():
            own.reset()
        self._tasks.forget()
        self.clock.reset()

    def close(self) -> None:
        """Let go of the state; the outbox cannot be read any more."""
        self.database.close()

    def app(self) -> web.Application:
        """A new application over this cloud's state, for a server of one's own.

        Scheduled work, callbacks and SMTP run from its start-up to its clean-up. Bodies
        must stay as they were sent (`auto_decompress=False`), as they are signed so. Links
        in mails lead to `cloud.ses.base_url`, which only `serve` sets by itself.
        """
        app = web.Application(middlewares=[json_errors, guard(self._hosts)])
        app.on_response_prepare.append(add_security_headers)
        app.cleanup_ctx.append(self._background)
        app[_WORK] = self._tasks.work()
        app.router.add_get("/", self._handle, allow_head=False)
        app.router.add_post("/", self._handle)
        add_control_routes(
            app, self.faults, self.clock, self.ses, self.reset, self.services
        )
        add_ses_routes(app, self.ses)
        add_sms_routes(app, self.sms)
        add_pages(app, self._sources())
        for each in self._pages:
            each.add_routes(app, self)
        return app

    @asynccontextmanager
    async def serve(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
        """Serve while the context lasts; yields the address. Port 0 takes a free one.

        A host that other machines can reach is a warning in the log.
        """
        warn_if_open(host)
        stalled = StalledConnections()
        app = self.app()
        app.middlewares.insert(0, stalled.middleware)
        runner = web.AppRunner(
            app,
            access_log=None,
            logger=_http_logger,
            shutdown_timeout=1,
            max_line_size=_LINE_LIMIT,
            auto_decompress=False,  # the bytes that were sent are those that were signed
        )
        try:
            await runner.setup()
            await web.TCPSite(runner, host, port).start()
            self.url = self.ses.base_url = url_of(*runner.addresses[0][:2])
            async with stalled.closed(runner):
                yield self.url
        finally:
            await runner.cleanup()

    async def _background(self, app: web.Application) -> AsyncIterator[None]:
        async with self._tasks.running(app[_WORK]) as smtp_address:
            if smtp_address is not None:
                self.smtp_address = smtp_address
            yield

    async def _carry_out(
        self, work: Work, envelope: Envelope, request_id: str
    ) -> CallResponse:
        call_response = self._responder.respond(envelope, request_id)
        if call_response.outcome == "ok" and envelope.common("Action") in HELD:
            await work.catch_up()
        return call_response

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        started = time.perf_counter()
        request_id = str(uuid.uuid4())
        received = await read_request(request)
        try:
            envelope = open_envelope(received)
        except ApiErrorResponse as fault:
            call_response = self._responder.refuse(fault, request_id)
            unread = Envelope(request=received)
            self._log(unread, call_response.outcome, started, call_response.body)
            return await send_response(request, call_response)
        action, work = envelope.common("Action"), request.app[_WORK]
        injected = self.faults.take(action)
        if injected is not None:
            resets = self._resets
            response = await respond_wrongly(
                request,
                injected,
                carry_out=lambda: self._carry_out(work, envelope, request_id),
                refuse=lambda fault: self._responder.refuse(fault, request_id),
                is_over=lambda: resets != self._resets,
            )
            if resets == self._resets:
                self._log(envelope, f"fault: {injected.kind}", started)
            return response
        call_response = await self._carry_out(work, envelope, request_id)
        self._log(envelope, call_response.outcome, started, call_response.body)
        return await send_response(request, call_response)

    def _log(
        self, envelope: Envelope, outcome: str, started: float, response: bytes = b""
    ) -> None:
        seconds, name = time.perf_counter() - started, envelope.common("Action")
        self.calls.record(
            envelope.request,
            response,
            outcome,
            now=self._real_time(),
            seconds=seconds,
            action=name,
            account=secret_id_of(envelope),
        )
        # Only names of the spec are written: a log is no place for what anyone sends.
        action = name if name in self._actions else "(unknown)"
        milliseconds = seconds * 1000
        extra = {"action": action, "outcome": outcome, "milliseconds": milliseconds}
        logger.info("%s %s %.1f ms", action, outcome, milliseconds, extra=extra)

    def _sources(self) -> Sources:
        return Sources(
            self.ses,
            self.sms,
            self.calls,
            self.clock,
            self.database,
            self.accounts,
            self._pages,
        )
