"""A part of `make conformance`: products of all kinds, and every example of theirs."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import pytest

from tc3gen.python.generate import generate
from tc3gen.sources.tccli import importing
from tc3gen.spec.select import Only

from . import known
from .peers import differences
from .products import Result, compare, products, published

SERVICES = (
    "aca", "af", "antiddos", "as", "asw", "bmlb", "cds", "databuddy", "faceid", "hunyuan",
    "kms", "ses", "sms", "soe", "sts", "tcbr",
)  # fmt: skip

FOLDERS = {*SERVICES, "autoscaling"} - {"as"}
"""In tccli and the official SDK, `as` has a folder of another name."""

pytest.importorskip("tccli", reason="tccli is not installed: pip install tccli")
pytest.importorskip("tencentcloud.ses", reason="the official SDK is not installed")


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Result]]:
    folder = tmp_path_factory.mktemp("conformance")
    wanted = [Only(service) for service in SERVICES]
    sources = importing.find(None, None, wanted)
    done = [*importing.run(sources, folder / "spec", jobs=1)]
    assert not [problem for each in done for problem in each.problems]
    assert (
        generate([folder / "spec"], folder, package="conforming", jobs=1).problems == ()
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


@pytest.mark.long
def test_every_example_is_read_and_sent_as_by_the_official_sdk(
    results: Sequence[Result],
) -> None:
    table = known.known()
    found = [d for result in results for d in result.differences]
    assert [known.shown(d) for d in found if d.key not in table] == []
    assert sum(result.examples for result in results) > 500
    assert {table[d.key] for d in found} >= {"text for a number", "number for text"}


def test_the_table_has_no_line_too_many(results: Sequence[Result]) -> None:
    found = {d.key for result in results for d in result.differences}
    versions = {key.split(" ")[0] for key in found}
    assert {k for k in known.known() if k.split(" ")[0] in versions} <= found


def test_a_difference_is_found() -> None:
    ours = {"A": [1, {"B": True}], "C": "2024-01-01T00:00:00Z", "D": "x"}
    theirs = {"A": [1.0, {"B": 1}], "C": "2024-01-01 00:00:00+00:00", "E": "x"}
    assert [path for path, _, _ in differences(ours, theirs)] == ["A.1.B", "D", "E"]
