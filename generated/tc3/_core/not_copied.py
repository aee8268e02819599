"""Objects that are bound to a process, with connections, threads or keys."""

from __future__ import annotations

from typing import Any, ClassVar


class NotCopied:
    """Refuses to be pickled and copied, with what to do instead.

    Without that, what is returned from a process pool, or sent to one, would fail with the
    name of some lock inside.
    """

    __slots__ = ()

    _instead: ClassVar[str]
    """Ends the error: why it cannot be, and what to do."""

    def __reduce__(self) -> Any:
        raise TypeError(
            f"{type(self).__name__} is not pickled or copied, as {self._instead}"
        )
