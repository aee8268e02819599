from __future__ import annotations

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller
from .stage import VERSIONS, Stage


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Each version in turn, unless a test names one."""
    return str(request.param)


@pytest.fixture
def sms(specs: Specs, ses: Caller, version: str) -> Caller:
    """The message service, called with the key `local`."""
    service = next(each for each in specs.services if each.key == ("sms", version))
    return ses.with_options(service=service)


@pytest.fixture
def stage(cloud: LocalCloud, sms: Caller) -> Stage:
    other = sms.with_options(secret_id="other", secret_key="other-key")
    return Stage(cloud, sms, other)
