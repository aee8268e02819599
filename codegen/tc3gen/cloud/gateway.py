"""From a request to a call, or to the fault that the real service would answer.

No input, no output, no clock: everything comes in as an argument.
"""

from __future__ import annotations

