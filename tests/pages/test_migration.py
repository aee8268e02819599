"""The page for those who come from the official SDK: both of its scripts do the same."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tc3.ses import SesClient
from tc3.ses.models import TemplateContent
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.spec.cache import load_cached
from tc3gen.spec.reading.files import shipped_specs

PAGE = Path(__file__).parents[2] / "docs/migration/from-tencentcloud-sdk-python.md"
THEIRS, OURS = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)

# Runs before each script: its client talks to the local cloud, and nothing else is changed.
_TO_THE_CLOUD = """
import os
from tc3._core.clients.base import BaseClient
from tencentcloud.common.profile.http_profile import HttpProfile
def leading(cls, change):
    original = cls.__init__
    def init(self, *args, **options):
        change(self, options)
        original(self, *args, **options)
    cls.__init__ = init
url = os.environ["LOCAL_CLOUD"]
leading(BaseClient, lambda self, options: options.update(endpoint=url))
leading(HttpProfile, lambda self, options: options.update(
    protocol="http", endpoint=url.partition("://")[2]))
"""


@pytest.fixture(scope="module")
def cloud() -> Iterator[LocalCloud]:
    """A local cloud with the sender and the template that the scripts take for granted."""
    with running_cloud(*load_cached([shipped_specs()])) as cloud:
        with cloud.client(SesClient) as ses:
            ses.create_email_identity(email_identity="mail.example.com")
            ses.update_email_identity(email_identity="mail.example.com")
            ses.create_email_address(email_address="news@mail.example.com")
            content = TemplateContent(html=b"<p>Hello {{name}}</p>")
            ses.create_email_template(template_name="hello", template_content=content)
        yield cloud


def arrived(cloud: LocalCloud, script: str) -> tuple[str, str, dict[str, Any]]:
    """Run a script; version, region and parameters of the one call that it makes."""
    cloud.calls.clear()
    done = subprocess.run(
        [sys.executable, "-c", _TO_THE_CLOUD + script],
        env={
            "LOCAL_CLOUD": cloud.url,
            "TENCENTCLOUD_SECRET_ID": "local",
            "TENCENTCLOUD_SECRET_KEY": "local",
        },
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    (call,) = cloud.calls.newest_first()
    assert call.outcome == "ok"
    headers = {name.lower(): value for name, value in call.request.headers.items()}
    parameters = json.loads(call.request.body)
    assert headers["x-tc-action"] == "SendEmail"
    assert done.stdout.strip() == json.loads(call.response)["Response"]["MessageId"]
    return headers["x-tc-version"], headers["x-tc-region"], parameters


def test_both_scripts_send_the_same(cloud: LocalCloud) -> None:
    theirs, ours = arrived(cloud, THEIRS), arrived(cloud, OURS)
    for found in (theirs, ours):  # JSON in a text may be laid out in another way
        template = found[2]["Template"]
        template["TemplateData"] = json.loads(template["TemplateData"])
    assert theirs == ours


def test_each_name_of_ours_in_the_tables_is_there() -> None:
    import inspect

    import tc3

    options = inspect.signature(SesClient).parameters
    text = PAGE.read_text("utf-8")
    cells = [line.split("|")[2] for line in text.splitlines() if line.startswith("| `")]
    for name in re.findall(r"`(\w+)=", " ".join(cells)):
        assert name in options, name
    for name in re.findall(r"`([A-Z]\w+)\(", " ".join(cells)):
        assert hasattr(tc3, name), name


def test_each_name_of_theirs_in_the_tables_is_there() -> None:
    from tencentcloud.common import credential
    from tencentcloud.common.profile.client_profile import ClientProfile
    from tencentcloud.common.profile.http_profile import HttpProfile

    text = PAGE.read_text("utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    for part, name in re.findall(
        r"`(HttpProfile|ClientProfile)\.(\w+)", " ".join(cells)
    ):
        profile = HttpProfile() if part == "HttpProfile" else ClientProfile()
        assert hasattr(profile, name), name
    for name in re.findall(r"`(\w+Credential|\w+Provider)\(", " ".join(cells)):
        assert hasattr(credential, name), name
