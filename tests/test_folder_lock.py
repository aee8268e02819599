"""One run at a time in a folder, whichever process it is in."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from tc3gen.util.folder_lock import only_one

HOLD = """\
import sys
from pathlib import Path
from tc3gen.util.folder_lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def lock_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock of a folder."""
    made = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert made.stdout is not None
    assert made.stdout.readline() == "held\n"
    return made


@pytest.mark.parametrize("killed", [True, False])
def test_a_run_waits_for_another_one_in_the_same_folder(
    tmp_path: Path, killed: bool
) -> None:
    """The same folder by another name, too; a killed run holds nothing."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "specs")
    other = holder(tmp_path / "specs")
    entered = threading.Event()

    def run() -> None:
        with only_one(tmp_path / "link"):
            entered.set()

    waiting = threading.Thread(target=run, daemon=True)
    waiting.start()
    assert not entered.wait(0.3)
    with only_one(tmp_path):  # another folder
        pass
    if killed:
        other.kill()
    other.communicate()
    assert entered.wait(30)
    waiting.join()


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "specs"
    folder.mkdir()
    with only_one(folder):
        assert list(folder.iterdir()) == []


def test_a_link_that_lies_in_wait_is_refused(lock_folder: Path, tmp_path: Path) -> None:
    trap = lock_folder / f"tc3gen-locks-{os.getuid()}"
    trap.symlink_to(tmp_path)
    with pytest.raises(OSError, match="it is a link: remove it"), only_one(tmp_path):
        pass
