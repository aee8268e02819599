"""How long `tc3gen generate` takes for all specs."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .measure import Sample, run
from .table import Row

AREA = "tc3gen generate, all specs"
RUNS = 7
SPEC = Path(__file__).parents[2] / "spec"


def rows() -> list[Row]:
    with TemporaryDirectory(prefix="tc3-bench-") as name:
        fresh = [_generate(Path(name, str(run))) for run in range(RUNS)]
        again = [_generate(Path(name, "0")) for _ in range(RUNS)]
    return [_row("into an empty folder", fresh, 1.0), _row("nothing to do", again, 0.3)]


def _row(title: str, samples: list[Sample], target: float) -> Row:
    seconds = median(sample.wall for sample in samples)
    return Row(
        area=AREA,
        peer=title,
        unit="s",
        ours=seconds,
        ratio=seconds,
        at_most=target,
        note=f"{median(sample.cpu for sample in samples):.2f} s of CPU",
    )


def _generate(out: Path) -> Sample:
    code = "from tc3gen.cli import main; main()"
    return run(["-c", code, "generate", str(SPEC), "--out", str(out)])
