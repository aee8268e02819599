"""The end of a run that cannot be done as asked."""

from __future__ import annotations


class OutputRefused(Exception):
    """The work cannot be done as asked; the message says why and what to do."""
