"""`tc3gen init`: what it writes passes, generates, and its test passes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from tc3gen.cli import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["init", *arguments])


def test_the_first_files_pass_all_that_they_set_up(folder: Path) -> None:
    done = init("shop")
    assert done.exit_code == 0, done.output
    written = [Path(line) for line in done.output.splitlines()[:-1]]
    assert all(path.is_file() for path in written)
    assert sorted(path.name for path in written if path.suffix == ".yaml") == [
        ".pre-commit-config.yaml",
        "shop.yaml",
    ]
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTEST_ADDOPTS": "-p no:cacheprovider -q",
    }
    made = subprocess.run(
        ["make", "test"], cwd="shop", env=environment, text=True, capture_output=True
    )
    assert made.returncode == 0, made.stdout + made.stderr
    assert "3 passed" in made.stdout
    hooks = yaml.safe_load(Path("shop/.pre-commit-config.yaml").read_text())
    for hook in hooks["repos"][0]["hooks"]:
        ran = subprocess.run(
            hook["entry"].split(), cwd="shop", env=environment, capture_output=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


def test_what_is_missing_for_its_test_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert init("shop").output.endswith("Next: cd shop && make test\n")
    module = sys.modules["tc3gen.cli.init"]
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert init("shed").output.endswith(
        "Next: pip install pytest && cd shed && make test\n"
    )


def test_nothing_that_exists_is_changed(folder: Path) -> None:
    (folder / "shop").mkdir()
    (folder / "shop" / "Makefile").symlink_to(folder / "nowhere")
    done = init("shop")
    assert done.exit_code == 1
    assert done.output == "Error: shop/Makefile is there already: nothing was written\n"
    assert [path.name for path in (folder / "shop").iterdir()] == ["Makefile"]


def test_a_folder_that_is_a_link_is_not_followed(folder: Path) -> None:
    for name in ("shop", "outside"):
        (folder / name).mkdir()
    (folder / "shop" / "tests").symlink_to(folder / "outside")
    done = init("shop")
    assert done.exit_code == 1
    assert done.output == ("Error: shop/tests cannot be used: a link is not followed\n")
    assert list((folder / "outside").iterdir()) == []
    assert [path.name for path in (folder / "shop").iterdir()] == ["tests"]


def test_a_folder_of_the_users(folder: Path) -> None:
    assert init("shop", "--out", "deep/place").exit_code == 0
    assert (folder / "deep/place/spec/shop.yaml").is_file()


@pytest.mark.parametrize("name", ["Shop", "my shop", "../shop", "", "1st", "a" * 65])
def test_a_name_that_no_service_can_have(name: str, folder: Path) -> None:
    done = init(name)
    assert done.exit_code == 2
    assert "lower-case letters and digits" in done.output
    assert list(folder.iterdir()) == []
