"""Writing a package: only what changes, never over someone's work, never half of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tc3gen.python import swap, write
from tc3gen.python.generate import Refused, generate
from tc3gen.python.manifest import Manifest

from .small import HEAD, tree, write_spec

PING = "{summary: Ping., examples: [{title: T}]}"
ONE = f"actions:\n  Ping: {PING}\n"
TWO = f"actions:\n  Ping: {PING}\n  Pong: {PING}\n"
OTHER = f"actions:\n  Ping: {PING.replace('Ping.', 'Ping the service.')}\n"
BROKEN = f"actions:\n  Ping: {PING}\n  Pong: {{sumary: x}}\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def make(tmp_path: Path, out: Path) -> Callable[..., write.Changes]:
    """Generates from the text of a spec; what was done."""

    def make(text: str, **options: Any) -> write.Changes:
        done = generate([write_spec(tmp_path / "spec", text)], out, **options)
        assert done.problems == ()
        return done.changes

    return make


Make = Callable[..., write.Changes]


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The inode and the time of each file."""
    return {
        path: (os.stat(folder / path).st_ino, os.stat(folder / path).st_mtime_ns)
        for path in tree(folder)
    }


def test_the_manifest_lists_every_file_with_its_digest(out: Path, make: Make) -> None:
    make(ONE)
    files = tree(out / "tc3")
    listed: dict[str, str] = {}
    for folder in ("toy/", ""):
        manifest = json.loads(files.pop(f"{folder}tc3gen.json"))
        assert list(manifest["files"]) == sorted(manifest["files"])
        listed |= {folder + path: found for path, found in manifest["files"].items()}
    assert listed == {
        path: sha256(content).hexdigest() for path, content in files.items()
    }


def test_a_second_run_touches_nothing(out: Path, make: Make) -> None:
    make(ONE)
    before = stamps(out / "tc3"), os.stat(out / "tc3")
    assert not make(ONE)
    assert (stamps(out / "tc3"), os.stat(out / "tc3")) == before


def test_only_files_that_change_are_touched(out: Path, make: Make) -> None:
    make(ONE)
    before = stamps(out / "tc3")
    changes = make(OTHER)
    after = stamps(out / "tc3")
    touched = {path for path in after if after[path] != before[path]}
    assert touched == {*changes.changed, "toy/tc3gen.json"}
    assert changes == write.Changes(
        changed=(
            "toy/v20240131/aio.py",
            "toy/v20240131/client.py",
            "toy/v20240131/models/ping.py",
        )
    )


def test_what_is_no_longer_made_goes(out: Path, make: Make) -> None:
    make(ONE)
    alone = tree(out / "tc3")
    assert make(TWO).added == ("toy/v20240131/models/pong.py",)
    assert make(ONE).removed == ("toy/v20240131/models/pong.py",)
    assert tree(out / "tc3") == alone


def test_a_service_that_is_no_longer_made_leaves_no_empty_folders(
    tmp_path: Path, out: Path
) -> None:
    toy = write_spec(tmp_path / "spec", ONE)
    text = toy.read_text().replace("service: toy", "service: doll")
    doll = write_spec(tmp_path / "spec", text, name="doll.yaml")
    generate([toy, doll], out)
    assert out.joinpath("tc3/doll").is_dir()
    generate([toy], out)
    assert not out.joinpath("tc3/doll").exists()


EDITED = "toy/v20240131/models/pong.py"


@pytest.mark.parametrize("spec", [TWO.replace("Ping.", "P."), ONE])
def test_an_edited_file_is_not_overwritten_nor_removed(
    out: Path, make: Make, spec: str
) -> None:
    make(TWO.replace("summary: Ping.", "summary: First."))
    out.joinpath("tc3", EDITED).write_text("# mine\n")
    before = tree(out), stamps(out)
    with pytest.raises(Refused) as refusal:
        make(spec)
    assert str(refusal.value) == (
        "these files were not written by tc3gen, or were edited since; nothing was "
        f"changed (--force overwrites them):\n  {out}/tc3/{EDITED}"
    )
    assert (tree(out), stamps(out)) == before
    make(spec, force=True)
    fresh = tree(out / "tc3")
    assert fresh.get(EDITED) != b"# mine\n"
    shutil.rmtree(out)
    make(spec)
    assert fresh == tree(out / "tc3")


