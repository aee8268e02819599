"""The local cloud as tests use it, with whatever framework.

    with running_cloud() as cloud:
        with cloud.client(SesClient) as ses: ...
        mail = cloud.outbox.wait_for(recipient="ada@example.com")

`tc3gen.pytest_plugin` has fixtures of it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from tc3gen.cloud.server import LocalCloud
from tc3gen.cloud.ses.outbox import MailFilter, Outbox
from tc3gen.cloud.ses.records import Mail, Status

C = TypeVar("C")

_PAUSE = 0.005
"""Seconds between two looks at whether something has changed."""
