"""What the benches of calls have in common."""

from __future__ import annotations

from ..measure import Contest
from ..table import Row
from .mail import PEER_MISSING

ROUNDS = 45
"""Many and short: what disturbs one then disturbs its neighbour, not the ratio."""


def call_row(contest: Contest, area: str, peer: str, title: str, target: float) -> Row:
    """Our CPU time for a call beside a peer's; the ratio is how often ours fits in it."""
    if peer not in contest.samples:
        return Row(area=area, peer=title, skipped=PEER_MISSING)
    return Row(
        area=area,
        peer=title,
        ours=contest.cpu("ours"),
        theirs=contest.cpu(peer),
        ratio=contest.cpu_ratio(peer, "ours"),
        at_least=target,
        note=f"{1 / contest.wall('ours'):,.0f} : {1 / contest.wall(peer):,.0f} calls/s",
    )
