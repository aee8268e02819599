"""Runs commands of `tc3` and `tccli`, each in a fork of a process that has them imported.

Each line of its input is a JSON list: the program, and its arguments.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import Any


def main() -> None:
    import tccli.main

    from tc3._core.cli.main import main as tc3

    programs = {"tc3": tc3, "tccli": tccli.main.main}
    for line in sys.stdin:
        program, *words = json.loads(line)
        with tempfile.TemporaryFile() as out:
            child = os.fork()
            if child == 0:
                _run(programs[program], program, words, out.fileno())
            _, status = os.waitpid(child, 0)
            out.seek(0)
            text = out.read().decode("utf-8", "replace")
        print(json.dumps([os.waitstatus_to_exitcode(status), text]), flush=True)


def _run(command: Any, program: str, words: list[str], out: int) -> None:
    os.dup2(out, 1)
    os.dup2(out, 2)
    sys.argv = [program, *words]
    status = 1
    try:
        status = command() or 0
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
