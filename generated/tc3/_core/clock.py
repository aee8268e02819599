"""The clocks that the runtime reads, in one place for tests to replace."""

from time import monotonic, time

__all__ = ["monotonic", "time"]
