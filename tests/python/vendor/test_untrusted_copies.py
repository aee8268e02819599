"""A vendored copy that others can write to: its manifest vouches for nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tc3gen.python.output import manifest
from tc3gen.python.vendoring.command import vendor_package, verify_package
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from ..small import write_spec

PING = "actions:\n  Ping: {summary: Ping., examples: [{title: T}]}\n"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy; each test edits another of its files."""
    folder = tmp_path_factory.mktemp("copy")
    spec = write_spec(folder / "spec", PING)
    options = Options((parse_only("toy:Ping"),), clients=("client",))
    vendor_package([spec], folder / "tc3", options)
    assert verify_package(folder / "tc3")
    return folder / "tc3"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("_core/retry.py", "import os\n"),
        ("toy/v20240131/client.py", "import os\n"),
        ("planted.py", "import os\n"),
        ("errors.py", f"x = {'-' * 200_000}1\n"),  # deeper than Python can read
    ],
)
def test_a_back_door_is_found_although_the_manifest_vouches_for_it(
    package: Path, path: str, text: str
) -> None:
    part, inside = ("toy", path[4:]) if path.startswith("toy/") else ("", path)
    edited, record = package / path, package / part / manifest.NAME
    before = edited.read_bytes() if edited.exists() else b""
    edited.write_bytes(before + text.encode())
    known = json.loads(record.read_text())
    known["files"][inside] = manifest.digest_of(edited)
    record.write_text(json.dumps(known))
    assert path in verify_package(package).outdated
