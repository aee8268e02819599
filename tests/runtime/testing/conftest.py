"""What the tests of stub share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tc3.ses import AsyncSesClient, SesClient
from tc3.testing import Stub, stub

from ..support.driver import Driver, Either

Make = Callable[..., Stub[Any]]


MAIL: dict[str, Any] = {"from_email_address": "a@example.com", "subject": "Hello"}


@pytest.fixture
def make(driver: Driver) -> Make:
    """Makes a stub of either client."""
    cls: Any = AsyncSesClient if driver.is_async else SesClient
    return lambda **options: stub(cls, **options)


@pytest.fixture
def either(driver: Driver) -> Callable[[Any], Either]:
    return lambda ses: Either(getattr(ses, "client", ses), driver.is_async)


Wrap = Callable[[Any], Either]
