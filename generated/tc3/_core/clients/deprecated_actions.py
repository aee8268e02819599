"""The mark of a method whose action the service is giving up."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from ..deprecation import warn_deprecated

__all__ = ["deprecated"]

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:

    def deprecated(message):
        """Marks an action that the service is giving up; calling it warns."""

        def mark(method):
            @wraps(method)
            def warn(*args, **kwargs):
                warn_deprecated(f"{method.__name__} is deprecated. {message}")
                return method(*args, **kwargs)

            return warn

        return mark
