"""Which failures are tried again: those of tests that got no processor, and no others."""

from __future__ import annotations

import load
import pytest
from storm import processor

pytest_plugins = ["pytester"]

FLAKY = """
    from pathlib import Path

    from load import again

    @again
    def test_upset():
        runs = Path(__file__).with_name("runs")
        runs.write_text((runs.read_text() if runs.exists() else "") + ".")
        assert len(runs.read_text()) >= {passes}, "what went wrong"
"""
OPTIONS = ("-p", "load", "-n0")


@pytest.mark.parametrize(
    ("lost", "passes", "outcome", "runs"),
    [
        (1.0, 2, {"passed": 1, "rerun": 1}, 2),
        (1.0, 9, {"failed": 1, "rerun": 3}, 4),
        (0.0, 2, {"failed": 1}, 1),
    ],
    ids=["busy for once", "busy each time", "not busy"],
)
def test_a_failure(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    lost: float,
    passes: int,
    outcome: dict[str, int],
    runs: int,
) -> None:
    clock = [0.0]

    def waited() -> float:
        clock[0] += lost
        return clock[0]

    monkeypatch.setattr(load, "waited", waited)
    pytester.makepyfile(FLAKY.format(passes=passes))
    result = pytester.runpytest_inprocess(*OPTIONS)
    result.assert_outcomes(
        passed=outcome.get("passed", 0), failed=outcome.get("failed", 0)
    )
    assert len((pytester.path / "runs").read_text()) == runs
    if "failed" in outcome:
        result.stdout.fnmatch_lines(["*what went wrong*"])


@pytest.mark.skipif(not processor.TASKS.exists(), reason="the system does not tell")
def test_the_system_tells() -> None:
    assert 0 <= processor.waited() < 3600
