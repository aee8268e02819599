"""What mypy --strict and basedpyright say of code that uses the SDK, right and wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from effort import by_night

import tc3

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
GENERATED = Path(tc3.__path__[0]).parent
EXPECT = re.compile(r"# expect: (\S+) (\S+)$")

Found = dict[str, dict[int, set[str]]]
"""The errors of each file by line."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The two files, and nothing else."""
    folder = tmp_path_factory.mktemp("types")
    shutil.copy(HERE / "types_ok.py", folder / "right.py")
    shutil.copy(HERE / "types_bad.txt", folder / "wrong.py")
    return folder


def mypy(folder: Path) -> Found:
    (folder / "mypy.ini").write_text(
        "[mypy]\nstrict = true\npython_version = 3.10\nerror_summary = false\n"
        f"cache_dir = {ROOT / '.mypy_cache' / 'types'}\nmypy_path = {GENERATED}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "right.py", "wrong.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    found: Found = defaultdict(lambda: defaultdict(set))
    for line in done.stdout.splitlines():
        match = re.match(r"(.+?):(\d+): error: .*\[([\w-]+)\]$", line)
        if match:
            found[match[1]][int(match[2])].add(match[3])
        else:
            assert ": note: " in line, line
    return found


def pyright(folder: Path) -> Found:
    settings = {
        "typeCheckingMode": "standard",
        "pythonVersion": "3.10",
        "extraPaths": [str(GENERATED)],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    done = subprocess.run(
        [
            *[sys.executable, "-m", "basedpyright", "--outputjson", "-p", str(folder)],
            *["--pythonpath", sys.executable],
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    found: Found = defaultdict(lambda: defaultdict(set))
    for problem in json.loads(done.stdout)["generalDiagnostics"]:
        if problem["severity"] == "error":
            line = problem["range"]["start"]["line"] + 1
            found[Path(problem["file"]).name][line].add(problem["rule"])
    return found


@pytest.mark.parametrize(("check", "word"), [(mypy, 1), by_night(pyright, 2)])
def test_right_code_is_accepted_and_wrong_code_refused(
    folder: Path, check: Callable[[Path], Found], word: int
) -> None:
    """Every line that is marked, for the reason that is given, and no other line.

    `word` is the place of the checker's reason in `# expect:`.
    """
    found = check(folder)
    assert found.get("right.py", {}) == {}
    source = (HERE / "types_bad.txt").read_text().splitlines()
    expected = {
        number: set(match[word].split(","))
        for number, line in enumerate(source, 1)
        if (match := EXPECT.search(line))
    }
    assert len(expected) > 30
    wrong = found["wrong.py"]
    differing = {
        source[number - 1]: wrong.get(number, set())
        for number in sorted({*expected, *wrong})
        if not wrong.get(number, set()) & expected.get(number, set())
        or not wrong.get(number, set()) <= expected.get(number, set())
    }
    assert differing == {}
