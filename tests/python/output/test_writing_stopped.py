"""Runs that are stopped, or run at the same time: the package is whole at any moment."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from effort import by_night, many

from tc3gen.python.output import atomic_swap, staging
from tc3gen.python.output.generate import generate_package
from tc3gen.python.output.manifest import Manifest

from ..small import HEAD, tree, write_spec
from .written_specs import ONE, OTHER, TWO


class Killed(BaseException):
    """What stands for the end of the process."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Lets a number of steps on the file system happen; all later ones fail."""
    left = 1_000_000

    def allow(number: int) -> None:
        nonlocal left
        left = number

    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return function(*arguments, **options)

        return step

    for owner, name in (
        (os, "link"), (os, "mkdir"), (os, "rename"), (os, "rmdir"), (os, "unlink"),
        (Path, "mkdir"), (Path, "write_bytes"), (Path, "rename"),
        (atomic_swap, "_exchange_folders"), (shutil, "rmtree"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, counted(getattr(owner, name)))
    yield allow
    allow(1_000_000)


OLD = {
    "": {
        "same.py": b"same",
        "a.py": b"old",
        "sub/gone.py": b"gone",
        "sub/b.py": b"old",
    },
    "ses": {"c.py": b"old"},
    "sms": {"d.py": b"old"},
}


STEPS = {
    "only what no service has": {**OLD, "": {"same.py": b"same", "new/c.py": b"new"}},
    "one service": {**OLD, "ses": {"c.py": b"new", "e.py": b"new"}},
    "a service more": {**OLD, "sts": {"c.py": b"new"}},
    "a service less": {"": OLD[""], "ses": OLD["ses"]},
    "all": {
        "": {"a.py": b"new"},
        "ses": {"c.py": b"new"},
        "sms": {},
        "sts": {"e.py": b""},
    },
}


def update(package: Path, parts: dict[str, dict[str, bytes]]) -> None:
    """Makes a package consist of parts, as generating does."""
    with atomic_swap.package_lock(package):
        gone = set(staging.parts(package)) - set(parts)
        parts = {**parts, **{part: {} for part in gone}}
        changed = [
            part for part in parts if staging.compare_part(package, part, parts[part])
        ]
        if changed:
            with atomic_swap.aside(package) as aside:
                for part in changed:
                    staging.stage_part(package, aside, part, parts[part], Manifest("x"))
                atomic_swap.put_in_place(
                    package, aside, changed, parts.keys() - set(changed)
                )


@pytest.mark.parametrize("new", STEPS)
@pytest.mark.parametrize("exchange", [True, False])
def test_a_run_may_end_at_any_step(
    tmp_path: Path,
    steps: Callable[[int], None],
    monkeypatch: pytest.MonkeyPatch,
    exchange: bool,
    new: str,
) -> None:
    """With the exchange of folders the package is whole at all times; without it (not on
    Linux) it may be away for a moment, and the next run brings it back.
    """
    if not exchange:
        monkeypatch.setattr(atomic_swap, "_exchange_folders", lambda one, other: False)
    package = tmp_path / "out" / "tc3"
    package.mkdir(parents=True)
    package.joinpath("notes.txt").write_text("a file of the user's own")
    update(package, STEPS[new])
    after = tree(package)
    update(package, OLD)
    before = tree(package)
    ends = 0
    for number in range(1000):
        steps(number)
        try:
            update(package, STEPS[new])
        except Killed:
            ends += 1
        else:
            break
        finally:
            steps(1_000_000)
        if exchange:
            assert tree(package) in (before, after)
        update(package, OLD)
        assert tree(package) == before
        assert [path.name for path in package.parent.iterdir()] == ["tc3"]
    assert ends > 5


ENDLESS = """
import sys
from itertools import cycle
from pathlib import Path
from tc3gen.python.output.generate import generate_package
jobs, (out, *specs) = int(sys.argv[1]), map(Path, sys.argv[2:])
print("ready", flush=True)
for spec in cycle(specs):
    assert not generate_package([spec], out, jobs=jobs).problems
"""


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.parametrize(
    ("services", "jobs"),
    [
        by_night(1, 1, name="one service"),
        by_night(3, 1, name="several services"),
        pytest.param(3, 3, id="several processes"),
    ],
)
def test_the_process_may_be_killed_at_any_moment(
    tmp_path: Path, out: Path, services: int, jobs: int
) -> None:
    """Some times each: the package is the one of some spec, whole, and the next run is well."""
    names = ["toy", "doll", "kite"][:services]
    specs = [
        [
            write_spec(
                tmp_path / version,
                HEAD.replace("service: toy", f"service: {name}") + text,
                name=f"{name}.yaml",
            )
            for name in names
        ]
        for version, text in (("one", ONE), ("two", TWO), ("other", OTHER))
    ]
    complete = []
    for some in specs:
        generate_package(some, out)
        complete.append(tree(out / "tc3"))
    random = Random(services + jobs)
    folders = [some[0].parent for some in specs]
    for _ in range(many(30, by_day=5)):
        process = subprocess.Popen(
            [sys.executable, "-c", ENDLESS, str(jobs), out, *folders],
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(random.uniform(0.05, 0.25))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        assert tree(out / "tc3") in complete
        number = random.randrange(len(specs))
        generate_package(specs[number], out)
        assert tree(out / "tc3") == complete[number]
        assert [path.name for path in out.iterdir()] == ["tc3"]


MANY = """
import sys
from itertools import cycle, islice
from pathlib import Path
from tc3gen.python.output.generate import generate_package
out, *specs = map(Path, sys.argv[1:])
for spec in islice(cycle(specs), 30):
    assert not generate_package([spec], out).problems
"""


@pytest.mark.nightly
def test_runs_at_the_same_time_wait_for_each_other(tmp_path: Path, out: Path) -> None:
    specs = [write_spec(tmp_path / "one", ONE), write_spec(tmp_path / "two", TWO)]
    complete = []
    for spec in specs:
        generate_package([spec], out)
        complete.append(tree(out / "tc3"))
    processes = [
        subprocess.Popen([sys.executable, "-c", MANY, out, *order])
        for order in (specs, specs[::-1], specs)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert tree(out / "tc3") in complete
    assert [path.name for path in out.iterdir()] == ["tc3"]
