"""Commands of the provider's command line, with `tc3` in its place."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from .support.command import ROOT, Shell
from .support.recorder import Recorder

pytest.importorskip("tccli")

VERSIONS = [
    ("ses", "2020-10-02"),
    ("sms", "2019-07-11"),
    ("sms", "2021-01-11"),
    ("sts", "2018-08-13"),
]


def published() -> list[tuple[str, str, str, list[str]]]:
    """All examples that it publishes: service, version, action, words."""
    from tccli.loaders import Loader

    loader = Loader()
    found = []
    for service, version in VERSIONS:
        for action in loader.get_service_model(service, version)["actions"]:
            for example in loader.generate_cli_example(service, version, action):
                words = shlex.split(" ".join(example["input"]))
                found.append((service, version, action, words))
    return found


EXAMPLES = published()
SAMPLE = EXAMPLES[::10]
"""Those of every day: the provider's command line takes half a second for each."""


class Official:
    """The provider's command line, in a process that runs one command after the other."""

    def __init__(self, shell: Shell) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/cloud/official/tccli_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=shell.environment(),
        )

    def __call__(self, *words: str) -> list[Any]:
        """Run a command: its exit code, what it printed, and its errors."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(words), file=self._process.stdin, flush=True)
        found: list[Any] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait()


@pytest.fixture(scope="module")
def official(
    recorder_of_module: Recorder, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Official]:
    """The provider's command line."""
    running = Official(Shell(tmp_path_factory.mktemp("home"), recorder_of_module.url))
    yield running
    running.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    "examples",
    [
        pytest.param(SAMPLE, id="some"),
        pytest.param(EXAMPLES, id="all", marks=pytest.mark.nightly),
    ],
)
def test_published_examples_send_the_same(
    recorded: Shell, recorder: Recorder, official: Official, examples: list[Any]
) -> None:
    compared = 0
    for service, version, action, given in examples:
        words = [service, action, "--cli-unfold-argument", *given, "--version", version,
                 "--region", "ap-guangzhou"]  # fmt: skip
        code, _, said = official(*words, "--endpoint", recorder.url)
        theirs = list(recorder.requests)
        recorder.requests.clear()
        ran = recorded(*words, "--site", "china")
        ours = list(recorder.requests)
        recorder.requests.clear()
        if not theirs:
            # A value was lost when the example was written down.
            assert "expected" in said or code, words
            continue
        assert ran.code == 0, (words, ran.err)
        assert ours == theirs, words
        compared += 1
    assert compared >= 0.94 * len(examples)


def test_requests_in_files_and_skeletons_as_tccli_has_them(
    recorded: Shell, recorder: Recorder, official: Official
) -> None:
    file = recorded.home / "request.json"
    file.write_text(json.dumps({"ReceiversName": "n", "Desc": "d"}))
    words = ("ses", "CreateReceiver", "--cli-input-json", f"file://{file}",
             "--region", "ap-guangzhou")  # fmt: skip
    official(*words, "--endpoint", recorder.url)
    recorded(*words).done()
    first, second = recorder.requests
    assert first == second
    ours = recorded("ses", "CreateReceiver", "--generate-cli-skeleton").done().json
    theirs = json.loads(official("ses", "CreateReceiver", "--generate-cli-skeleton")[1])
    assert set(ours) == set(theirs)


def test_filters_and_keys_as_tccli_has_them(
    recorded: Shell, recorder: Recorder
) -> None:
    recorder.respond = lambda action, params: {"TotalCount": 3}
    ran = recorded(
        "ses", "ListReceivers", "--Limit", "1", "--Offset", "0", "--filter", "TotalCount",
        "--secretId", "a", "--secretKey", "b", "--token", "c", "--version", "2020-10-02",
    )  # fmt: skip
    assert ran.done().out == "3\n"


def test_limits_are_warned_of_in_the_manner_of_tccli(
    recorded: Shell, recorder: Recorder
) -> None:
    words = ("ses", "ListEmailTemplates", "--Limit", "0", "--Offset", "10")
    assert recorded(*words).code == 2
    assert recorder.requests == []
    ran = recorded(*words, "--cli-unfold-argument").done()
    assert "Warning: --limit: 0" in ran.err
    assert recorder.parameters() == [{"Limit": 0, "Offset": 10}]
