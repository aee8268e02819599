"""The way in. Quick responses come first; nothing that happens ends in a traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from ..version import VERSION
from .catalog import PACKAGE, program

_NEEDED = ("click", "jmespath", "rich", "yaml")
_HIDDEN = ("secret", "token", "passw", "credential", "assertion", "key", "://")
"""Parts of words that may name a secret, or be a URL with one."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line, and end the process with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["__complete"]:
        from .shells import print_candidates

        print_candidates(words[1:])
        _end_process(0)
    if arguments is None:
        words = _without_secrets(words)
    _end_process(run_command(words))


def run_command(words: Sequence[str]) -> int:
    """Carry a command out, whatever happens. Returns the exit code."""
    from .exits import FAULT, OUTPUT_LOST, WRONG_USE, OutputLost, Stop, WrongUse
    from .output import errors, stdout

    try:
        try:
            code = _command(list(words))
            stdout.flush_output()
            return code
        except WrongUse as error:
            stdout.flush_output()
            errors.show_wrong_use(error.problems, error.hint)
            return WRONG_USE
    except Stop as stop:
        return _flush_outputs(stop.code)
    except OutputLost as error:
        errors.show_error(str(error), "OutputLost", OUTPUT_LOST)
        return OUTPUT_LOST
    except (RecursionError, MemoryError, OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        where = getattr(error, "filename", None)
        errors.show_error(
            f"{where}: {reason}" if where else str(reason), "Failed", WRONG_USE
        )
        return WRONG_USE
    except Exception as error:  # noqa: BLE001
        # It may quote what was sent, so only its type and its place are told.
        errors.show_error(f"a fault in this program, {_place(error)}", "Fault", FAULT)
        return FAULT


def _place(error: BaseException) -> str:
    """The type of an error, and where in the program it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    name = os.path.basename(trace.tb_frame.f_code.co_filename)
    return f"{type(error).__name__} in {name}:{trace.tb_lineno}"


def _flush_outputs(code: int) -> int:
    """Have what was written arrive before the process ends; the first failure counts."""
    from .exits import OutputLost, Stop
    from .output import stdout

    with suppress(OutputLost, Stop):
        stdout.flush_output()
    return code


def _command(words: list[str]) -> int:
    if words in (["--version"], ["-V"]):
        from .output.stdout import write_text

        write_text(f"{program()} {VERSION}\n")
        return 0
    _check_extra()
    from .dispatch import dispatch

    return dispatch(program(), words)


def _check_extra() -> None:
    """Refuse to work without the packages that the command line needs."""
    from importlib.machinery import PathFinder

    missing = [name for name in _NEEDED if PathFinder.find_spec(name) is None]
    if missing:
        from .exits import WrongUse

        raise WrongUse(
            f"the command line needs {', '.join(missing)}: pip install '{PACKAGE}[cli]'"
            if PACKAGE == "tc3"
            else f"the command line needs {', '.join(missing)}: pip install "
            "click rich jmespath pyyaml"
        )


def _without_secrets(words: list[str]) -> list[str]:
    """The words of this process, which begins anew if they would show a secret."""
    if os.name != "posix" or not any(
        part in w.lower() for w in words for part in _HIDDEN
    ):
        return words
    from .hiding import begin_anew, with_secrets

    whole = with_secrets(words)
    if whole is None:
        begin_anew(words)
    return whole or words


def _end_process(code: int) -> None:
    """End the process. What is left in buffers that lead nowhere is not told of."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    # Nothing that runs when an interpreter ends may print a traceback, or wait.
    os._exit(code)
