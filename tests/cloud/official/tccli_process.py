"""Runs the provider's command line, unmodified, once for each line of its input.

Each line is a JSON list of the arguments. It is imported once and runs in a fork of this
process each time, as it takes most of a second to start.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence


def main() -> None:
    import tccli.main

    for line in sys.stdin:
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _run(tccli.main.main, json.loads(line), out.fileno(), err.fileno())
            _, status = os.waitpid(child, 0)
            texts = []
            for file in (out, err):
                file.seek(0)
                texts.append(file.read().decode())
        print(json.dumps([os.waitstatus_to_exitcode(status), *texts]), flush=True)


def _run(
    command: Callable[[], int | None], arguments: Sequence[str], out: int, err: int
) -> None:
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = ["tccli", *arguments]
    status = 1
    try:
        status = command() or 0
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
        os._exit(status)


if __name__ == "__main__":
    main()
