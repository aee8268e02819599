"""The storm can fail: each thing that must not be is found, and what is fine is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tc3 import BulkProgress, errors

from . import roads, scenario
from .judge import judge
from .outcome import Hooks, Outcome
from .play import Stage, play
from .scenario import Call
from .server.contexts import Contexts
from .server.faults import FINE, Fault
from .server.notes import Notes

MAIL = Call(1, "send", False, 0)
BODY = b'{"Subject":"1"}'


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    yield Stage(Contexts(tmp_path))
    asyncio.get_running_loop().set_task_factory(None)


def outcome(call: Call = MAIL, error: Exception | None = None) -> Outcome:
    made = Outcome(call, 1.0, Hooks())
    made.error = error
    return made


def kinds(made: Outcome, notes: Notes) -> list[str]:
    return [finding.kind for finding in judge(made, notes)]


def noted(*refused: bool, told: bool = True) -> Notes:
    notes = Notes()
    for each in refused:
        _, entry = notes.add(BODY, each)
        entry.missing = 0 if told else 1
    return notes


def test_doubled() -> None:
    assert kinds(outcome(), noted(False)) == []
    assert kinds(outcome(), noted(False, False)) == ["doubled"]
    assert kinds(outcome(MAIL._replace(repeatable=True)), noted(False, False)) == []


def test_again_after_a_refusal() -> None:
    assert kinds(outcome(), noted(True, False)) == []
    assert kinds(outcome(), noted(True, False, told=False)) == ["doubled"]


def test_lied() -> None:
    unsent = errors.ConnectError("no connection")
    assert kinds(outcome(error=unsent), noted()) == []
    assert kinds(outcome(error=unsent), noted(True)) == []
    assert kinds(outcome(error=unsent), noted(True, told=False)) == ["lied"]
    assert kinds(outcome(error=unsent), noted(False)) == ["lied"]
    assert kinds(outcome(error=errors.TransportError("cut")), noted(False)) == []


@pytest.mark.parametrize(
    ("position", "unknown", "found"),
    [(0, range(2), []), (0, range(1), ["lied"]), (2, range(0), []), (3, (), ["lied"])],
)
def test_lied_of_rows(position: int, unknown: range, found: list[str]) -> None:
    notes = Notes()
    notes.add(b'{"Emails":["1.0@x","1.1@x"]}', False)
    progress: BulkProgress[errors.Tc3Error] = BulkProgress(next_row=position)  # type: ignore[type-var]
    error = errors.BulkError("Upload", progress, "cut", unknown)
    assert kinds(outcome(Call(1, "bulk", False, 0, 2), error), notes) == found


def test_wrong() -> None:
    made = outcome()
    made.ids.append("1/1")
    assert kinds(made, noted(False)) == []
    made.ids.append("2/1")
    assert "wrong" in kinds(made, noted(False))


def test_stream_that_lacks_its_end() -> None:
    made = outcome()
    made.pieces = [0, 1]
    assert kinds(made, noted(False)) == ["wrong"]


def test_foreign_and_late() -> None:
    made = outcome(error=ValueError("no"))
    made.longest = 1.2
    assert kinds(made, noted()) == ["foreign", "late"]


def test_a_scenario_is_what_its_number_says() -> None:
    assert scenario.draw("seed", 7) == scenario.draw("seed", 7)
    drawn = {str(scenario.draw("seed", number)) for number in range(100)}
    assert len(drawn) == 100


def test_every_byte_is_in_reach() -> None:
    assert Fault(share=0, nudge=-5).position(100) == 0
    assert Fault(share=1, nudge=5).position(100) == 100
    reached = {Fault(share=n / 10_000).position(300) for n in range(10_001)}
    assert reached == set(range(301))


@pytest.mark.parametrize("name", roads.NAMES)
async def test_without_faults_all_is_well(stage: Stage, name: str) -> None:
    """On every road, for both kinds of client and all kinds of calls."""
    for number in range(12):
        drawn = scenario.draw("calm", number, name)
        calls = tuple(call._replace(refused=False) for call in drawn.calls)
        calm = drawn._replace(faults=(FINE,), inner=(), calls=calls, total=5.0)
        played = await play(calm, stage)
        assert set(played.errors) == {"success"}, played
        assert {found.kind for found in played.findings} <= {"leaked"}, played
