"""How long `tc3gen generate` takes for all specs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from .table import Row

AREA = "tc3gen generate, all specs"
RUNS = 7
SPEC = Path(__file__).parents[2] / "spec"


def rows() -> list[Row]:
    with TemporaryDirectory(prefix="tc3-bench-") as name:
        fresh = [_generate(Path(name, str(run))) for run in range(RUNS)]
        again = [_generate(Path(name, "0")) for _ in range(RUNS)]
    return [_row("into an empty folder", fresh, 1.0), _row("nothing to do", again, 0.3)]


def _row(title: str, times: list[float], target: float) -> Row:
    seconds = median(times)
    return Row(
        area=AREA, peer=title, unit="s", ours=seconds, ratio=seconds, at_most=target
    )


def _generate(out: Path) -> float:
    code = "from tc3gen.cli import main; main()"
    begin = perf_counter()
    subprocess.run(
        [sys.executable, "-c", code, "generate", str(SPEC), "--out", str(out)],
        check=True,
        capture_output=True,
    )
    return perf_counter() - begin
