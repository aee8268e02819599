"""What is called compatible is compatible, and what is called breaking breaks.

For each change of a table there is code of a caller that uses what was there before. It runs,
and passes mypy, with the old package. With the new one:

- `code`: it fails when it runs,
- `types`: it runs, but mypy refuses it,
- `wire`: both are fine, but something else is sent or seen,
- `nothing`: both are fine, and the same is sent and seen.
"""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3gen.changes.change import Change, Verdict, worst
from tc3gen.changes.compare import compare
from tc3gen.changes.kinds import KINDS
from tc3gen.python.generate import generate
from tc3gen.python.package import checked

from . import actions, member_types, members, rest
from .case import COMMON, Spec, merged, numbered, spec_text

CASES = [
    *member_types.cases(),
    *members.cases(),
    *actions.cases(),
    *rest.cases(),
]
SHARED = [number for number, case in enumerate(CASES) if not case.alone]
PACKAGE = "compared"
BEFORE, AFTER = "v20240101", "v20240202"
QUIET = ("text", "examples")
"""How the kinds end that may come along with others."""

ELSEWHERE = {"service.added", "service.removed", "common.parameter"}
"""Kinds that are not about two versions of a service; `test_pairs` has them."""

HEADER = f"""\
from __future__ import annotations

from datetime import date, datetime, timezone

from {PACKAGE} import Credential, RetryPolicy
from {PACKAGE} import errors as sdk
from {PACKAGE}._core.http import Transport
from {PACKAGE}._core.rate import RateLimiter


def nobody() -> Credential:
    raise LookupError
"""
CALLER = f"""

def main{{number}}(transport: Transport, limiter: RateLimiter) -> object:
    from {PACKAGE}.{{service}}.{{version}} import {{uses}}, {{client}}Client

    client = {{client}}Client(
        {{options}},
        transport=transport,
        rate_limiter=limiter,
        retry=RetryPolicy(base=0),
    )
"""


Refused = dict[tuple[str, int], list[str]]
"""What mypy says of the callers, by version and number."""


def caller(number: int, version: str) -> str:
    """The code of a caller."""
    case = CASES[number]
    body = case.body.replace("$", str(number))
    service = f"alone{number}" if case.alone else "toy"
    uses = ["enums", "errors", "models", *(["events"] if "events." in body else [])]
    head = CALLER.format(
        number=number,
        service=service,
        version=version,
        uses=", ".join(uses),
        client=service.capitalize(),
        options=case.options,
    )
    return head + "".join(f"    {line}\n" for line in body.split("\n"))


def whole(numbers: list[int], side: str) -> Spec:
    """One spec of many cases."""
    return merged([(number, getattr(CASES[number], side)) for number in numbers])


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.joinpath("common.yaml").write_text(json.dumps(COMMON))
    path = folder / name
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Refused]:
    """Makes the package and the callers, and asks mypy."""
    folder = tmp_path_factory.mktemp("changes")
    specs = []
    for side, version in (("old", "2024-01-01"), ("new", "2024-02-02")):
        text = spec_text(whole(SHARED, side), version=version)
        specs.append(write(folder / "spec", f"{side}.yaml", text))
        for number, case in enumerate(CASES):
            if case.alone:
                part = numbered(getattr(case, side), number)
                part = {**part, "version": version}
                text = spec_text(part, service=f"alone{number}")
                specs.append(write(folder / "spec", f"{side}{number}.yaml", text))
    done = generate(specs, folder, package=PACKAGE)
    assert [str(problem) for problem in done.problems] == []
    for version in (BEFORE, AFTER):
        code = [HEADER, *(caller(number, version) for number in range(len(CASES)))]
        folder.joinpath(f"callers_{version}.py").write_text("".join(code))
    sys.path.insert(0, str(folder))
    yield mypy(folder)
    sys.path.remove(str(folder))


