"""Actions that stream, and actions that send files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tc3gen.cloud import running_cloud
from tc3gen.python.output.generate import generate_package
from tc3gen.spec.reading.load import load_specs

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: {doc: The service failed., retry: repeatable}
"""

SPEC = """\
service: talk
version: "2024-01-31"
title: Talk
summary: Talks.
actions:
  Chat:
    summary: Chat.
    repeatable: false
    streams: Stream
    params:
      Text: {type: string, required: true, doc: What to say.}
      Stream: {type: boolean, doc: Piece by piece.}
    returns:
      Delta: {type: string, doc: What is said.}
    examples:
      - title: Chat
        request: {Text: Hello}
        response: {Delta: Hi}
  Upload:
    summary: Send a file.
    repeatable: false
    form: multipart
    params:
      File: {type: bytes, required: true, doc: The file.}
      Name: {type: string, doc: Its name.}
    returns:
      Size: {type: integer, doc: Its size.}
    examples:
      - title: Send
        request: {File: aGk=, Name: n}
        response: {Size: 2}
"""


def test_streams_and_files(tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    folder.joinpath("common.yaml").write_text(COMMON)
    folder.joinpath("talk.yaml").write_text(SPEC)
    done = generate_package([folder], tmp_path, package="talkcloud")
    assert [str(problem) for problem in done.problems] == []
    specs = load_specs([folder])
    file = tmp_path / "file.bin"
    file.write_bytes(b"\x00\xffhi")
    with running_cloud(specs.services, specs.common) as cloud:

        def run(*words: str) -> str:
            kept = {k: v for k, v in os.environ.items() if not k.startswith("TC3_")}
            ran = subprocess.run(
                [sys.executable, "-m", "talkcloud", "talk", *words],
                env={
                    **kept, "TC3_ENDPOINT": cloud.url, "PYTHONPATH": str(tmp_path),
                    "HOME": str(tmp_path), "TC3_REGION": "ap-singapore",
                    "TENCENTCLOUD_SECRET_ID": "local", "TENCENTCLOUD_SECRET_KEY": "local",
                },
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert ran.returncode == 0, ran.stderr
            return ran.stdout

        assert json.loads(run("chat", "--text", "Hello"))["Delta"] == "Hi"
        pieces = run("chat", "--text", "Hello", "--stream").splitlines()
        assert len(pieces) > 1
        assert all(json.loads(piece) for piece in pieces)
        assert (
            json.loads(run("upload", "--file", f"@{file}", "--name", "n"))["Size"] == 2
        )
        command = run("upload", "--file", f"@{file}", "--dry-run", "curl")
        assert "base64 -d | curl" in command
        told = subprocess.run(
            ["bash"], input=command, capture_output=True, text=True, check=True
        )
        assert json.loads(told.stdout)["Response"]["Size"] == 2
