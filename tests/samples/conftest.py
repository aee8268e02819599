from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen
from own_specs import own_specs

from tc3gen.cloud.hosting.running import RunningCloud
from tc3gen.cloud.hosting.thread import running_cloud
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.target import Target
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.web.api import Api
from tc3gen.reference.samples import plain
from tc3gen.spec.model import Action, Service
from tc3gen.spec.reading.load import Specs

SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture(scope="session")
def specs() -> Specs:
    return own_specs()


@frozen
class Case:
    """An example of the spec."""

    service: Service
    action: Action
    values: dict[str, Any]


@pytest.fixture(scope="session")
def cases(specs: Specs) -> list[Case]:
    return [
        Case(service, action, plain(example.request))
        for service in specs.services
        for action in service.actions.values()
        for example in action.examples
        if example.differs is None
    ]


@pytest.fixture
def cloud(specs: Specs) -> Iterator[RunningCloud]:
    with running_cloud(specs.services, specs.common) as cloud:
        yield cloud


@pytest.fixture
def api(
    specs: Specs, cloud: RunningCloud, tmp_path_factory: pytest.TempPathFactory
) -> Api:
    """What makes samples for the Explorer's pages, calling the cloud."""
    catalog = Catalog.of_services(specs.services, specs.common)
    target = Target(endpoint=cloud.url, key=("local", "local"), is_local=True)
    folder = tmp_path_factory.getbasetemp().parent / "explorer-packages"
    return Api(Explorer(lambda: catalog, folder, lambda: target))
