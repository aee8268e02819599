"""What the parts of a call cost, and what is put around calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from tc3 import AttemptContext, CallContext, Interceptor, OpenTelemetry
from tc3._core.attempt import Attempt
from tc3._core.deadline import Deadline
from tc3._core.transport.asynchronous.transport import AiohttpTransport
from tc3._core.transport.base import HttpRequest, HttpResponse
from tc3._core.transport.synchronous.transport import H11Transport
from tc3.ses.v20201002 import AsyncSesClient, SesClient
from tc3.ses.v20201002.models import BatchSendEmailRequest

from ..measure import Contest, turns
from ..table import Row
from .mail import REGION, credential, mail
from .server import RESPONSE

PARTS = "parts of a call, CPU"
AROUND = "around a call, CPU"
WALKS = "one thread, CPU a call of a walk"
ROUNDS = 11
TASKS = 64

Step = Callable[[], object]


class _Canned:
    """A transport that has the response already."""

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        return HttpResponse(200, {}, RESPONSE.encode())

    def close(self) -> None:
        pass


def _attempt() -> Attempt:
    return Attempt(1, Deadline(60), 5, 30)


class _Idle(Interceptor):
    @contextmanager
    def around_call(self, call: CallContext) -> Iterator[None]:
        yield

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
        yield


def rows(address: str) -> list[Row]:
    return [*_parts(address), *_around(), *_walks(address)]


def _parts(address: str) -> list[Row]:
    """Each part by itself, as the client runs it."""
    url = f"http://{address}"
    with (
        SesClient(credential(), REGION, endpoint=url, transport=_Canned()) as client,
        SesClient(credential(), REGION, endpoint=url) as sync,
    ):
        core, key, given = client._core, credential(), mail()
        request = BatchSendEmailRequest(**given)
        call = core.prepare(request)
        signed = core.sign(call, key)
        response = HttpResponse(200, {}, RESPONSE.encode())

        def policy() -> None:
            attempts = core.attempts(call)
            attempts.begin()
            attempts.succeeded()

        steps: dict[str, Step] = {
            "making the request": lambda: BatchSendEmailRequest(**given),
            "checking and encoding it": lambda: core.prepare(request),
            "signing": lambda: core.sign(call, key),
            "retry policy and time-outs": policy,
            "reading the response": lambda: core.read(call, response),
            "all of these, and the client": lambda: client.batch_send_email(**given),
        }
        contest = _compete(steps, 2000)
        transport = sync._transport
        assert isinstance(transport, H11Transport)
        wire = _compete({"wire": lambda: transport.exchange(signed, _attempt())}, 1000)
    tasks = asyncio.run(_tasks(url, signed))
    return [
        *(Row(area=PARTS, peer=name, ours=contest.cpu(name)) for name in steps),
        Row(area=PARTS, peer="transport, one thread", ours=wire.cpu("wire")),
        Row(area=PARTS, peer="transport, 64 tasks", ours=tasks.cpu("wire")),
    ]


async def _tasks(url: str, request: HttpRequest) -> Contest:
    contest = Contest()
    async with AsyncSesClient(credential(), REGION, endpoint=url) as client:
        transport = client._transport
        assert isinstance(transport, AiohttpTransport)

        async def task(count: int) -> None:
            for _ in range(count):
                await transport.exchange(request, _attempt())

        async def run(count: int) -> None:
            tasks: list[Awaitable[None]] = [task(count) for _ in range(TASKS)]
            await asyncio.gather(*tasks)

        await run(2)
        for _ in range(ROUNDS):
            with contest.stopwatch("wire", TASKS * 24):
                await run(24)
    return contest


def _around() -> list[Row]:
    """What interceptors and the log add to a call that has nothing to wait for."""
    given = mail()

    def calling(**options: Any) -> Step:
        client = SesClient(credential(), REGION, transport=_Canned(), **options)
        return lambda: client.batch_send_email(**given)

    plain = calling()

    def logged() -> None:
        with _log():
            plain()

    steps: dict[str, Step] = {
        "nothing": plain,
        "an interceptor that does nothing": calling(interceptors=[_Idle()]),
        "OpenTelemetry, recorded nowhere": calling(interceptors=[OpenTelemetry()]),
        "the log at DEBUG, written nowhere": logged,
    }
    contest = _compete(steps, 1000)
    return [
        Row(
            area=AROUND,
            peer=name,
            ours=contest.cpu(name),
            theirs=contest.cpu("nothing"),
            ratio=contest.cpu_ratio(name, "nothing"),
        )
        for name in steps
    ]


@contextmanager
def _log() -> Iterator[None]:
    log = logging.getLogger("tc3")
    handler = logging.NullHandler()
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    try:
        yield
    finally:
        log.setLevel(logging.NOTSET)
        log.removeHandler(handler)
        log.propagate = True


def _walks(address: str) -> list[Row]:
    """Paging and waiting beside the same calls made by hand."""
    count = 100
    with SesClient(credential(), REGION, endpoint=f"http://{address}") as client:

        def pages() -> None:
            walk = client.iter_list_receivers(limit=1)
            for _ in range(count):
                next(walk)

        def by_hand() -> None:
            for offset in range(count):
                client.list_receivers(offset=offset, limit=1)

        def waits() -> None:
            for _ in range(count):
                client.wait_until_domain_verified(email_identity="mail.example.com")

        def asking() -> None:
            for _ in range(count):
                client.get_email_identity(email_identity="mail.example.com")

        walks = {"paging": pages, "pages by hand": by_hand}
        walks |= {"waiting": waits, "asking by hand": asking}
        contest = _compete(walks, 1, units=count, rounds=66)
    pairs = (("paging", "pages by hand"), ("waiting", "asking by hand"))
    return [
        Row(
            area=WALKS,
            peer=f"{ours}; {theirs}",
            ours=contest.cpu(ours),
            theirs=contest.cpu(theirs),
            ratio=contest.cpu_ratio(ours, theirs),
            at_most=1.05,
        )
        for ours, theirs in pairs
    ]


def _compete(
    steps: Mapping[str, Step], times: int, units: int = 1, rounds: int = ROUNDS
) -> Contest:
    for step in steps.values():
        step()
    contest = Contest()
    for name in turns(steps, rounds):
        step = steps[name]
        with contest.stopwatch(name, times * units):
            for _ in range(times):
                step()
    return contest
