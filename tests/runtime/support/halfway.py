"""Two threads that use a model for the first time at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class _Halting:
    """Stands for `shapes.members`; waits after the first member of one class."""

    def __init__(self, members: Callable[[Any], Any], cls: Any) -> None:
        self._members = members
        self._cls = cls
        self.halted = threading.Event()
        self.go_on = threading.Event()

    def __call__(self, cls: Any) -> Iterator[Any]:
        for number, member in enumerate(self._members(cls)):
            if number == 1 and cls is self._cls:
                self.halted.set()
                self.go_on.wait(5)
            yield member


def both(
    module: Any, cls: Any, work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> list[Any]:
    """What `work` gives in two threads; the second starts while the first learns `cls`.

    `module` is the one that asks for the members.
    """
    halting = _Halting(module.members, cls)
    monkeypatch.setattr(module, "members", halting)
    results: list[Any] = []
    threads = [
        threading.Thread(target=lambda: results.append(work())) for _ in range(2)
    ]
    threads[0].start()
    assert halting.halted.wait(5)
    threads[1].start()
    threads[1].join(0.1)
    halting.go_on.set()
    for thread in threads:
        thread.join()
    return results
