"""What all products of the provider take: importing, generating, memory, one that changed.

It takes minutes, and is measured on request only, where `make conformance` has installed
what it needs: `python -m tests.bench --only products`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from compileall import compile_dir
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from attrs import frozen

from .command_line import help_of_products
from .measure import Contest, run, turns
from .table import Row

AREA = "all products"
SMALL, LARGE = "ses", "csip"
"""The products beside each other: 36 actions and 751."""
ROUNDS = 3
IMPORTS = 9
_MEGA = 1024 * 1024
_LOOK_EVERY = 0.05


@frozen
class Usage:
    """What a command took, with all its processes."""

    seconds: float
    cpu: float
    megabytes: float


def rows() -> list[Row]:
    if find_spec("tccli") is None:
        reason = "tccli is not installed: `make conformance` installs it"
        return [Row(area=AREA, peer="all", skipped=reason)]
    with TemporaryDirectory(prefix="tc3-bench-") as name:
        specs, out = Path(name, "spec"), Path(name, "out")
        return list(_rows(specs, out))


def _rows(specs: Path, out: Path) -> Iterator[Row]:
    importing = _tc3gen("import", "tccli", "--out", specs)
    yield _seconds("tc3gen import tccli", importing, 60)
    generate = ("generate", specs, "--out", out, "--package", "cloud")
    made = _tc3gen(*generate)
    yield _seconds("tc3gen generate", made, 60)
    yield Row(
        area=AREA,
        peer="its memory, all processes together",
        ratio=made.megabytes,
        at_most=600,
        note="MB",
    )
    again = [_tc3gen(*generate) for _ in range(ROUNDS)]
    yield _seconds("nothing has changed", _usual(again), 3)
    (one,) = specs.glob(f"{SMALL}/*.yaml")
    changed = []
    for number in range(ROUNDS):
        text = one.read_text(encoding="utf-8")
        one.write_text(f"{text}# {number}\n", encoding="utf-8")
        changed.append(_tc3gen(*generate))
    yield _seconds("one of 300 has changed", _usual(changed), 2)
    yield _generating(specs, out)
    yield _importing(out)
    yield help_of_products(out, SMALL, LARGE)


def _generating(specs: Path, out: Path) -> Row:
    contest = Contest()
    for number, name in enumerate(turns((SMALL, LARGE), ROUNDS)):
        arguments = ("generate", specs / name, "--out", out / str(number))
        contest.samples.setdefault(name, []).append(run(_command(*arguments)))
    return Row(
        area=AREA,
        peer=f"generating {LARGE} alone, beside {SMALL}",
        unit="s",
        ours=contest.cpu(LARGE),
        theirs=contest.cpu(SMALL),
        ratio=contest.cpu_ratio(LARGE, SMALL),
        at_most=25,
    )


def _importing(out: Path) -> Row:
    start = f"import sys; sys.path.insert(0, {str(out)!r}); "
    codes = {"bare": start}
    for name in (SMALL, LARGE):
        client = name.capitalize()
        codes[name] = (
            f"{start}from cloud.{name} import {client}Client, Async{client}Client"
        )
    for folder in ("_core", SMALL, LARGE):
        compile_dir(out / "cloud" / folder, quiet=1)
    contest = Contest()
    for name in turns(codes, IMPORTS):
        contest.samples.setdefault(name, []).append(run(["-c", codes[name]]))
    cost = {name: contest.cpu(name) - contest.cpu("bare") for name in (SMALL, LARGE)}
    return Row(
        area=AREA,
        peer=f"importing the clients of {LARGE} beside {SMALL}",
        unit="ms",
        ours=cost[LARGE],
        theirs=cost[SMALL],
        ratio=cost[LARGE] / cost[SMALL],
        at_most=2,
    )


def _seconds(title: str, usage: Usage, target: float) -> Row:
    return Row(
        area=AREA,
        peer=title,
        unit="s",
        ours=usage.seconds,
        ratio=usage.seconds,
        at_most=target,
        note=f"{usage.cpu:.2f} s of CPU",
    )


def _usual(found: Sequence[Usage]) -> Usage:
    return Usage(
        median(u.seconds for u in found),
        median(u.cpu for u in found),
        max(u.megabytes for u in found),
    )


def _tc3gen(*arguments: str | Path) -> Usage:
    """Runs a command; its memory is looked at from time to time."""
    command = [sys.executable, *_command(*arguments)]
    start, cpu = time.perf_counter(), _cpu_of_children()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    most = 0
    while process.poll() is None:
        most = max(most, sum(map(_memory, _family(process.pid))))
        time.sleep(_LOOK_EVERY)
    seconds, cpu = time.perf_counter() - start, _cpu_of_children() - cpu
    if process.returncode:
        raise RuntimeError(f"{command} ended with status {process.returncode}")
    return Usage(seconds, cpu, most / _MEGA)


def _command(*arguments: str | Path) -> list[str]:
    """What an interpreter is given to run a command."""
    return ["-c", "from tc3gen.cli import main; main()", *map(str, arguments)]


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> Iterator[int]:
    """A process and all below it."""
    yield pid
    for child in _text(f"/proc/{pid}/task/{pid}/children").split():
        yield from _family(int(child))


def _memory(pid: int) -> int:
    """The bytes of a process; what several share is counted once, in parts."""
    for line in _text(f"/proc/{pid}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:  # it has ended meanwhile, or the system has no such files
        return ""
