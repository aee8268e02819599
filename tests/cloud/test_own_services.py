"""A service that is not the provider's: generated, served, and called in every way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tc3gen.changes.comparing.compare import compare_services
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.explorer.client.package import ClientPackages
from tc3gen.explorer.client.target import Target
from tc3gen.python.output.generate import generate_package
from tc3gen.samples import languages_of
from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import Specs, load_specs

SPEC = """\
service: store
version: "2024-01-31"
title: Store
summary: Keeps orders.
domain: "{service}.{region}.example.com"
signing_name: shop
regions: [eu, us]
actions:
  GetOrder:
    summary: Show an order.
    repeatable: true
    params:
      Id: {type: integer, required: true, doc: Number of the order.}
    returns:
      Title: {type: string, always: true, doc: What was ordered.}
    examples:
      - title: One
        request: {Id: 7}
        response: {Title: A book}
"""


@pytest.fixture(scope="module")
def specs(tmp_path_factory: pytest.TempPathFactory) -> Specs:
    path = tmp_path_factory.mktemp("spec") / "store.yaml"
    path.write_text(SPEC, encoding="utf-8")
    specs = load_specs([path])
    assert not specs.problems
    return specs


@pytest.fixture(scope="module")
def store(
    specs: Specs, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ModuleType]:
    """The package of the service, imported."""
    folder = tmp_path_factory.mktemp("package")
    (service,) = specs.services
    done = generate_package([Path(service.at.file)], folder, package="own_store")
    assert [str(problem) for problem in done.problems] == []
    sys.path.insert(0, str(folder))
    try:
        yield import_module("own_store.store")
    finally:
        sys.path.remove(str(folder))
        for name in [n for n in sys.modules if n.partition(".")[0] == "own_store"]:
            del sys.modules[name]


@pytest.fixture(scope="module")
def cloud(specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(specs.services, specs.common) as cloud:
        yield cloud


def key(store: ModuleType) -> Any:
    return import_module(store.__name__.partition(".")[0]).Credential("local", "local")


class Sent:
    """A transport that keeps requests, and answers each with an order."""

    def __init__(self, core: Any) -> None:
        self.requests: list[Any] = []
        self._response = core.HttpResponse

    def exchange(self, request: Any, attempt: Any) -> Any:
        self.requests.append(request)
        body = b'{"Response":{"Title":"A book","RequestId":"r"}}'
        return self._response(200, {}, body)

    def close(self) -> None:
        pass


def test_host_and_signature(store: ModuleType) -> None:
    sent = Sent(import_module("own_store._core.transport.base"))
    with store.StoreClient(key(store), "us", transport=sent) as client:
        client.get_order(id=7)
        client.with_options(region="eu").get_order(id=7)
    assert [each.url for each in sent.requests] == [
        "https://store.us.example.com/",
        "https://store.eu.example.com/",
    ]
    for request in sent.requests:
        assert "/shop/tc3_request," in request.headers["Authorization"]
    assert sent.requests[0].headers["X-TC-Region"] == "us"


def test_the_host_needs_a_region(store: ModuleType) -> None:
    errors = import_module("own_store.errors")
    with pytest.raises(errors.ConfigurationError, match="pass region=, one of eu, us"):
        store.StoreClient(key(store))
    with pytest.raises(errors.ConfigurationError, match="region must be a name"):
        store.StoreClient(key(store), "eu.evil.example/#")
    store.StoreClient(key(store), endpoint="https://gateway.example.com").close()


def test_without_a_region_the_cloud_tells_how_to_name_one(
    store: ModuleType, cloud: LocalCloud
) -> None:
    errors = import_module("own_store.errors")
    with (
        store.StoreClient(key(store), endpoint=cloud.url) as client,
        pytest.raises(errors.MissingParameter) as refused,
    ):
        client.get_order(id=7)
    assert refused.value.message == (
        "The header `X-TC-Region` is missing: give a client `region=`, the command "
        "`--region`, one of eu, us."
    )
    with (
        store.StoreClient(key(store), "mars", endpoint=cloud.url) as client,
        pytest.raises(
            errors.UnsupportedRegion, match=r"`mars` .* of store: eu, us are"
        ),
    ):
        client.get_order(id=7)


def test_a_client_of_the_cloud_has_a_region(store: ModuleType, specs: Specs) -> None:
    with running_cloud(specs.services, specs.common) as cloud:
        for options, region in ({}, "eu"), ({"region": "us"}, "us"):
            with cloud.client(store.StoreClient, **options) as client:
                client.get_order(id=7)
            (call, *_) = cloud.calls.newest_first()
            assert call.request.header("x-tc-region") == region


@pytest.mark.parametrize("site", ["international", "china"])
def test_regions_have_no_site(store: ModuleType, site: str) -> None:
    store.StoreClient(key(store), "eu", site=site).close()


def test_the_synchronous_client(store: ModuleType, cloud: LocalCloud) -> None:
    with store.StoreClient(key(store), "eu", endpoint=cloud.url) as client:
        assert client.get_order(id=7).title == "A book"


async def test_the_asynchronous_client(store: ModuleType, cloud: LocalCloud) -> None:
    async with store.AsyncStoreClient(key(store), "us", endpoint=cloud.url) as client:
        assert (await client.get_order(id=7)).title == "A book"


def test_another_name_in_the_signature_is_refused(
    store: ModuleType, cloud: LocalCloud
) -> None:
    errors = import_module("own_store.errors")

    class Wrong(store.StoreClient):  # type: ignore[misc, name-defined]
        signing_name = None

    refused = pytest.raises(errors.AuthFailure, match="are signed for `shop`")
    with Wrong(key(store), "eu", endpoint=cloud.url) as client, refused as raised:
        client.get_order(id=7)
    assert raised.value.code == "AuthFailure.SignatureFailure"


@pytest.mark.parametrize(
    ("host", "status"),
    [("store.eu.example.com", 200), ("store.xx.example.com", 403)],
)
def test_the_cloud_may_be_asked_for_by_the_own_host(
    cloud: LocalCloud, host: str, status: int
) -> None:
    """As where a machine's table of hosts leads the domain there."""
    request = Request(
        cloud.url, b"{}", {"Host": host, "Content-Type": "application/json"}
    )
    assert answered(request) == status


