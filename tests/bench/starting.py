"""What starting a local cloud costs a test run, beside importing aiohttp, which it must."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from .measure import Contest, run, turns
from .table import Row

AREA = "pytest's local cloud, its start"
RUNS = 15

# What pytest has imported costs nothing, nor does looking for garbage, as in the plugin.
_BEFORE = "import gc, os, pytest; gc.disable()"
_AFTER = "os._exit(0)"  # what comes to its end is not measured
_RAW = "import aiohttp"
_CLOUD = """
from pathlib import Path
from tc3gen.cloud import running_cloud
from tc3gen.spec.cache import load_cached
from tc3gen.spec.reading.files import shipped_specs
if {kept!r}:
    specs = load_cached([shipped_specs()], Path({kept!r}))
else:
    from tc3gen.spec.reading.load import load_specs
    loaded = load_specs([shipped_specs()])
    specs = loaded.services, loaded.common
running_cloud(*specs).__enter__()
"""


def rows() -> list[Row]:
    with TemporaryDirectory() as folder:
        codes = {
            "bare": "pass",
            "raw": _RAW,
            "later": _CLOUD.format(kept=str(Path(folder, "kept"))),
            "first": _CLOUD.format(kept=""),
        }
        codes = {name: f"{_BEFORE}\n{code}\n{_AFTER}" for name, code in codes.items()}
        for code in codes.values():
            run(["-c", code])  # writes what is kept from one run to the next
        contest = Contest()
        for name in turns(codes, RUNS):
            contest.samples.setdefault(name, []).append(run(["-c", codes[name]]))
    cpu = {
        name: median(sample.cpu for sample in samples)
        for name, samples in contest.samples.items()
    }
    raw = cpu["raw"] - cpu["bare"]
    return [
        Row(
            area=AREA,
            peer=f"import aiohttp, {title}",
            unit="ms",
            ours=cpu[name] - cpu["bare"],
            theirs=raw,
            ratio=(cpu[name] - cpu["bare"]) / raw,
            at_most=at_most,
        )
        for name, title, at_most in (
            ("later", "specs read before", 1.8),
            ("first", "specs read anew", 2.3),
        )
    ]
