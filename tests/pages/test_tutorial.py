"""The tutorial, followed to the letter: its files are written, and its tests pass."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from tc3.ses import AsyncSesClient
from tc3gen.cloud import running_cloud

TUTORIAL = Path(__file__).parents[2] / "docs/tutorial.md"


def test_what_the_tutorial_writes_passes(tmp_path: Path) -> None:
    text = TUTORIAL.read_text("utf-8")
    files = re.findall(r"Write `([\w.]+)`.*?```python\n(.*?)```", text, re.S)
    assert [name for name, _ in files] == ["service.py", "test_service.py"]
    for name, content in files:
        (tmp_path / name).write_text(content)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "3 passed" in done.stdout, done.stdout


async def test_the_first_reader_of_an_empty_cloud_is_told_what_is_missing() -> None:
    text = TUTORIAL.read_text("utf-8")
    scope: dict[str, Any] = {"__name__": "service"}
    exec(re.findall(r"Write `service.py`.*?```python\n(.*?)```", text, re.S)[0], scope)
    with running_cloud() as cloud:
        app = scope["make_app"](**cloud.client_options(AsyncSesClient))
        async with TestClient(TestServer(app)) as client:
            (reader,) = re.findall(r"/readers -d '(.*)'", text)
            response = await client.post("/readers", data=reader)
            assert response.status == 409
            assert f"code `{(await response.json())['code']}`" in text
