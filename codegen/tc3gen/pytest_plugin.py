"""Fixtures of a local cloud, which pytest knows wherever `tc3gen` is installed.

Nothing is loaded before a test asks for one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tc3gen.cloud import Outbox, RunningCloud

_SPECS = "tc3_specs"
_BEHAVIOURS = "tc3_behaviours"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini(
        _SPECS,
        "spec files and folders that the local cloud knows; "
        "without any, those that come with tc3gen",
        type="paths",
        default=[],
    )
    parser.addini(
        _BEHAVIOURS,
        "classes, as module:Class, that answer the calls of services in the local cloud",
        type="linelist",
        default=[],
    )


@pytest.fixture(scope="session")
def tc3_session_cloud(pytestconfig: pytest.Config) -> Iterator[RunningCloud]:
    """The local cloud of all tests, as the test before left it."""
    from tc3gen.util.gc_pause import gc_paused

    with gc_paused():
        running = _running_cloud(pytestconfig)
    with running as cloud:
        yield cloud


def _running_cloud(config: pytest.Config) -> AbstractContextManager[RunningCloud]:
    from tc3gen.cloud import running_cloud
    from tc3gen.spec.cache import SpecProblems, load_cached
    from tc3gen.spec.reading.files import shipped_specs

    # Where the cache provider is turned off, there is no `cache`.
    cache = getattr(config, "cache", None)
    folder = None if cache is None else cache.mkdir("tc3gen")
    try:
        specs = load_cached(config.getini(_SPECS) or [shipped_specs()], folder)
    except SpecProblems as problems:
        pytest.fail(f"{_SPECS} cannot be used:\n{problems}", pytrace=False)
    names = config.getini(_BEHAVIOURS)
    if not names:
        return running_cloud(*specs)
    from tc3gen.cloud.hosting.behaviours import load_behaviours

    try:
        behaviours = load_behaviours(names, config.rootpath)
        return running_cloud(*specs, behaviours=behaviours)
    except (ValueError, TypeError) as error:
        pytest.fail(f"{_BEHAVIOURS} cannot be used: {error}", pytrace=False)


@pytest.fixture
def tc3_cloud(tc3_session_cloud: RunningCloud) -> RunningCloud:
    """A local cloud at `url`, as new: nothing sent, no state, no faults, real time.

    `client(SesClient)` makes a client of it. There is one for each process of a run.
    """
    tc3_session_cloud.reset()
    return tc3_session_cloud


@pytest.fixture
def tc3_outbox(tc3_cloud: RunningCloud) -> Outbox:
    """The mail that went out in this test, oldest first; `wait_for(...)` waits for some."""
    return tc3_cloud.outbox
