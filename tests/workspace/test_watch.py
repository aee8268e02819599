"""`tc3gen watch`: a change of a spec is generated, and a broken one changes nothing."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Timer

import pytest
from click.testing import CliRunner

from tc3gen.cli import main
from tc3gen.python.output.generate import GenerateOutcome
from tc3gen.workspace import watch as module
from tc3gen.workspace.watch import Round, watch_specs

TOY = """\
service: toy
version: "2024-01-31"
title: Toy
summary: Toys.
actions:
  Ping: {summary: Ping., examples: [{title: T}]}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "spec" / "toy.yaml"
    path.parent.mkdir()
    path.write_text(TOY)
    return path


def rounds(spec: Path, out: Path, stop: Event) -> Generator[Round, None, None]:
    return watch_specs([spec], out, "toys", stop)


def later(path: Path, text: str) -> None:
    """Write again and again until somebody has seen it: a watcher begins in its own time."""
    path.write_text(text)
    timer = Timer(0.5, later, (path, text + "\n"))
    timer.daemon = True
    timer.start()
    _timers.append(timer)


_timers: list[Timer] = []


@pytest.fixture(autouse=True)
def no_timer_left() -> Iterator[None]:
    yield
    while _timers:
        _timers.pop().cancel()


def test_a_change_is_generated(spec: Path, tmp_path: Path) -> None:
    stop = Event()
    with closing(rounds(spec, tmp_path / "out", stop)) as seen:
        first = next(seen).outcome
        assert isinstance(first, GenerateOutcome)
        assert first.changes.added
        later(spec, TOY.replace("Ping.", "Ping it."))
        second = next(seen).outcome
        assert isinstance(second, GenerateOutcome)
        assert "toy/v20240131/client.py" in second.changes.changed


def test_a_broken_spec_changes_nothing_until_it_is_mended(
    spec: Path, tmp_path: Path
) -> None:
    client = tmp_path / "out/toys/toy/v20240131/client.py"
    stop = Event()
    with closing(rounds(spec, tmp_path / "out", stop)) as seen:
        next(seen)
        before = client.read_text()
        later(spec, TOY.replace("title: Toy", "titel: Toy"))
        broken = next(seen).outcome
        assert isinstance(broken, GenerateOutcome)
        assert "did you mean `title`?" in "\n".join(map(str, broken.problems))
        assert client.read_text() == before


def test_other_files_are_passed_over(spec: Path, tmp_path: Path) -> None:
    is_about = module._is_about([spec])
    assert is_about(None, str(spec))
    assert is_about(None, str(spec.parent / "common.yaml"))
    assert not is_about(None, str(spec.parent / "other.yaml"))
    assert not is_about(None, str(spec.parent / ".toy.yaml.swp"))
    in_folder = module._is_about([spec.parent])
    assert in_folder(None, str(spec.parent / "deep" / "other.yaml"))


def test_what_the_command_says(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*arguments: object) -> Iterator[Round]:
        yield next(watch_specs([spec], tmp_path / "out", "toys"))
        spec.write_text("x")
        yield next(watch_specs([spec], tmp_path / "out", "toys"))
        raise KeyboardInterrupt

    monkeypatch.setattr("tc3gen.workspace.watch.watch_specs", interrupted)
    done = CliRunner().invoke(
        main, ["watch", str(spec), "--out", str(tmp_path / "out"), "--package", "toys"]
    )
    assert done.exit_code == 0
    assert " files changed (" in done.output
    assert f"{spec}:1:1: " in done.output
    assert "problem" in done.output
    assert done.output.endswith("stopped watching\n")
