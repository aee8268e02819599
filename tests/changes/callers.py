"""Code of callers, the package that it calls, and what mypy and Python say of both."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from tc3gen.python.output.generate import generate_package

from . import actions, bulk, member_types, members, rest, sending
from .case import COMMON, Spec, merged, numbered, spec_text

CASES = [
    *member_types.cases(),
    *members.cases(),
    *actions.cases(),
    *sending.cases(),
    *bulk.cases(),
    *rest.cases(),
]
SHARED = [number for number, case in enumerate(CASES) if not case.alone]
ROOT = Path(__file__).parents[2]
PACKAGE = "compared"
BEFORE, AFTER = "v20240101", "v20240202"
HEADER = f"""\
from __future__ import annotations

from datetime import date, datetime, timezone

from {PACKAGE} import Credential, RetryPolicy
from {PACKAGE} import errors as sdk
from {PACKAGE}._core.transport.base import Transport
from {PACKAGE}._core.ratelimit.limiter import RateLimiter


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
    uses = ["enums", "errors", "models"]
    uses += [module for module in ("bulk", "events") if f"{module}." in body]
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


def make(folder: Path) -> None:
    """Generates the package of all cases, old and new, and writes their callers."""
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
    done = generate_package(specs, folder, package=PACKAGE)
    assert [str(problem) for problem in done.problems] == []
    for version in (BEFORE, AFTER):
        code = [HEADER, *(caller(number, version) for number in range(len(CASES)))]
        folder.joinpath(f"callers_{version}.py").write_text("".join(code))


def mypy(folder: Path) -> Refused:
    done = subprocess.run(
        [
            *[sys.executable, "-m", "mypy", "--strict", "--no-error-summary"],
            # Where `tests/runtime/imports/test_types.py` keeps what is known of libraries.
            *[
                "--python-version",
                "3.10",
                "--cache-dir",
                f"{ROOT}/.mypy_cache/types",
            ],
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

    takes_any_region = True

    def __init__(self, response: Any, drops: bool) -> None:
        self.response = response
        self.drops = drops
        self.seen: list[Any] = []

    def exchange(self, request: Any, attempt: Any) -> Any:
        names = ("Host", "X-TC-Action", "X-TC-Version", "X-TC-Region")
        head = {name: request.headers.get(name) for name in names}
        head |= {k: v for k, v in request.headers.items() if k.startswith("X-Own-")}
        signed = request.headers["Authorization"].partition(" ")[0]
        self.seen.append((head, signed, request.body))
        core = import_module(f"{PACKAGE}._core.transport.base")
        if self.drops:
            self.drops = False
            raise import_module(f"{PACKAGE}.errors").TransportError("cut off")
        body = {"Response": {"RequestId": "r", **self.response}}
        return core.HttpResponse(200, {}, json.dumps(body).encode())

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