def test_an_edited_file_is_noticed_even_if_the_specs_are_the_same(
    out: Path, make: Make
) -> None:
    make(TWO)
    out.joinpath("tc3", EDITED).write_text("# mine\n")
    with pytest.raises(Refused, match="edited since"):
        make(TWO)


def test_a_file_that_was_deleted_comes_back(out: Path, make: Make) -> None:
    make(TWO)
    complete = tree(out)
    out.joinpath("tc3", EDITED).unlink()
    assert make(TWO).added == (EDITED,)
    assert tree(out) == complete


@pytest.mark.parametrize(
    "manifest",
    [None, "", "{", "[]", "null", '{"inputs": 1, "files": []}', "[" * 100_000,
     '{"inputs": "", "files": {"../../../etc/passwd": "", "\\u0000": "", "/": ""}}'],
)  # fmt: skip
def test_without_a_manifest_what_would_change_counts_as_edited(
    out: Path, make: Make, manifest: str | None
) -> None:
    make(ONE)
    if manifest is None:
        out.joinpath("tc3/toy/tc3gen.json").unlink()
    else:
        out.joinpath("tc3/toy/tc3gen.json").write_text(manifest)
    assert not make(ONE)
    out.joinpath("tc3/toy/tc3gen.json").write_text(manifest or "")
    with pytest.raises(Refused, match=r"models/ping\.py"):
        make(OTHER)
    make(OTHER, force=True)
    make(ONE)


def test_a_manifest_does_not_reach_into_the_folders_of_services(
    out: Path, make: Make
) -> None:
    make(ONE)
    before = tree(out)
    path = out / "tc3" / "tc3gen.json"
    manifest = json.loads(path.read_text())
    ping = tree(out)["tc3/toy/v20240131/models/ping.py"]
    manifest["files"]["toy/v20240131/models/ping.py"] = sha256(ping).hexdigest()
    path.write_text(json.dumps({**manifest, "inputs": "others"}))
    assert not make(ONE)
    assert tree(out) == before


def test_files_of_others_stay(tmp_path: Path, out: Path, make: Make) -> None:
    make(ONE)
    folder = out / "tc3" / "toy" / "mine"
    folder.mkdir()
    folder.joinpath("notes.txt").write_text("mine")
    folder.joinpath("link").symlink_to("notes.txt")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    elsewhere.joinpath("big.bin").write_text("big")
    folder.joinpath("data").symlink_to(elsewhere)
    make(TWO)
    make(ONE)
    assert folder.joinpath("link").read_text() == "mine"
    assert folder.joinpath("link").is_symlink()
    assert folder.joinpath("data").is_symlink()
    assert folder.joinpath("data/big.bin").read_text() == "big"


def test_a_foreign_file_at_a_path_of_ours_is_refused(out: Path, make: Make) -> None:
    out.joinpath("tc3").mkdir(parents=True)
    out.joinpath("tc3/errors.py").write_text("# not yours\n")
    with pytest.raises(Refused, match=r"tc3/errors\.py"):
        make(ONE)
    assert tree(out) == {"tc3/errors.py": b"# not yours\n"}


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


OBSTACLES: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a file where the package belongs": (
        lambda package, other: package.write_text("x"),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a link in the place of the package": (
        lambda package, other: package.symlink_to(other),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a dangling link": (
        lambda package, other: package.symlink_to(other / "nothing"),
        "{package} is not a folder of its own, so nothing is written there",
    ),
    "a link in the place of a service": (
        lambda package, other: _folder(package).joinpath("toy").symlink_to(other),
        "{package}/toy is not a folder of its own, so nothing is written there",
    ),
    "a file where a folder belongs": (
        lambda package, other: _folder(package).joinpath("toy").write_text("x"),
        "{package}/toy is not a folder of its own, so nothing is written there",
    ),
    "a folder where a file belongs": (
        lambda package, other: (package / "errors.py").mkdir(parents=True),
        "{package}/errors.py is a folder, but a file belongs there",
    ),
}


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("options", [{}, {"force": True}, {"check": True}], ids=str)
def test_nothing_is_written_past_an_obstacle(
    tmp_path: Path, out: Path, make: Make, obstacle: str, options: dict[str, bool]
) -> None:
    put, message = OBSTACLES[obstacle]
    other = tmp_path / "other"
    other.mkdir()
    other.joinpath("keep").write_text("kept")
    out.mkdir()
    put(out / "tc3", other)
    with pytest.raises(Refused) as refusal:
        make(ONE, **options)
    assert str(refusal.value) == message.format(package=out / "tc3")
    assert tree(other) == {"keep": b"kept"}


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    spec = write_spec(tmp_path, ONE)
    tmp_path.joinpath("file").write_text("x")
    with pytest.raises(Refused, match=r"file/out.* cannot be used: Not a directory"):
        generate([spec], tmp_path / "file" / "out")


