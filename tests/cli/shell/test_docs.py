"""The recipes of the documentation work, in a real shell."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tc3gen.cloud import RunningCloud

from ..support.command import ROOT, TC3, Shell

PAGES = ("README.md", "docs/coming-from-tccli.md", "docs/how-to/shell.md")
BLOCKS = [
    pytest.param(block, id=f"{page} {number}")
    for page in PAGES
    for number, block in enumerate(
        re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.S)
    )
    if "tc3 " in block
]


def test_there_are_recipes() -> None:
    assert len(BLOCKS) >= 6


@pytest.mark.parametrize("block", BLOCKS)
def test_a_recipe_works(
    block: str, tc3: Shell, tc3_cloud: RunningCloud, tmp_path: Path
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    folder.joinpath("tc3").symlink_to(TC3)
    tccli = tmp_path / ".tccli"
    tccli.mkdir()
    key = '{"secretId": "local", "secretKey": "local"}'
    tccli.joinpath("default.credential").write_text(key)
    tccli.joinpath("default.configure").write_text('{"_sys_param": {}}')
    environment = {**tc3.environment(), "PATH": f"{folder}:{os.environ['PATH']}"}
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.stdout
    # What a reader would take for a mistake: a table or a list with nothing in it.
    assert not {"(none)", "[]", "null"} & set(ran.stdout.splitlines())
