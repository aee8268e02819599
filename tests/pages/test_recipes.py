"""Each Python block of the README and of the pages runs, against a local cloud."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from own_specs import own_specs

from tc3 import Credential
from tc3.ses import SesClient
from tc3.ses.models import TemplateContent
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.python.output.generate import generate_package
from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

ROOT = Path(__file__).parents[2]
OWN_TEST = ("tutorial.md", "from-tencentcloud-sdk-python.md")
"""Pages whose blocks belong together; tests of their own follow them."""

MADE = ROOT / "docs" / "reference"
"""Where `make docs` puts the reference, whose samples have tests of their own."""

PAGES = [
    ROOT / "README.md",
    *(
        page
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if page.name not in OWN_TEST and MADE not in page.parents
    ),
]
BLOCKS = [
    pytest.param(
        block,
        id=f"{page.stem}-{number}",
        # `tests/python/vendor` makes such a copy by day.
        marks=[pytest.mark.nightly] if "acme.tc3" in block else [],
    )
    for page in PAGES
    for number, block in enumerate(
        re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.S | re.M), 1
    )
]

# Runs before each recipe: its clients talk to the local cloud, and nothing else is changed.
_PREAMBLE = """
import os, sys
from tc3._core.clients import base
original = base.BaseClient.__init__
def local(self, *args, **options):
    options.setdefault("endpoint", os.environ["LOCAL_CLOUD"])
    original(self, *args, **options)
base.BaseClient.__init__ = local
"""
# Runs after a recipe that only defines handlers: starts them and calls them once.
_SERVICE = """
import asyncio
from aiohttp.test_utils import TestClient, TestServer
async def call():
    app = web.Application()
    app.cleanup_ctx.append(ses_client)
    app.router.add_post("/campaigns/{group}", start_campaign)
    async with TestClient(TestServer(app)) as client:
        for group, status in (("GROUP", 200), ("999", 409)):
            response = await client.post(f"/campaigns/{group}")
            assert response.status == status, await response.text()
            print(await response.json())
asyncio.run(call())
"""
# Runs after the recipe of a webhook: posts an event to it.
_WEBHOOK = """
import asyncio, contextlib, io
from aiohttp.test_utils import TestClient, TestServer
async def call():
    async with TestClient(TestServer(app)) as client:
        body = b'{"event": "bounce", "bounceType": "hard_bounce", "email": "a@example.com"}'
        for secret, status in (("a-long-random-text", 200), ("guessed", 403)):
            response = await client.post(f"/ses-events/{secret}", data=body)
            assert response.status == status, response.status
with contextlib.redirect_stdout(io.StringIO()) as said:
    asyncio.run(call())
assert said.getvalue().startswith("never again: a@example.com"), said.getvalue()
"""
# Runs after the recipe of a webhook for SMS.
_SMS_WEBHOOK = """
import asyncio, contextlib, io
from aiohttp.test_utils import TestClient, TestServer
async def call():
    async with TestClient(TestServer(app)) as client:
        body = [{"report_status": "FAIL", "sid": "4711:1", "errmsg": "UNDELIV"}]
        for secret, status in (("a-long-random-text", 200), ("guessed", 403)):
            response = await client.post(f"/sms-events/{secret}", json=body)
            assert response.status == status, response.status
with contextlib.redirect_stdout(io.StringIO()) as said:
    asyncio.run(call())
assert said.getvalue().startswith("not delivered: 4711:1 "), said.getvalue()
"""


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    specs = own_specs()
    with running_cloud(specs.services, specs.common) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def group(cloud: LocalCloud) -> int:
    """What the recipes take for granted: a domain, a sender, a template, a group."""
    with SesClient(Credential("local", "local"), endpoint=cloud.url) as ses:
        ses.create_email_identity(email_identity="mail.example.com")
        ses.update_email_identity(email_identity="mail.example.com")
        ses.create_email_address(email_address="news@mail.example.com")
        content = TemplateContent(html=b"<p>Hello {{name}}</p>")
        made = ses.create_email_template(
            template_name="hello", template_content=content
        )
        assert made.template_id == 10001
        group = ses.create_receiver(receivers_name="Readers").receiver_id
        assert group is not None
        ses.create_receiver_detail(receiver_id=group, emails=["ada@example.com"])
        return group


def test_there_are_recipes() -> None:
    assert len(BLOCKS) >= 20


@pytest.mark.parametrize("block", BLOCKS)
def test_recipe(block: str, cloud: LocalCloud, group: int, tmp_path: Path) -> None:
    if "tc3_cloud" in block:
        run_with_pytest(block, tmp_path)
        return
    block = block.replace("once.db", str(tmp_path / "once.db"))
    code = _PREAMBLE + block
    if "from tc3.sms import events" in block:
        code += _SMS_WEBHOOK
    elif "events.handler" in block:
        code += _WEBHOOK
    elif "async def ses_client" in block:
        code += _SERVICE.replace("GROUP", str(group))
    if "acme" in block:
        generate_package(
            [ROOT / "spec" / "ses"], tmp_path / "acme", package="cloud_api"
        )
    if "acme.tc3" in block:
        only = (parse_only("ses:SendEmail,BatchSendEmail"),)
        options = Options(only, clients=("aio",))
        vendor_package([ROOT / "spec"], tmp_path / "acme" / "tc3", options)
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:__main__", "-c", code],
        cwd=ROOT,
        env={
            "PYTHONPATH": str(tmp_path),
            "LOCAL_CLOUD": cloud.url,
            "TENCENTCLOUD_SECRET_ID": "local",
            "TENCENTCLOUD_SECRET_KEY": "local",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def run_with_pytest(block: str, folder: Path) -> None:
    file = folder / "test_recipe.py"
    file.write_text(block)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tc3gen.pytest_plugin", file],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_what_breaks_is_said_as_shown() -> None:
    page = (ROOT / "docs/how-to/other-products.md").read_text("utf-8")
    section = page.partition("## Learn what a new version breaks")[2]
    command, *said = re.findall(r"^    (.+)$", section, re.M)[:3]
    program, *arguments = command.split()
    assert program == "tc3gen"
    done = subprocess.run(
        [Path(sys.executable).with_name("tc3gen"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    lines = [line.partition("  [")[0] for line in done.stdout.split("\n    ")]
    assert len(said) == 2
    assert set(said) <= set(lines)
    assert f"Of {done.stdout.splitlines()[-1].partition(' ')[0]} changes" in section
