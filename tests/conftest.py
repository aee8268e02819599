"""What holds for all tests."""

from __future__ import annotations

import gc
import os

import pytest
from effort import many
from hypothesis import HealthCheck, is_hypothesis_test, settings
from layers import layer_of
from load import again

# How long examples take to make says something about the machine, not about the code.
settings.register_profile(
    "any machine",
    deadline=None,
    max_examples=many(300),
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("any machine")

pytest_plugins = ["load"]


def pytest_xdist_auto_num_workers() -> int:
    """More than there are processors: tests of time-outs wait most of the time."""
    return (os.cpu_count() or 1) + 4


@pytest.hookimpl(tryfirst=True)  # before others choose by the markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, or at the end all would wait for one of them."""
    for item in items:
        layer = layer_of(item)
        item.add_marker(layer)
        drawn = is_hypothesis_test(getattr(item, "obj", None))
        if drawn:
            item.add_marker("thorough")
        # Much of these is random, so that a second run would be another one; and those that
        # need nothing wait for nothing.
        once = drawn or any(map(item.get_closest_marker, ("slow", "nightly")))
        if not once and layer != "unit":
            item.add_marker(again)
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Spare the collector all that was loaded: it would look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give programs a home without profiles, where `tccli` may write its own."""
    os.environ["HOME"] = str(tmp_path_factory.mktemp("home"))
