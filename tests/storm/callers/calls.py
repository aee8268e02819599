"""The calls of a scenario, made with a client of either kind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, ExitStack, contextmanager
from typing import Any

from tc3 import errors
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.models import ListEmailTemplatesRequest, SendEmailRequest, Template
from tc3.ses.v20201002.bulk import UPLOAD_RECIPIENTS

from ..outcome import Outcome, where
from ..scenario import CHUNK_ROWS, Call

FULL = 1200
"""Bytes of a request that takes CHUNK_ROWS rows of `rows_of`, and no more."""

PATIENCE = 0.1
"""Seconds for which rows are sent again to a service that stays busy."""


@contextmanager
def impatient() -> Iterator[None]:
    """Have uploads wait for a busy service for `PATIENCE` only; the spec says minutes."""
    before = UPLOAD_RECIPIENTS.busy_timeout
    UPLOAD_RECIPIENTS.busy_timeout = PATIENCE
    try:
        yield
    finally:
        UPLOAD_RECIPIENTS.busy_timeout = before


class SmallSes(SesClient):
    """A client whose bulk requests take few rows."""

    request_size = FULL


class AsyncSmallSes(AsyncSesClient):
    """The same, asynchronous."""

    request_size = FULL


def request_of(call: Call) -> Any:
    """The request of a call that is not bulk. It tells its number."""
    if call.repeatable:
        return ListEmailTemplatesRequest(limit=1, offset=call.number)
    return SendEmailRequest(
        from_email_address="a@example.com",
        subject=str(call.number),
        destination=["b@example.com"],
        template=Template(template_id=1, template_data={"text": "x" * call.size}),
    )


def rows_of(call: Call) -> list[str]:
    domain = f"{'x' * 350}.example.com"
    return [f"{call.number}.{row}@{domain}" for row in range(call.rows)]


def make(client: Any, call: Call, outcome: Outcome) -> None:
    """Makes a call with a synchronous client and notes how it ended."""
    try:
        if call.kind == "send":
            with outcome.step():
                outcome.ids.append(client.send(request_of(call)).request_id)
        elif call.kind == "bulk":
            with outcome.step(_requests(call)):
                done = client.upload_recipients(7, rows_of(call))
            outcome.ids += done.request_ids
        else:
            _stream(client, call, outcome)
    except Exception as error:
        _failed(outcome, error)


def _stream(client: Any, call: Call, outcome: Outcome) -> None:
    with ExitStack() as stack:
        with outcome.step():
            responses = stack.enter_context(client.stream(request_of(call)))
        while True:
            with outcome.step():
                response = next(responses, None)
            if response is None:
                return
            outcome.piece(response, responses.event)


async def make_async(client: Any, call: Call, outcome: Outcome) -> None:
    """The same with an asynchronous client."""
    try:
        if call.kind == "send":
            with outcome.step():
                response = await client.send(request_of(call))
            outcome.ids.append(response.request_id)
        elif call.kind == "bulk":
            with outcome.step(_requests(call)):
                done = await client.upload_recipients(7, rows_of(call))
            outcome.ids += done.request_ids
        else:
            await _stream_async(client, call, outcome)
    except (Exception, asyncio.CancelledError) as error:
        _failed(outcome, error)


async def _stream_async(client: Any, call: Call, outcome: Outcome) -> None:
    async with AsyncExitStack() as stack:
        with outcome.step():
            stream = client.stream(request_of(call))
            responses = await stack.enter_async_context(stream)
        while True:
            with outcome.step():
                try:
                    response = await responses.__anext__()
                except StopAsyncIteration:
                    return
            outcome.piece(response, responses.event)


def _requests(call: Call) -> int:
    return -(-call.rows // CHUNK_ROWS)


def _failed(outcome: Outcome, error: BaseException) -> None:
    outcome.error = error
    if isinstance(error, errors.BulkError):
        outcome.ids += error.progress.request_ids
    if not isinstance(error, errors.Tc3Error):
        outcome.where = where(error)
    _forget_frames(error)


def _forget_frames(error: BaseException) -> None:
    """Lets go of what the frames of an error and of those in it hold: connections, too."""
    seen: set[int] = set()
    errors_in = [error]
    while errors_in:
        each = errors_in.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = None
        inside = [each.__cause__, each.__context__, *each.args, *vars(each).values()]
        errors_in += [other for other in inside if isinstance(other, BaseException)]
