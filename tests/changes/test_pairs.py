"""Which specs are compared, and what is said about those that only one side has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tc3gen.changes.change import Comparison, Report, Verdict
from tc3gen.changes.command import Mismatch, compare_paths

from .case import COMMON, Spec, action, field, spec_text

OLD, NEW = "2024-01-01", "2025-01-01"
WITH_A = action({"A": field()}, name="Do")
WITH_B = action({"B": field()}, name="Do")


def folder(path: Path, common: Spec = COMMON, **specs: Spec) -> Path:
    """A folder of specs; the name of each is `service_version`."""
    path.mkdir()
    path.joinpath("common.yaml").write_text(json.dumps(common))
    for name, part in specs.items():
        service, _, year = name.partition("_")
        text = spec_text(part, service=service, version=f"{year}-01-01")
        path.joinpath(f"{name}.yaml").write_text(yaml.safe_dump(json.loads(text)))
    return path


def report(old: Path, new: Path) -> Report:
    found, problems = compare_paths(old, new)
    assert problems == ()
    return found


def told(comparison: Comparison) -> tuple[Any, ...]:
    kinds = [change.kind for change in comparison.changes]
    return comparison.service, comparison.old, comparison.new, kinds


def test_two_files_are_two_versions_whatever_their_dates(tmp_path: Path) -> None:
    specs = folder(tmp_path / "specs", toy_2024=WITH_A, toy_2025=WITH_A)
    found = report(specs / "toy_2024.yaml", specs / "toy_2025.yaml")
    assert [told(c) for c in found.comparisons] == [
        ("toy", OLD, NEW, ["service.version"])
    ]
    again = report(specs / "toy_2024.yaml", specs / "toy_2024.yaml")
    assert again.comparisons == ()


def test_in_folders_the_same_version_is_compared(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", toy_2024=WITH_A, toy_2025=WITH_A, other_2024=WITH_A)
    new = folder(tmp_path / "new", toy_2024=WITH_A, toy_2025=WITH_B, other_2024=WITH_A)
    (found,) = report(old, new).comparisons
    assert told(found)[:3] == ("toy", NEW, NEW)
    assert found.verdict is Verdict.CODE


def test_versions_and_services_come_and_go(tmp_path: Path) -> None:
    old = folder(tmp_path / "old", toy_2024=WITH_A, toy_2025=WITH_A, gone_2024=WITH_A)
    new = folder(tmp_path / "new", toy_2025=WITH_A, come_2024=WITH_A)
    found = [told(comparison) for comparison in report(old, new).comparisons]
    assert found == [
        ("come", None, OLD, ["service.added"]),
        ("gone", OLD, None, ["service.removed"]),
        ("toy", OLD, None, ["service.removed"]),
    ]
    verdicts = [comparison.verdict for comparison in report(old, new).comparisons]
    assert verdicts == [Verdict.NOTHING, Verdict.CODE, Verdict.CODE]


def test_a_newer_version_changes_what_the_service_means(tmp_path: Path) -> None:
    """`tc3.toy` is the newest version: code that names no version gets another one."""
    old = folder(tmp_path / "old", toy_2024=WITH_A)
    new = folder(tmp_path / "new", toy_2024=WITH_A, toy_2025=WITH_B)
    newest, added = report(old, new).comparisons
    assert told(newest)[:3] == ("toy", OLD, NEW)
    assert newest.about == "the newest version: what the package `toy` means"
    assert newest.verdict is Verdict.CODE
    assert told(added) == ("toy", None, NEW, ["service.added"])


def test_what_all_services_share_is_compared_once(tmp_path: Path) -> None:
    errors = {"InternalError": "The service failed.", "Failed": "It failed."}
    region = {"header": "X-TC-Region", "required": True, **field()}
    common: Spec = {**COMMON, "errors": errors, "parameters": {"Region": region}}
    old = folder(tmp_path / "old", toy_2024=WITH_A, other_2024=WITH_A)
    new = folder(tmp_path / "new", common, toy_2024=WITH_A, other_2024=WITH_A)
    (found,) = report(old, new).comparisons
    assert told(found)[3] == ["common.parameter", "error.added"]
    assert found.verdict is Verdict.WIRE
    (back,) = report(new, old).comparisons
    assert back.verdict is Verdict.CODE


def test_services_that_are_the_same_are_not_even_loaded(tmp_path: Path) -> None:
    broken: Spec = {"actions": {"Do": {}}}
    old = folder(tmp_path / "old", toy_2024=WITH_A, other_2024=broken)
    new = folder(tmp_path / "new", toy_2024=WITH_B, other_2024=broken)
    assert [c.service for c in report(old, new).comparisons] == ["toy"]
    assert report(old, old).comparisons == ()


def test_problems_of_both_sides_are_reported(tmp_path: Path) -> None:
    broken: Spec = {"actions": {"Do": {}}}
    old = folder(tmp_path / "old", toy_2024=broken)
    found, problems = compare_paths(old / "toy_2024.yaml", tmp_path / "missing.yaml")
    assert found.comparisons == ()
    assert {problem.at.file for problem in problems} == {
        str(old / "toy_2024.yaml"),
        str(tmp_path / "missing.yaml"),
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("toy_2024.yaml", "other_2024.yaml", "toy and other are different services"),
        ("toy_2024.yaml", ".", "compare two files or two folders"),
        ("toy_2024.yaml", "common.yaml", "one describes a service"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    tmp_path: Path, old: str, new: str, reason: str
) -> None:
    specs = folder(tmp_path / "specs", toy_2024=WITH_A, other_2024=WITH_A)
    with pytest.raises(Mismatch, match=reason):
        compare_paths(specs / old, specs / new)


def test_a_service_of_ones_own_moves(tmp_path: Path) -> None:
    """Calls go elsewhere, and are signed for another name."""
    here = {"domain": "api.example.com", "signing_name": "toy"}
    there = {"domain": "api.example.net", "signing_name": "doll"}
    old = folder(tmp_path / "old", toy_2024={**WITH_A, **here})
    new = folder(tmp_path / "new", toy_2024={**WITH_A, **there})
    (found,) = report(old, new).comparisons
    assert told(found)[3] == ["service.domain", "service.signing_name"]
    assert found.verdict is Verdict.WIRE