def mypy(folder: Path) -> Refused:
    done = subprocess.run(
        [
            *[sys.executable, "-m", "mypy", "--strict", "--no-error-summary"],
            *["--python-version", "3.10", "--cache-dir", str(folder / ".mypy_cache")],
            *(f"callers_{version}.py" for version in (BEFORE, AFTER)),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    found: Refused = {}
    for version in (BEFORE, AFTER):
        name = f"callers_{version}.py"
        owners = _owners(folder / name)
        for line in done.stdout.splitlines():
            if line.startswith(f"{name}:") and ": error: " in line:
                number = owners[int(line.split(":")[1])]
                found.setdefault((version, number), []).append(line)
    return found


def _owners(path: Path) -> dict[int, int]:
    """The number of the caller that each line belongs to."""
    found, number = {}, -1
    for place, line in enumerate(path.read_text().splitlines(), 1):
        if line.startswith("def main"):
            number = int(line.removeprefix("def main").partition("(")[0])
        found[place] = number
    return found


class Service:
    """Answers as a case says, and remembers what it was sent."""

    def __init__(self, answer: Any, drops: bool) -> None:
        self.answer = answer
        self.drops = drops
        self.seen: list[Any] = []

    def exchange(self, request: Any, timeout: Any) -> Any:
        names = ("X-TC-Action", "X-TC-Version", "X-TC-Region")
        head = {name: request.headers.get(name) for name in names}
        signed = request.headers["Authorization"].partition(" ")[0]
        self.seen.append((head, signed, request.body))
        core = import_module(f"{PACKAGE}._core.http")
        if self.drops:
            self.drops = False
            raise import_module(f"{PACKAGE}.errors").TransportError("cut off")
        body = {"Response": {"RequestId": "r", **self.answer}}
        return core.HttpAnswer(200, {}, json.dumps(body).encode())

    def acquire(self, key: str, rate: int | None, timeout: float) -> None:
        self.seen.append(rate)

    async def acquire_async(self, key: str, rate: int | None, timeout: float) -> None:
        raise NotImplementedError  # the clients here are synchronous

    def close(self) -> None:
        """Nothing is open."""


def behaviour(number: int, version: str) -> object:
    """What a caller sends and sees; the exception that it dies of."""
    case = CASES[number]
    said = case.said if version == BEFORE else case.says
    service = Service(numbered(said, number), case.drops)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            callers = import_module(f"callers_{version}")
            seen = getattr(callers, f"main{number}")(service, service)
    except Exception as error:
        return error
    # The versions differ in every case but the one that is about them.
    if "service.version" not in case.kinds:
        for entry in service.seen:
            if isinstance(entry, tuple):
                entry[0].pop("X-TC-Version")
    return service.seen, shown(seen)


def shown(value: object) -> str:
    """A value and its type; a text's member is a text to those who did not know it."""
    if isinstance(value, (list, tuple)):
        return str([shown(item) for item in value])
    return f"{type(value).__name__} {value}"


def test_verdicts(refused: Refused) -> None:
    """All in one test, as mypy is slow to start: each caller meets what was said."""
    wrong = {
        f"{number} {case.title}": found
        for number, case in enumerate(CASES)
        if (found := _contradiction(number, refused))
    }
    assert wrong == {}


def _contradiction(number: int, refused: Refused) -> str:
    """What speaks against a verdict; empty if nothing does."""
    case = CASES[number]
    before, after = behaviour(number, BEFORE), behaviour(number, AFTER)
    if isinstance(before, Exception) or (BEFORE, number) in refused:
        return f"fails before: {before!r} {refused.get((BEFORE, number))}"
    if isinstance(after, Exception) != (case.verdict is Verdict.CODE):
        return f"with the new package: {after!r}"
    if case.verdict is Verdict.CODE:
        return ""
    complaints = refused.get((AFTER, number), [])
    if bool(complaints) != (case.verdict is Verdict.TYPES):
        return f"mypy says {complaints}"
    quiet = case.verdict is Verdict.NOTHING or case.meant
    if case.verdict is not Verdict.TYPES and (before == after) != quiet:
        return f"was {before}, is {after}"
    return ""


def compared(folder: Path, old: Spec, new: Spec) -> tuple[Change, ...]:
    """The changes from one part of a spec to another."""
    specs = []
    for side, part in (("old", old), ("new", new)):
        found, problems = checked([write(folder / side, "toy.yaml", spec_text(part))])
        assert [str(problem) for problem in problems] == []
        specs.append(found)
    one, other = specs
    return compare(one.services[0], other.services[0], one.common, other.common)


def test_kinds(tmp_path: Path) -> None:
    """Just the changes of a case are found, and the worst of them is what the case says."""
    wrong = {}
    for number, case in enumerate(CASES):
        sides = numbered(case.old, number), numbered(case.new, number)
        changes = compared(tmp_path, *sides)
        found = Counter(
            change.kind
            for change in changes
            if change.kind in case.kinds or not change.kind.endswith(QUIET)
        )
        verdict = worst(change.verdict for change in changes)
        if found != Counter(case.kinds) or verdict is not case.verdict:
            wrong[f"{number} {case.title}"] = (verdict, found)
    assert wrong == {}


def test_every_kind_has_a_case() -> None:
    tried = {kind for case in CASES for kind in case.kinds}
    assert set(KINDS) - tried == ELSEWHERE


@settings(max_examples=20, deadline=None)
@given(
    numbers=st.lists(st.sampled_from(SHARED), max_size=25, unique=True),
    data=st.data(),
)
def test_the_worst_of_many_changes_counts(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], data: st.DataObject
) -> None:
    """Changes do not hide each other, whatever else stays as it is."""
    changed = data.draw(st.sets(st.sampled_from(numbers))) if numbers else set()
    new = [(n, CASES[n].new if n in changed else CASES[n].old) for n in numbers]
    folder = tmp_path_factory.mktemp("many")
    changes = compared(folder, whole(numbers, "old"), merged(new))
    assert worst(c.verdict for c in changes) == worst(
        CASES[number].verdict for number in changed
    )
    expected = Counter(kind for number in changed for kind in CASES[number].kinds)
    assert Counter(c.kind for c in changes) >= expected


def test_nothing_changes_from_a_spec_to_itself(tmp_path: Path) -> None:
    every = whole(SHARED, "old")
    assert compared(tmp_path, every, every) == ()
