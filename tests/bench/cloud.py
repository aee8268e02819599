"""How many mails a second the local cloud takes, from 64 connections."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

import aiohttp
from attrs import frozen

from tc3 import Credential
from tc3._core.transport.base import HttpRequest
from tc3.ses import SesClient
from tc3.ses.models import Template, TemplateContent

from .calling.mail import Recorder
from .measure import Sample
from .table import Row

AREA = "tc3gen cloud, SendEmail"
CONNECTIONS = 64
CALLS = 3200
ROUNDS = 7
AIM = 2000
"""Calls a second on one core."""

KEY = Credential("local", "local")
SENDER = "news@mail.example.com"

_SERVER = """
import sys, time
from tc3gen.cloud import running_cloud
from tc3gen.spec.reading.load import load_specs

specs = load_specs([sys.argv[1]])
with running_cloud(specs.services, specs.common) as cloud:
    print(cloud.url, flush=True)
    for _ in sys.stdin:
        print(time.process_time(), flush=True)
"""
_SPEC = Path(__file__).parents[2] / "spec" / "ses"


@frozen
class _Server:
    """A cloud in a process of its own, so that only its own time is taken."""

    process: subprocess.Popen[str]
    url: str

    def cpu(self) -> float:
        """The seconds of CPU that it has used."""
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(_line(self.process))


def rows() -> list[Row]:
    with _server() as server:
        samples = asyncio.run(_measure(server))
    cpu = median(sample.cpu for sample in samples)
    wall = median(sample.wall for sample in samples)
    return [
        Row(
            area=AREA,
            peer=f"the aim of {AIM:,} calls a second of one core",
            ours=cpu,
            theirs=1 / AIM,
            ratio=1 / AIM / cpu,
            at_least=1,
            note=f"{1 / cpu:,.0f} calls a second of its CPU, {1 / wall:,.0f} of the clock",
        )
    ]


async def _measure(server: _Server) -> list[Sample]:
    request = _signed(server.url, _prepare(server.url))
    connector = aiohttp.TCPConnector(limit=CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def task() -> None:
            for _ in range(CALLS // CONNECTIONS):
                async with session.post(
                    request.url, data=request.body, headers=request.headers
                ) as response:
                    assert b"MessageId" in await response.read()

        samples = []
        for _ in range(ROUNDS + 1):
            cpu, wall = server.cpu(), perf_counter()
            await asyncio.gather(*(task() for _ in range(CONNECTIONS)))
            samples.append(
                Sample((server.cpu() - cpu) / CALLS, (perf_counter() - wall) / CALLS)
            )
    return samples[1:]  # the first one is for warming up


def _prepare(url: str) -> int:
    """A sender and a template."""
    with SesClient(KEY, endpoint=url) as ses:
        ses.create_email_identity(email_identity="mail.example.com")
        ses.update_email_identity(email_identity="mail.example.com")
        ses.create_email_address(email_address=SENDER)
        content = TemplateContent(html=b"<p>Hello {{name}}</p>", text=b"Hello {{name}}")
        made = ses.create_email_template(
            template_name="hello", template_content=content
        )
    assert made.template_id is not None
    return made.template_id


def _signed(url: str, template: int) -> HttpRequest:
    """A mail as the client sends it, signed once: it is good for five minutes."""
    recorder = Recorder()
    with SesClient(KEY, endpoint=url, transport=recorder) as ses:
        ses.send_email(
            from_email_address=f"Shop <{SENDER}>",
            subject="Hello {{name}}",
            destination=["ada@example.com"],
            template=Template(template_id=template, template_data={"name": "Ada"}),
        )
    return recorder.last


@contextmanager
def _server() -> Iterator[_Server]:
    process = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(_SPEC)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # Ctrl-C is for the bench, which ends the server
    )
    try:
        yield _Server(process, _line(process))
    finally:
        process.communicate()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()
