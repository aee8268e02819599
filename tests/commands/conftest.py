"""What the tests of the command share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tc3gen.cli import main

COMMON = """\
title: Common
summary: What all share.
parameters:
  Region: {header: X-TC-Region, type: string, doc: Where the data is.}
errors:
  InternalError: The service failed.
"""


TOY = """\
service: toy
version: "2024-01-31"
title: Toy Service
summary: Toys.
actions:
  Ping: {summary: Ping., examples: [{title: T}]}
"""


BROKEN = """\
service: toy
version: "2024-01-31"
title: Toy Service
sumary: Toys.
actions:
  Ping: {summary: Ping., params: {A: {type: strin, doc: x}}, examples: [{title: T}]}
"""


class Said(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    error: str


Command = Callable[..., Said]


@pytest.fixture
def tc3gen(capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in this process; an exception that it lets out fails the test."""

    def run(*arguments: str) -> Said:
        with pytest.raises(SystemExit) as end:
            main(arguments, prog_name="tc3gen")
        assert isinstance(end.value.code, int)
        out, error = capsys.readouterr()
        return Said(end.value.code, out, error)

    return run


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with specs in it."""
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "spec/common.yaml": COMMON,
        "spec/toy.yaml": TOY,
        "broken/common.yaml": COMMON,
        "broken/toy.yaml": BROKEN,
    }.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    tmp_path.joinpath("empty").mkdir()
    tmp_path.joinpath("file").write_text("x")
    os.mkfifo(tmp_path / "pipe.yaml")
    tmp_path.joinpath("endless.yaml").symlink_to("/dev/zero")
    tmp_path.joinpath("latin.yaml").write_bytes(b"service: caf\xe9\n")
    return tmp_path