def answered(request: Request) -> int:
    """The status of the response, which urllib raises where it is an error's."""
    try:
        with urlopen(request, timeout=30) as response:
            return int(response.status)
    except HTTPError as error:
        return error.code


def command(store: ModuleType, *words: str) -> subprocess.CompletedProcess[str]:
    assert store.__file__ is not None
    return subprocess.run(
        [sys.executable, "-m", "own_store", *words],
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(store.__file__).parents[2]),
            "TENCENTCLOUD_SECRET_ID": "local",
            "TENCENTCLOUD_SECRET_KEY": "local",
        },
        timeout=60,
        check=False,
    )


def test_the_command_line(store: ModuleType, cloud: LocalCloud) -> None:
    words = ("store", "get-order", "--id", "7", "--region", "eu")
    done = command(store, *words, "--endpoint", cloud.url)
    assert json.loads(done.stdout)["Title"] == "A book", done.stderr
    dry = command(store, *words, "--dry-run", "http")
    assert "Host: store.eu.example.com" in dry.stdout, dry.stderr
    assert "/shop/tc3_request" in dry.stdout
    without = command(store, *words[:4])
    assert without.returncode == 3
    assert "eu, us" in without.stderr
    shown = command(store, "store", "--help").stdout
    assert " ".join(shown.split()).count("eu, us") == 1


def test_the_explorer(specs: Specs, tmp_path: Path) -> None:
    (service,) = specs.services
    package = ClientPackages(tmp_path, specs.common).get(service, [service])
    assert Target().shown(package) == "https://store.eu.example.com/"
    assert [each.name for each in languages_of(service)][-1] == "curl"


def test_what_changed(specs: Specs) -> None:
    from attrs import evolve

    (new,) = specs.services
    old: Service = evolve(new, domain=None, signing_name=None)
    found = [
        change.kind for change in compare_services(old, new, specs.common, specs.common)
    ]
    assert found == ["service.domain", "service.signing_name"]
