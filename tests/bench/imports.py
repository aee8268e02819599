"""What importing costs, above the bare interpreter."""

from __future__ import annotations

import subprocess
import sys
from statistics import median

from .calling.mail import PEER_MISSING, official
from .measure import Contest, run, turns
from .table import Row

AREA = "import, both clients named"
RUNS = 15

_OURS = "from tc3.ses.v20201002 import AsyncSesClient, SesClient"
_OFFICIAL = "from tencentcloud.ses.v20201002 import ses_client"
_LOADED = f"""
import sys
{_OURS}
heavy = {{"aiohttp", "urllib3"}}
print(*(n for n in sys.modules if n in heavy or n.startswith("tc3.ses.v20201002.models.")))
"""


def rows() -> list[Row]:
    codes = {"bare": "pass", "ours": _OURS, "official": _OFFICIAL}
    if official("ses.v20201002") is None:
        del codes["official"]
    for code in codes.values():
        run(["-c", code])  # writes the caches of the compiled modules
    contest = Contest()
    for name in turns(codes, RUNS):
        contest.samples.setdefault(name, []).append(run(["-c", codes[name]]))
    loaded = _loaded()
    return [
        *_compare(contest),
        Row(
            area=AREA,
            peer="aiohttp, urllib3, models loaded",
            ratio=float(len(loaded)),
            at_most=0,
            note=" ".join(loaded),
        ),
    ]


def _compare(contest: Contest) -> list[Row]:
    """One row for the time on the clock, one for the CPU time."""
    title = "official ses_client"
    if "official" not in contest.samples:
        return [Row(area=AREA, peer=title, skipped=PEER_MISSING)]
    rows = []
    for kind in ("wall", "cpu"):
        ours, theirs, bare = (
            median(getattr(sample, kind) for sample in contest.samples[name])
            for name in ("ours", "official", "bare")
        )
        rows.append(
            Row(
                area=AREA,
                peer=f"{title}, {kind}",
                unit="ms",
                ours=ours - bare,
                theirs=theirs - bare,
                ratio=(ours - bare) / (theirs - bare),
                at_most=0.5,
            )
        )
    return rows


def _loaded() -> list[str]:
    """What should not be loaded by the import, but is."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED], check=True, capture_output=True, text=True
    )
    return done.stdout.split()
