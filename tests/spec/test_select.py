"""`--only`: a service, a version, some actions, and what these reach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tc3gen.spec.model import Service
from tc3gen.spec.reading.load import load_specs
from tc3gen.spec.select import Only, parse_only, select_services, unknown

TOY = """\
service: toy
version: "{version}"
title: Toy
summary: Toys.
actions:
  List:
    summary: List toys.
    repeatable: true
    errors: [FailedOperation.Busy]
    params:
      Kind: {{type: string, enum: Kind, doc: Which.}}
    returns:
      Toys: {{type: "list[Toy]", doc: The toys.}}
    examples: [{{title: T}}]
  Break:
    summary: Break a toy.
    errors: [FailedOperation.Busy, FailedOperation.Broken]
    params:
      How: {{type: string, enum: How, doc: How.}}
    examples: [{{title: T}}]
  Add:
    summary: Add names.
    params:
      Names: {{type: "list[string]", required: true, items: [1, 9], doc: Names.}}
    examples: [{{title: T, request: {{Names: [x]}}}}]
  AddToys:
    summary: Add toys.
    params:
      Toys: {{type: "list[NewToy]", required: true, items: [1, 9], doc: Toys.}}
    examples: [{{title: T, request: {{Toys: [{{Name: x}}]}}}}]
types:
  NewToy: {{doc: New., fields: {{Name: {{type: string, required: true, doc: N.}}}}}}
  Toy:
    doc: A toy.
    fields:
      Parts: {{type: "list[Part]", doc: Its parts.}}
  Part:
    doc: A part.
    fields:
      Inside: {{type: "list[Part]", doc: Parts of the part.}}
      Where: {{type: string, enum: Where, doc: Its place.}}
  Unused: {{doc: Of no action., fields: {{Name: {{type: string, doc: N.}}}}}}
enums:
  Kind: {{doc: K., values: {{BIG: {{value: big, doc: B.}}}}}}
  Where: {{doc: W., values: {{TOP: {{value: top, doc: T.}}}}}}
  How: {{doc: H., values: {{HARD: {{value: hard, doc: H.}}}}}}
errors:
  FailedOperation.Busy: It is busy.
  FailedOperation.Broken: It is broken.
  FailedOperation.OfNoAction: Nobody knows who answers so.
waiters:
  ToyMade:
    doc: Until a toy is there.
    action: List
    path: Toys.Parts.Where
    success: [TOP]
    interval: 1
    deadline: 10
bulk:
  AddMany: {{doc: Add many., rows: {{Add: Names, AddToys: Toys}}, key: Name}}
"""


@pytest.fixture
def services(tmp_path: Path) -> list[Service]:
    paths = []
    for version in ("2020-01-01", "2024-01-31"):
        paths.append(tmp_path / f"{version}.yaml")
        paths[-1].write_text(TOY.format(version=version))
    specs = load_specs(paths)
    assert specs.problems == ()
    return list(specs.services)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("ses", Only("ses")),
        ("ses@2020-10-02", Only("ses", "2020-10-02")),
        ("ses:SendEmail", Only("ses", "", ("SendEmail",))),
        ("ses@2020-10-02:B,A,B", Only("ses", "2020-10-02", ("A", "B"))),
    ],
)
def test_the_form(text: str, only: Only) -> None:
    assert parse_only(text) == only
    assert parse_only(str(only)) == only


@pytest.mark.parametrize(
    "text", ["", ":", "ses:", "ses@", "@1", "ses:A,", "ses:A B", "ses:A;B", "ses:A\n,B"]
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"SERVICE\[@VERSION\]"):
        parse_only(text)


def test_an_action_keeps_what_it_reaches(services: list[Service]) -> None:
    (service,) = select_services(services, [Only("toy", "2024-01-31", ("List",))])
    assert service.version == "2024-01-31"
    assert list(service.actions) == ["List"]
    assert list(service.types) == ["Toy", "Part"]
    assert list(service.enums) == ["Kind", "Where"]
    assert list(service.waiters) == ["ToyMade"]
    assert list(service.errors) == [
        "FailedOperation.Busy",
        "FailedOperation.OfNoAction",
    ]


def test_another_action_leaves_out_the_types_and_waiters_of_the_first(
    services: list[Service],
) -> None:
    (service, _) = select_services(services, [Only("toy", "", ("Break",))])
    assert not service.types
    assert not service.waiters
    assert list(service.enums) == ["How"]
    assert "FailedOperation.Broken" in service.errors


def test_bulk_methods_keep_the_rows_whose_action_is_left(
    services: list[Service],
) -> None:
    def bulk(*actions: str) -> list[tuple[dict[str, str], str | None]]:
        (service,) = select_services(services, [Only("toy", "2024-01-31", actions)])
        return [(dict(each.rows), each.key) for each in service.bulk.values()]

    assert bulk("List") == []
    assert bulk("Add") == [({"Add": "Names"}, None)]
    assert bulk("AddToys") == [({"AddToys": "Toys"}, "Name")]
    assert bulk("Add", "AddToys") == [({"Add": "Names", "AddToys": "Toys"}, "Name")]


def test_parts_add_up(services: list[Service]) -> None:
    wanted = [Only("toy", "2024-01-31"), Only("toy", "", ("List",))]
    old, new = select_services(services, wanted)
    assert list(old.actions) == ["List"]
    assert new == services[1]
    assert select_services(services, []) == services
    assert select_services(services, [Only("other")]) == []


def test_what_is_not_there_is_told_with_a_suggestion(services: list[Service]) -> None:
    wanted = ["toy", "toi", "toy@2024-01-30", "toy:Brake", "toy@2020-01-01:List"]
    assert list(unknown(services, map(parse_only, wanted))) == [
        "no spec describes `toi`; did you mean `toy`?",
        "toy has no version `2024-01-30`; did you mean `2024-01-31`?",
        "toy has no action `Brake`; did you mean `Break`?",
    ]
