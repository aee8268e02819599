"""A local cloud, and a command line that calls it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tc3gen.cloud import RunningCloud

from .support.command import Shell
from .support.recorder import Recorder, recording_service


@pytest.fixture
def tc3(tc3_cloud: RunningCloud, tmp_path: Path) -> Shell:
    """The command line, calling the local cloud, with a home of its own."""
    return Shell(tmp_path, tc3_cloud.url)


@pytest.fixture
def offline(tmp_path: Path) -> Shell:
    """The command line with neither a key nor a service to call."""
    return Shell(tmp_path, "http://127.0.0.1:9", {})


@pytest.fixture
def ready(tc3: Shell, tc3_cloud: RunningCloud) -> Shell:
    """The command line, with a sender, a template and a recipient group in the cloud."""
    tc3("ses", "create-email-identity", "--email-identity", "mail.example.com").done()
    tc3("ses", "update-email-identity", "--email-identity", "mail.example.com").done()
    tc3(
        "ses", "create-email-address", "--email-address", "news@mail.example.com"
    ).done()
    tc3(
        "ses", "create-email-template", "--template-name", "greeting",
        "--template-content.text", "SGVsbG8ge3tuYW1lfX0=",
    ).done()  # fmt: skip
    tc3("ses", "create-receiver", "--receivers-name", "Readers").done()
    return tc3


@pytest.fixture(scope="module")
def recorder_of_module() -> Iterator[Recorder]:
    """A service that answers what a test says."""
    with recording_service() as recorder:
        yield recorder


@pytest.fixture
def recorder(recorder_of_module: Recorder) -> Recorder:
    """A service that answers what a test says, and was not asked yet."""
    recorder_of_module.requests.clear()
    recorder_of_module.respond = lambda action, params: {}
    return recorder_of_module


@pytest.fixture
def recorded(recorder: Recorder, tmp_path: Path) -> Shell:
    """The command line, calling that service."""
    return Shell(tmp_path, recorder.url)
