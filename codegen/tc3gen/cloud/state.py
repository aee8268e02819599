"""The state of all services: one database, so that a file holds what belongs together."""

from __future__ import annotations

from pathlib import Path

from tc3gen.cloud.database import Database
from tc3gen.cloud.ses.store import schema as ses
from tc3gen.cloud.sms.store import schema as sms

_SCHEMA = ses.SCHEMA + sms.SCHEMA
_VERSION = 100 * ses.VERSION + sms.VERSION
"""Differs wherever one of the services has other tables."""


def open_state(path: Path | None) -> Database:
    """The state in a file, or a new one in memory. Raises `StateError` for a bad file."""
    return Database(_SCHEMA, _VERSION, path)
