"""Samples of every example of the specs, run as they are: what arrives is what was filled in."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from effort import by_night

from tc3gen.cloud.call_log import LoggedCall
from tc3gen.cloud.hosting.running import RunningCloud
from tc3gen.cloud.protocol.common_params import open_envelope
from tc3gen.cloud.protocol.params import read_parameters
from tc3gen.explorer.explorer import FilledRequest
from tc3gen.explorer.web.api import Api
from tc3gen.samples import LANGUAGES

from .conftest import Case

ROOT = Path(__file__).parents[2]
STEPS = pytest.mark.parametrize(
    "step", [pytest.param(4, id="some"), by_night(1, name="all")]
)
KEYS = {"TENCENTCLOUD_SECRET_ID": "local", "TENCENTCLOUD_SECRET_KEY": "local"}


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**KEYS, "HOME": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)


def code_of(api: Api, case: Case, language: str) -> str:
    asked = FilledRequest(case.service, case.action, case.values)
    status, found = asyncio.run(api.samples(asked, {"language": language}))
    assert status == 200
    assert found["code"], found
    return str(found["code"])


def arrived(cloud: RunningCloud, case: Case) -> list[Any]:
    """The parameters of the last call, and what it called."""
    call = next(iter(cloud.calls.newest_first()))
    return arrived_in(call, case)


def arrived_in(call: LoggedCall, case: Case) -> list[Any]:
    envelope = open_envelope(call.request)
    params = read_parameters(envelope, case.service, case.action)
    return [envelope.common("Action"), envelope.common("Version"), params]


def expected(case: Case) -> list[Any]:
    return [case.action.name, case.service.version, case.values]


def run_python(code: str, name: str = "__main__") -> dict[str, Any]:
    """Run code; an error of the service is all right, as it has got the request then."""
    values: dict[str, Any] = {"__name__": name}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(compile(code, "sample.py", "exec"), values)
        except Exception as error:
            if not hasattr(error, "request_id") and not hasattr(error, "requestId"):
                raise
    return values


def run_handler(code: str, case: Case) -> None:
    app = run_python(code, "sample")["app"]

    async def post() -> None:
        async with TestClient(TestServer(app)) as client:
            await client.post(f"/{case.action.name}")

    asyncio.run(post())


RUN: dict[str, Callable[[str, Case], object]] = {
    "python-sync": lambda code, _: run_python(code),
    "python-async": lambda code, _: run_python(code),
    "python-aiohttp": run_handler,
    "python-official": lambda code, _: run_python(code),
}


def newer_than_package(cases: list[Case]) -> set[str]:
    """Actions that the packages of single products do not have yet; the whole SDK does."""
    found = set()
    for case in cases:
        version = f"v{case.service.version.replace('-', '')}"
        name = f"tencentcloud.{case.service.service}.{version}.models"
        if not hasattr(import_module(name), f"{case.action.name}Request"):
            found.add(case.action.name)
    return found


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("language", RUN)
@STEPS
def test_python(
    language: str, step: int, api: Api, cloud: RunningCloud, cases: list[Case]
) -> None:
    newer = set() if language != "python-official" else newer_than_package(cases)
    assert newer <= {"DescribeSendRecordList"}
    for case in cases[::step]:
        if case.action.name in newer:
            continue
        before = cloud.calls.count
        RUN[language](code_of(api, case, language), case)
        assert cloud.calls.count == before + 1, case.action.name
        assert arrived(cloud, case) == expected(case)
    assert {case.service.service for case in cases} == {"ses", "sms", "sts"}
    assert len(cases) > 60


def words_of(lines: list[str]) -> list[list[str]]:
    """The words of commands, taken apart by a real shell."""
    script = "".join(
        f"{name}() {{ printf '%s\\0' {name} \"$@\"; printf '\\0\\0'; }}\n"
        for name in ("tc3", "tccli")
    )
    done = subprocess.run(
        ["bash", "-euc", script + "\n".join(lines)], capture_output=True, check=True
    )
    found = done.stdout.decode().split("\0\0\0")[:-1]
    return [command.split("\0") for command in found]


@pytest.mark.timeout(900)  # tccli takes half a second for each call, on a quiet machine
@pytest.mark.slow
@pytest.mark.parametrize("language", ["tc3", by_night("tccli")])
@STEPS
def test_command_lines(
    language: str, step: int, api: Api, cloud: RunningCloud, cases: list[Case]
) -> None:
    # tccli makes its requests of the same packages.
    newer = newer_than_package(cases) if language == "tccli" else set()
    cases = [case for case in cases if case.action.name not in newer][::step]
    codes = [code_of(api, case, language) for case in cases]
    assert all(code.startswith(f"{language} ") for code in codes)
    lines = [json.dumps(words) for words in words_of(codes)]
    assert len(lines) == len(cases)
    done = subprocess.run(
        [sys.executable, "-m", "tests.samples.commands"],
        input="\n".join(lines),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=800,
        check=True,
    )
    outputs = [json.loads(line) for line in done.stdout.splitlines()]
    calls = list(cloud.calls.newest_first())[::-1]
    told = list(zip(codes, outputs, strict=True))
    assert len(calls) == len(cases), [t for t in told if "equest" not in t[1][1]][:3]
    for case, call in zip(cases, calls, strict=True):
        assert arrived_in(call, case) == expected(case)


@pytest.mark.slow
@STEPS
def test_curl(step: int, api: Api, cloud: RunningCloud, cases: list[Case]) -> None:
    cases = cases[::step]
    codes = [code_of(api, case, "curl") for case in cases]
    assert all(code.startswith("curl ") for code in codes)
    assert not any("local/local" in code for code in codes)
    done = subprocess.run(
        ["bash", "-eu"],
        input="".join(f"{code.rstrip()} -s; echo\n" for code in codes),
        capture_output=True,
        text=True,
        timeout=110,
        check=True,
    )
    calls = list(cloud.calls.newest_first())[::-1]
    assert len(calls) == len(cases), done.stderr
    for case, call in zip(cases, calls, strict=True):
        assert not call.outcome.startswith("AuthFailure"), case.action.name
        assert arrived_in(call, case) == expected(case)


ODD = {
    "FromEmailAddress": 'it\'s "$HOME" `id` \\ %s \u2028 é 文 <a@b.example>',
    "Subject": "-dash\nand $(line) 'feed'; exit",
    "Destination": ["@file", "--option", "a b", ""],
    "Template": {"TemplateID": 2**53 + 1, "TemplateData": '{"a": "{{b}}"}'},
    "Attachments": [{"FileName": "</script>.txt", "Content": "AP8="}],
    "SmtpHeaders": '{"X":"1"}',
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "language", ["python-sync", "python-async", "python-aiohttp", "tc3", "curl"]
)
def test_odd_texts_stay_texts(
    language: str, api: Api, cloud: RunningCloud, cases: list[Case]
) -> None:
    case = next(each for each in cases if each.action.name == "SendEmail")
    odd = Case(case.service, case.action, ODD)
    code = code_of(api, odd, language)
    if language in RUN:
        RUN[language](code, odd)
    else:
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        env = {**os.environ, "PATH": path}
        subprocess.run(["bash", "-u"], input=code.encode(), env=env, timeout=60)
    assert arrived(cloud, odd) == expected(odd)


def test_what_breaks_the_spec_is_sent_as_it_stands(
    api: Api, cloud: RunningCloud, cases: list[Case]
) -> None:
    case = next(each for each in cases if each.action.name == "SendEmail")
    wrong = Case(case.service, case.action, {"Subject": 3, "Unknown": [None, {}]})
    for language in ("python-sync", "python-async", "curl"):
        code = code_of(api, wrong, language)
        if language == "curl":
            subprocess.run(["bash", "-u"], input=code.encode(), timeout=60)
        else:
            run_python(code)
        assert arrived(cloud, wrong) == expected(wrong)


def test_every_language_has_a_sample_that_names_no_secret(
    api: Api, cases: list[Case]
) -> None:
    for language in LANGUAGES:
        code = code_of(api, cases[0], language.name)
        assert "SECRET_KEY=" not in code
        if language.mode == "console":
            assert shlex.split(code.replace("\\\n", " "))[0] == language.name
