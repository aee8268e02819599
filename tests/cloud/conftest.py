from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from own_specs import own_specs

from tc3gen.cloud import LocalCloud
from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import Specs

from .support.client import Caller, Clock
from .support.controls import Controls

SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture(scope="session")
def specs() -> Specs:
    specs = own_specs()
    assert specs.problems == ()
    return specs


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cloud(specs: Specs, clock: Clock) -> LocalCloud:
    return LocalCloud(
        specs.services,
        specs.common,
        accounts={"local": "local", "other": "other-key"},
        clock=clock,
        upload_seconds=10,
    )


@pytest.fixture
async def url(cloud: LocalCloud) -> AsyncIterator[str]:
    async with cloud.serve() as url:
        yield url


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ses(specs: Specs, clock: Clock, url: str, session: aiohttp.ClientSession) -> Caller:
    """The mail service, called with the key `local`."""
    return Caller(
        session=session,
        url=url,
        clock=clock,
        service=find(specs, "ses"),
        common=specs.common,
    )


@pytest.fixture
def sts(specs: Specs, ses: Caller) -> Caller:
    """The token service, which has unsigned actions."""
    return ses.with_options(service=find(specs, "sts"))


@pytest.fixture
def other(ses: Caller) -> Caller:
    """The mail service, called by another account."""
    return ses.with_options(secret_id="other", secret_key="other-key")


def find(specs: Specs, name: str) -> Service:
    return next(each for each in specs.services if each.service == name)


@pytest.fixture
def controls(session: aiohttp.ClientSession, url: str) -> Controls:
    return Controls(session, url)
