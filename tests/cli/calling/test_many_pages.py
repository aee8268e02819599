"""Walks over many pages: nothing is kept, and items come as they are found."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest

from ..support.command import TC3, Shell
from ..support.recorder import Recorder

WALK = ("ses", "list-receivers", "--all", "--output", "jsonl")


def pages(count: int) -> Any:
    """Responses of as many items, each with some text."""

    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        first = params["Offset"]
        found = range(first, min(first + params["Limit"], count))
        items = [{"ReceiverId": n, "Desc": "x" * 200} for n in found]
        return {"Data": items, "TotalCount": count}

    return respond


@pytest.mark.slow
@pytest.mark.parametrize(
    ("least", "most"),
    [
        pytest.param(200, 5_000, id="50 pages"),
        pytest.param(2_000, 100_000, id="1,000 pages", marks=pytest.mark.nightly),
    ],
)
def test_memory_does_not_grow_with_the_number_of_pages(
    recorded: Shell, recorder: Recorder, least: int, most: int
) -> None:
    used = []
    for count in (least, most):
        recorder.respond = pages(count)
        recorder.requests.clear()
        program = (
            "import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        )
        ran = subprocess.run(
            ["python3", "-c", program, TC3, *WALK],
            env=recorded.environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        used.append(int(ran.stdout))
        assert len(recorder.requests) == count / 100
    assert used[1] < used[0] * 1.1


def test_an_error_half_way_keeps_what_came(recorded: Shell, recorder: Recorder) -> None:
    usual = pages(1_000)

    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        if params["Offset"] >= 300:
            return {"Error": {"Code": "UnauthorizedOperation", "Message": "no"}}
        found: dict[str, Any] = usual(action, params)
        return found

    recorder.respond = respond
    ran = recorded(*WALK)
    assert ran.code == 1
    assert [json.loads(line)["ReceiverId"] for line in ran.out.splitlines()] == list(
        range(300)
    )
