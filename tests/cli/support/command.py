"""Runs the command line: in this process, which is quick, or as people do."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

from attrs import frozen

from tc3._core.cli.main import run_command as run_words

ROOT = Path(__file__).parents[3]
KEY = {"TENCENTCLOUD_SECRET_ID": "local", "TENCENTCLOUD_SECRET_KEY": "local"}


@frozen
class Ran:
    """The output of a command, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)

    def done(self) -> Ran:
        """This, which must have gone well."""
        assert self.code == 0, self.err
        return self


class _Stdin(io.TextIOWrapper):
    """Standard input with some content."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content), encoding="utf-8")


class _Terminal(io.StringIO):
    """A text stream that says what it is: no file, with an encoding, maybe a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    encoding = "utf-8"

    def isatty(self) -> bool:
        return self._terminal


def quiet() -> None:
    """Take back what a command with `--debug` has set up, as its process ends with it."""
    log = logging.getLogger("tc3")
    log.handlers = []
    log.propagate = True
    log.setLevel(logging.NOTSET)


@frozen
class Shell:
    """Runs commands with an environment of their own."""

    home: Path
    url: str = ""
    variables: Mapping[str, str] = KEY

    def environment(self) -> dict[str, str]:
        """The variables of a command."""
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("TC3_", "TENCENT"))
        }
        kept.pop("NO_COLOR", None)
        kept.pop("COLUMNS", None)
        given = {"TC3_ENDPOINT": self.url} if self.url else {}
        return {**kept, "HOME": str(self.home), **given, **self.variables}

    def __call__(
        self,
        *words: str,
        stdin: bytes = b"",
        terminal: bool = False,
        env: Mapping[str, str] = {},
    ) -> Ran:
        """Run a command in this process; `env` are variables."""
        out, err = _Terminal(terminal), _Terminal(terminal)
        environment = {**self.environment(), **env}
        with (
            patch.dict(os.environ, environment, clear=True),
            patch.object(sys, "stdin", _Stdin(stdin)),
            patch.object(sys, "argv", ["tc3", *words]),
            redirect_stdout(out),
            redirect_stderr(err),
        ):
            try:
                code = run_words(words)
            finally:
                quiet()
        assert "Traceback" not in err.getvalue()
        return Ran(code, out.getvalue(), err.getvalue())

    def process(
        self, *words: str, stdin: bytes = b"", env: Mapping[str, str] = {}
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a command as a process of its own."""
        found = subprocess.run(
            [TC3, *words],
            input=stdin,
            capture_output=True,
            env={**self.environment(), **env},
            timeout=60,
            check=False,
        )
        assert b"Traceback" not in found.stderr
        return found


TC3 = str(Path(sys.executable).parent / "tc3")
