"""The local cloud as Python has it, from its docstrings; its addresses have a page already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import griffe

from tc3gen import pytest_plugin
from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import inline_text, page, table

from .source import (
    attributes,
    find,
    first_line,
    methods,
    package,
    paragraphs,
    parameters,
)

_CLASSES = {
    "RunningCloud": "tc3gen.cloud.RunningCloud",
    "cloud.outbox": "tc3gen.cloud.Outbox",
    "A mail": "tc3gen.cloud.Mail",
    "cloud.clock": "tc3gen.cloud.clock.Clock",
    "cloud.faults": "tc3gen.cloud.fault_injection.faults.InjectedFaults",
    "cloud.ses": "tc3gen.cloud.ses.SesBackend",
    "A call, as a behaviour gets it": "tc3gen.cloud.Call",
}

_FOR_TESTS = {
    "cloud.clock": ("now", "advance", "set", "reset"),
    "cloud.faults": ("add", "clear", "listed"),
    "cloud.ses": ("settings", "configure", "review", "happen"),
}
"""Methods that tests call; others of the class are for the cloud itself."""


def cloud_page() -> str:
    """Classes, fixtures and settings."""
    return page(
        "The local cloud in Python",
        [
            "What it does, and the same over HTTP: [the local cloud](../cloud.md). From the "
            "shell: [tc3gen cloud](tc3gen.md#tc3gen-cloud).",
            "## running_cloud",
            *paragraphs(find("tc3gen.cloud.running_cloud")),
            parameters(find("tc3gen.cloud.LocalCloud.__init__")),
            *(part for title, path in _CLASSES.items() for part in _class(title, path)),
            "## Fixtures of pytest",
            "They are there wherever tc3gen is installed.",
            table(["Fixture", "Gives"], _fixtures()),
            "## Settings of pytest",
            table(["Setting", "Meaning"], _settings()),
        ],
    )


def _class(title: str, path: str) -> Iterator[str]:
    found = find(path)
    yield f"## {title}"
    yield from paragraphs(found)
    yield attributes(found)
    yield methods(found, _FOR_TESTS.get(title, ()))


def _fixtures() -> Iterator[list[str]]:
    for name, member in package("tc3gen")["pytest_plugin"].members.items():
        if not isinstance(member, griffe.Function):
            continue
        if any("fixture" in str(each.value) for each in member.decorators):
            yield [code(name), inline_text(first_line(member))]


def _settings() -> list[list[str]]:
    found: list[list[str]] = []

    class Parser:
        def addini(self, name: str, help: str, **_: object) -> None:
            found.append([code(name), inline_text(help)])

    parser: Any = Parser()
    pytest_plugin.pytest_addoption(parser)
    return found
