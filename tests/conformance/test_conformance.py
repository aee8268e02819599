"""A part of `make conformance`: products of all kinds, and every example of theirs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import pytest
from effort import BY_NIGHT, many

from tc3gen.python.output.generate import generate_package
from tc3gen.sources.tccli import importing
from tc3gen.spec.select import Only

from . import known
from .peers import differences
from .products import Result, compare, products, published

SMALL = ("aca", "af", "asw", "cds", "hai", "ses", "sms", "soe", "sts", "tcbr")
LARGE = ("antiddos", "as", "bmlb", "databuddy", "faceid", "hunyuan", "kms")
SERVICES = (*SMALL, *LARGE) if BY_NIGHT else SMALL

FOLDERS = {"autoscaling" if service == "as" else service for service in SERVICES}
"""In tccli and the official SDK, `as` has a folder of another name."""

pytest.importorskip("tccli", reason="tccli is not installed: pip install tccli")
pytest.importorskip("tencentcloud.ses", reason="the official SDK is not installed")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Result]]:
    folder = tmp_path_factory.mktemp("conformance")
    wanted = [Only(service) for service in SERVICES]
    sources = importing.find_sources(None, None, wanted)
    done = [*importing.import_versions(sources, folder / "spec", jobs=1)]
    assert not [problem for each in done for problem in each.problems]
    assert (
        generate_package(
            [folder / "spec"], folder, package="conforming", jobs=1
        ).problems
        == ()
    )
    services = published()
    assert services is not None
    sys.path.insert(0, str(folder))
    try:
        yield [
            compare(product, "conforming")
            for product in products(services, folder / "spec", FOLDERS)
        ]
    finally:
        sys.path.remove(str(folder))


@pytest.mark.slow
@pytest.mark.thorough
def test_every_example_is_read_and_sent_as_by_the_official_sdk(
    results: Sequence[Result],
) -> None:
    table = known.known()
    found = [d for result in results for d in result.differences]
    assert [known.shown(d) for d in found if d.key not in table] == []
    assert sum(result.examples for result in results) > many(500, by_day=150)
    assert {table[d.key] for d in found} >= {"text for a number", "number for text"}
    # The table has no line too many.
    versions = {d.key.split(" ")[0] for d in found}
    used = {d.key for d in found}
    assert {key for key in table if key.split(" ")[0] in versions} <= used


def test_a_difference_is_found() -> None:
    ours = {"A": [1, {"B": True}], "C": "2024-01-01T00:00:00Z", "D": "x"}
    theirs = {"A": [1.0, {"B": 1}], "C": "2024-01-01 00:00:00+00:00", "E": "x"}
    assert [path for path, _, _ in differences(ours, theirs)] == ["A.1.B", "D", "E"]