def test_check_says_what_is_to_be_done_and_does_nothing(out: Path, make: Make) -> None:
    assert len(make(ONE, check=True).added) > 30
    assert not out.exists()
    make(ONE)
    before = tree(out), stamps(out)
    assert not make(ONE, check=True)
    assert make(TWO, check=True).added == (EDITED,)
    out.joinpath("tc3/errors.py").write_text("# mine\n")
    assert make(ONE, check=True).edited == ("errors.py",)
    out.joinpath("tc3/errors.py").write_bytes(before[0]["tc3/errors.py"])
    assert tree(out) == before[0]


def test_problems_leave_everything_as_it_is(
    tmp_path: Path, out: Path, make: Make
) -> None:
    spec = write_spec(tmp_path / "spec", BROKEN)
    assert len(generate([spec], out).problems) > 1
    assert not out.exists()
    make(ONE)
    before = tree(out), stamps(out)
    assert len(generate([write_spec(tmp_path / "spec", BROKEN)], out).problems) > 1
    assert (tree(out), stamps(out)) == before


# ---- Killed half-way ------------------------------------------------------------------


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
        (Path, "mkdir"), (Path, "write_bytes"), (Path, "rename"), (swap, "_exchange"),
        (shutil, "rmtree"),
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
    with swap.locked(package):
        gone = set(write.parts(package)) - set(parts)
        parts = {**parts, **{part: {} for part in gone}}
        changed = [part for part in parts if write.compare(package, part, parts[part])]
        if changed:
            with swap.aside(package) as aside:
                for part in changed:
                    write.stage(package, aside, part, parts[part], Manifest("x"))
                swap.put_in_place(package, aside, changed, parts.keys() - set(changed))


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
        monkeypatch.setattr(swap, "_exchange", lambda one, other: False)
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
from tc3gen.python.generate import generate
jobs, (out, *specs) = int(sys.argv[1]), map(Path, sys.argv[2:])
print("ready", flush=True)
for spec in cycle(specs):
    assert not generate([spec], out, jobs=jobs).problems
"""


@pytest.mark.long
@pytest.mark.parametrize(
    ("services", "jobs"),
    [
        pytest.param(1, 1, id="one service"),
        pytest.param(3, 1, id="several services"),
        pytest.param(3, 3, id="several processes"),
    ],
)
def test_the_process_may_be_killed_at_any_moment(
    tmp_path: Path, out: Path, services: int, jobs: int
) -> None:
    """17 times each: the package is the one of some spec, whole, and the next run is well."""
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
        generate(some, out)
        complete.append(tree(out / "tc3"))
    random = Random(services + jobs)
    folders = [some[0].parent for some in specs]
    for _ in range(17):
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
        generate(specs[number], out)
        assert tree(out / "tc3") == complete[number]
        assert [path.name for path in out.iterdir()] == ["tc3"]


MANY = """
import sys
from itertools import cycle, islice
from pathlib import Path
from tc3gen.python.generate import generate
out, *specs = map(Path, sys.argv[1:])
for spec in islice(cycle(specs), 30):
    assert not generate([spec], out).problems
"""


def test_runs_at_the_same_time_wait_for_each_other(tmp_path: Path, out: Path) -> None:
    specs = [write_spec(tmp_path / "one", ONE), write_spec(tmp_path / "two", TWO)]
    complete = []
    for spec in specs:
        generate([spec], out)
        complete.append(tree(out / "tc3"))
    processes = [
        subprocess.Popen([sys.executable, "-c", MANY, out, *order])
        for order in (specs, specs[::-1], specs)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    assert tree(out / "tc3") in complete
    assert [path.name for path in out.iterdir()] == ["tc3"]
