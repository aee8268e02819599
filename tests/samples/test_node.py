"""Every sample for the official SDK of Node.js, which npm installs: `make test-nightly`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tc3gen.cloud.hosting.running import RunningCloud
from tc3gen.explorer.web.api import Api

from .conftest import Case
from .test_samples import KEYS, arrived_in, code_of, expected

PACKAGE = "tencentcloud-sdk-nodejs"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text("{}")
    subprocess.run(
        [npm, "install", "--no-audit", "--no-fund", "--silent", PACKAGE],
        cwd=folder,
        check=True,
        timeout=600,
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
def test_node(project: Path, api: Api, cloud: RunningCloud, cases: list[Case]) -> None:
    """One process for all: each sample is a module of its own, run after the other."""
    for number, case in enumerate(cases):
        code = code_of(api, case, "nodejs-official")
        # A module that ends when its call has: what it would set, and print, is dropped.
        (project / f"{number:03}.js").write_text(
            code.replace("client.", "module.exports = client.", 1)
        )
    run = (
        "const fs = require('fs'); console.log = console.error = () => {};"
        "(async () => { for (const file of fs.readdirSync('.').sort())"
        " if (/^\\d+\\.js$/.test(file)) await require('./' + file); process.exitCode = 0;"
        " })();"
    )
    node = shutil.which("node")
    assert node is not None
    subprocess.run(
        [node, "-e", run],
        cwd=project,
        env={**os.environ, **KEYS},
        check=True,
        timeout=1200,
    )
    calls = list(cloud.calls.newest_first())[::-1]
    assert len(calls) == len(cases)
    differ = [
        json.dumps([arrived_in(call, case), expected(case)])
        for case, call in zip(cases, calls, strict=True)
        if arrived_in(call, case) != expected(case)
    ]
    assert differ == []
