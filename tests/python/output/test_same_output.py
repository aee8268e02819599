"""Equal specs make the same bytes, wherever and however the generator is run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from effort import by_night

from tc3gen.python.output.generate import generate_package

from ..small import SPECS, run, tree

FILES = sorted(path.relative_to(SPECS) for path in SPECS.rglob("*.yaml"))


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("made")
    assert generate_package([SPECS], folder).problems == ()
    return tree(folder / "tc3")


@pytest.mark.parametrize(
    ("specs", "environment"),
    [
        by_night(["spec"], {"PYTHONHASHSEED": "0"}, name="hash seed 0"),
        by_night(
            ["./spec/../spec/"], {"PYTHONHASHSEED": "1", "LC_ALL": "C"}, name="locale C"
        ),
        pytest.param(
            [f"spec/{path}" for path in reversed(FILES)],
            {"PYTHONHASHSEED": "random", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"},
            id="files in reverse, another time zone",
        ),
        pytest.param(
            [f"spec/{path}" for path in FILES[len(FILES) // 2 :] + FILES[:2] + FILES],
            {"PYTHONHASHSEED": "random", "PYTHONUTF8": "0", "PYTHONOPTIMIZE": "1"},
            id="files shuffled and repeated",
        ),
        by_night(
            [str(SPECS)], {"PYTHONHASHSEED": "2"}, name="absolute path of the original"
        ),
    ],
)
def test_the_output_is_the_same(
    tmp_path: Path,
    expected: dict[str, bytes],
    specs: list[str],
    environment: dict[str, str],
) -> None:
    shutil.copytree(SPECS, tmp_path / "spec")
    done = run(
        "tc3gen", "generate", *specs, "--out", "out",
        cwd=tmp_path, environment=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "out" / "tc3") == expected


def test_the_folder_that_one_stands_in_does_not_matter(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    specs = [path.name if path.parent.name == "ses" else f"../{path}" for path in FILES]
    done = run("tc3gen", "generate", *specs, "--out", tmp_path, cwd=SPECS / "ses")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "tc3") == expected
