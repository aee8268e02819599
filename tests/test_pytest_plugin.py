"""The pytest plugin, as a project that has tc3gen installed meets it."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]

# What the tests of a project share.
PREPARED = """
import pytest
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.models import Template, TemplateContent
from tc3gen.cloud import Outbox, RunningCloud

ADDRESS = "news@mail.example.com"

@pytest.fixture
def ses(tc3_cloud: RunningCloud):
    with tc3_cloud.client(SesClient, timeout=5) as ses:
        ses.create_email_identity(email_identity="mail.example.com")
        ses.update_email_identity(email_identity="mail.example.com")
        ses.create_email_address(email_address=ADDRESS)
        content = TemplateContent(html=b"<p>Hello {{name}}</p>", text=b"Hello {{name}}")
        ses.create_email_template(template_name="hello", template_content=content)
        yield ses

def mail(to, subject="Welcome"):
    return dict(
        from_email_address=ADDRESS, subject=subject, destination=[to],
        template=Template(template_id=10001, template_data={"name": "Ada"}),
    )
"""

FIRST = """
import asyncio, os, threading, time
from conftest import *

@pytest.mark.parametrize("number", range(4))
def test_each_begins_anew(ses, tc3_cloud, tc3_outbox, number):
    assert tc3_outbox == []
    assert tc3_cloud.clock.offset == 0
    assert tc3_cloud.faults.listed() == []
    tc3_cloud.clock.advance(3600)
    tc3_cloud.faults.add("error", action="CreateReceiver", count=9)
    ses.send_email(**mail("ada@example.com"))
    with open(os.environ["SEEN"], "a") as seen:
        seen.write(f"{os.getpid()} {tc3_cloud.url}\\n")

def test_a_mail(ses, tc3_outbox: Outbox):
    ses.send_email(**mail("bounce@example.com"))
    (sent,) = tc3_outbox
    assert sent.subject == "Welcome"
    assert sent.recipients == ("bounce@example.com",)
    assert (sent.html, sent.text) == ("<p>Hello Ada</p>", "Hello Ada")
    assert sent.attachments == ()
    assert [event.name for event in sent.events] == ["bounce"]

def test_mail_from_the_background(ses, tc3_outbox):
    def later():
        time.sleep(0.05)
        ses.send_email(**mail("bob@example.com", "Later"))
    ses.send_email(**mail("ada@example.com"))
    thread = threading.Thread(target=later)
    thread.start()
    sent = tc3_outbox.wait_for(recipient="Bob@example.com", subject="Later")
    assert sent is not None and sent == tc3_outbox[-1]
    thread.join()

async def test_mail_from_a_task(ses, tc3_cloud, tc3_outbox):
    async def later():
        await asyncio.sleep(0.05)
        async with tc3_cloud.client(AsyncSesClient) as client:
            await client.send_email(**mail("open@example.com"))
    task = asyncio.create_task(later())
    sent = await tc3_outbox.wait_for_async(
        where=lambda mail: any(event.name == "open" for event in mail.events)
    )
    assert sent.status == "delivered"
    await task
"""

FAILS = """
from conftest import *

def test_no_such_mail(ses, tc3_outbox):
    ses.send_email(**mail("ada@example.com"))
    tc3_outbox.wait_for(recipient="bob@example.com", status="bounced", timeout=0.02)

def test_no_client(tc3_cloud):
    tc3_cloud.client(dict)
"""

OWN_SPEC = """
format: 1
service: mine
version: "2024-01-01"
title: Mine
"""


@pytest.mark.slow
@pytest.mark.nightly
def test_alone_and_in_parallel(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = pytester.path / "seen"
    monkeypatch.setenv("SEEN", str(seen))
    pytester.makeconftest(PREPARED)
    pytester.makepyfile(test_first=FIRST, test_fails=FAILS)
    pytester.makeini("[pytest]\nasyncio_mode = auto\n")
    run(pytester, "-n0", "test_first.py").assert_outcomes(passed=7)
    assert len(set(seen.read_text().splitlines())) == 1
    seen.unlink()
    result = run(pytester, "-n2", "--dist=each")
    result.assert_outcomes(passed=14, failed=4)
    clouds = {line.split()[1] for line in seen.read_text().splitlines()}
    processes = {line.split()[0] for line in seen.read_text().splitlines()}
    assert len(clouds) == len(processes) == 2
    result.stdout.fnmatch_lines_random(
        [
            "*no mail to 'bob@example.com', that is 'bounced' came within 0.02 s; the*",
            "*'Welcome' to ada@example.com: delivered",
            "*TypeError: <class 'dict'> is not the class of a generated client",
        ]
    )


def test_own_specs(pytester: pytest.Pytester) -> None:
    """Those of the ini file, whose mistakes are shown as `tc3gen check` shows them."""
    pytester.makeini("[pytest]\ntc3_specs = mine.yaml\n")
    pytester.makepyfile(
        """
        import urllib.request

        def test(tc3_cloud):
            assert urllib.request.urlopen(tc3_cloud.url).status == 200
        """
    )
    spec = pytester.path / "mine.yaml"
    spec.write_text(OWN_SPEC + "titel: Mine\n")
    result = run(pytester, "-n0")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*mine.yaml:6:1: *titel*", "*"])
    assert "Traceback" not in result.stdout.str()


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess(
        "-p", "tc3gen.pytest_plugin", *arguments, timeout=60
    )


def test_it_is_installed_and_costs_nothing_until_it_is_used() -> None:
    (found,) = (
        each for each in entry_points(group="pytest11") if "tc3gen" in each.value
    )
    assert found.name == found.value == "tc3gen.pytest_plugin"
    code = (
        "import sys, pytest; before = set(sys.modules); import tc3gen.pytest_plugin;"
        "print(sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert loaded.strip() == "['tc3gen', 'tc3gen.pytest_plugin']"


def test_the_example() -> None:
    """`examples/test_my_service.py` passes."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-n0",
            "-p",
            "tc3gen.pytest_plugin",
            "examples",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
