"""What is planned of a spec takes time in proportion to it, not to its square."""

from __future__ import annotations

from pathlib import Path
from time import process_time

from tc3gen.python.plan.package import plan_services
from tc3gen.spec.reading.load import load_specs

from ..small import write_spec

ACTION = (
    "actions:\n  Send:\n    summary: S.\n    params:\n"
    "      P: {type: integer, enum: E, doc: D.}\n    examples: [{title: T}]\n"
)


def test_an_enum_of_thousands_of_values(tmp_path: Path) -> None:
    """8,000 values took 23 seconds: each asked of all whether they differ by site."""

    def seconds(number: int) -> float:
        values = "".join(f"      A{n}: {n}\n" for n in range(number))
        text = f"{ACTION}enums:\n  E:\n    doc: D.\n    values:\n{values}"
        specs = load_specs([write_spec(tmp_path / f"{number}", text)])
        assert specs.problems == ()
        began = process_time()
        list(plan_services(specs.services, specs.common))
        return process_time() - began

    small = large = 0.0
    for _ in range(4):
        small, large = seconds(500), seconds(2000)
        if large < 8 * small + 0.05:
            return
    raise AssertionError(f"{small:.3f} s, {large:.3f} s")
