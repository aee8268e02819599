"""Importing again: what a person changed stays, what the source changed comes."""

from __future__ import annotations

from pathlib import Path

import pytest

from .published import Import, action, example, member

A, B, C = member("A"), member("B"), member("C")


def test_nothing_changed_nothing_written(toy: Import) -> None:
    toy.publish({"Ping": action([A])})
    toy.imported()
    before = toy.spec.stat().st_mtime_ns
    assert toy.run() == 0
    assert "0 new, 0 changed, 1 current" in toy.said
    assert toy.spec.stat().st_mtime_ns == before


def test_edits_alone_are_left_alone(toy: Import) -> None:
    toy.publish({"DescribeThings": action([A])})
    toy.imported()
    toy.edit("    repeatable: true # inferred\n", "")
    text = toy.spec.read_text()
    assert toy.run() == 0
    assert toy.spec.read_text() == text


def test_both_sides_change_different_things(toy: Import) -> None:
    toy.publish({"DescribeThings": action([A, B])})
    toy.imported()
    toy.edit("A: {type: string, doc: A member.}", ANNOTATED)
    toy.edit("repeatable: true # inferred", "repeatable: false # it counts visits")
    later = member("B", "string", "Better words.", required=True)
    toy.publish({"DescribeThings": action([A, C, later]), "Pong": action()})
    found = toy.imported()
    text = toy.spec.read_text()
    assert "# ours\n" in text
    assert "repeatable: false # it counts visits" in text
    assert "Pong" in found["actions"]
    params = found["actions"]["DescribeThings"]["params"]
    assert list(params) == ["A", "C", "B"]
    assert params["A"]["length"] == [1, 5]
    assert params["B"] == {"type": "string", "required": True, "doc": "Better words."}


ANNOTATED = """\
A: # ours
        type: string
        doc: Better than theirs.
        length: [1, 5]
"""


def test_what_is_gone_goes(toy: Import) -> None:
    toy.publish({"Ping": action([A, B]), "Pong": action()})
    toy.imported()
    toy.edit("summary: Title", "summary: Our title.")
    toy.publish({"Ping": action([B])})
    found = toy.imported()
    assert list(found["actions"]) == ["Ping"]
    assert list(found["actions"]["Ping"]["params"]) == ["B"]
    assert found["actions"]["Ping"]["summary"] == "Our title."


def test_a_conflict_is_reported_until_it_is_settled(toy: Import) -> None:
    toy.publish({"Ping": action([A]), "Pong": action()})
    toy.imported()
    toy.edit("doc: A member.", "doc: Ours.")
    toy.publish({"Ping": action([member("A", "string", "Theirs.")]), "New": action()})
    for _ in range(2):
        assert toy.run() == 1
        (line, where) = next(
            (number, text.index("doc:") - 1)
            for number, text in enumerate(toy.spec.read_text().split("\n"), 1)
            if "Ours." in text
        )
        assert where > 0
        assert f"2024-01-31.yaml:{line}:" in toy.said
        assert (
            "`actions.Ping.params.A.doc` was changed here and in the source" in toy.said
        )
        assert '"Theirs."' in toy.said
    found = toy.document()
    assert found["actions"]["Ping"]["params"]["A"]["doc"] == "Ours."
    assert sorted(found["actions"]) == ["New", "Ping"]  # the rest came in spite of it
    assert toy.run("--keep") == 0
    assert toy.run() == 0
    assert toy.document()["actions"]["Ping"]["params"]["A"]["doc"] == "Ours."


def test_a_conflict_is_settled_by_taking_the_new(toy: Import) -> None:
    toy.publish({"Ping": action([A])})
    toy.imported()
    toy.edit("doc: A member.", "doc: Ours.")
    toy.publish({"Ping": action([member("A", "string", "Theirs.")])})
    assert toy.run() == 1
    toy.edit("doc: Ours.", "doc: Theirs.")
    assert toy.run() == 0


def test_removed_here_changed_there(toy: Import) -> None:
    toy.publish({"Ping": action([A, B])})
    toy.imported()
    toy.edit("      B: {type: string, doc: A member.}\n", "")
    toy.publish({"Ping": action([A, member("B", "int64")])})
    assert toy.run() == 1
    assert "`actions.Ping.params.B` was removed here, and changed" in toy.said
    assert list(toy.document()["actions"]["Ping"]["params"]) == ["A"]


def test_changed_here_gone_there(toy: Import) -> None:
    toy.publish({"Ping": action([A, B])})
    toy.imported()
    toy.edit("B: {type: string, doc: A member.}", "B: {type: string, doc: Ours.}")
    toy.publish({"Ping": action([A])})
    assert toy.run() == 1
    assert "`actions.Ping.params.B` is gone from the source" in toy.said
    assert list(toy.document()["actions"]["Ping"]["params"]) == ["A", "B"]


def test_examples_are_known_by_title(toy: Import) -> None:
    one, two = example({"A": "1"}, title="One"), example({"A": "2"}, title="Two")
    toy.publish({"Ping": action([A], examples=[one, two])})
    toy.imported()
    toy.edit("      - title: One", "      - title: Ours\n      - title: One")
    three = example({"A": "3"}, title="Three")
    changed = example({"A": "4"}, title="One")
    toy.publish({"Ping": action([A], examples=[changed, three])})
    found = toy.imported()["actions"]["Ping"]["examples"]
    assert [(e["title"], e.get("request")) for e in found] == [
        ("Ours", None),
        ("One", {"A": "4"}),
        ("Three", {"A": "3"}),
    ]


def test_a_hand_written_spec_only_gains(toy: Import) -> None:
    toy.spec.parent.mkdir(parents=True)
    toy.spec.write_text(HAND_WRITTEN, encoding="utf-8")
    state = member("State", "State")
    told = action([member("A", "string", required=True), C, state], [B])
    toy.publish({"Ping": told, "Pong": action()}, {"State": [A], "Unused": [B]})
    toy.errors("A = 'InternalError'\nB = 'FailedOperation.Broken'\n")
    assert toy.run() == 1  # the differences
    assert "2024-01-31.yaml:10:7: `actions.Ping.params.A` is `required`" in toy.said
    assert "`actions.Ping.params.Own` is not in the definitions" in toy.said
    text = toy.spec.read_text(encoding="utf-8")
    for line in HAND_WRITTEN.splitlines():
        assert line in text
    found = toy.document()
    assert list(found["actions"]["Ping"]["params"]) == ["A", "C", "State", "Own"]
    assert found["actions"]["Ping"]["params"]["A"]["doc"] == "Our words."
    assert list(found["types"]) == ["State"]
    assert sorted(found["errors"]) == ["FailedOperation.Broken", "InternalError"]
    assert toy.run() == 0  # said once


HAND_WRITTEN = """\
# Written by hand.
service: toy
version: "2024-01-31"
title: Our Toys
summary: Toys.
actions:
  Ping:
    summary: Ping it. # as we say
    params:
      A: {type: string, doc: Our words.}
      Own: {type: string, doc: Ours.}
    examples:
      - {title: Ours, request: {A: a}}
errors:
  InternalError: {doc: Our words., retry: repeatable}
"""


def test_a_slip_in_a_file_is_reported_until_it_is_mended(toy: Import) -> None:
    toy.publish({"Ping": action()})
    toy.imported()
    toy.edit("summary: Toys.", "sumary: My toys.")
    toy.publish({"Ping": action(), "Pong": action()})
    for _ in range(2):
        assert toy.run() == 1
        assert (
            '2024-01-31.yaml:5:1: a service has no key "sumary"; '
            "did you mean `summary`?" in toy.said
        )
    assert "Pong" in toy.spec.read_text()
    toy.edit("sumary: My toys.", "summary: My toys.")
    assert toy.run() == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("service: [", "not YAML"),
        (
            'service: other\nversion: "2024-01-31"\n',
            "this is not the spec of service toy",
        ),
        ("", "the file is empty"),
    ],
)
def test_a_file_that_cannot_be_merged_stays(
    toy: Import, text: str, message: str
) -> None:
    toy.spec.parent.mkdir(parents=True)
    toy.spec.write_text(text)
    toy.publish({"Ping": action()})
    assert toy.run() == 1
    assert message in toy.said
    assert toy.spec.read_text() == text


def test_a_state_that_cannot_be_read(toy: Import) -> None:
    toy.publish({"Ping": action([A])})
    toy.imported()
    kept = toy.home / "specs/.imported/toy/2024-01-31.json.gz"
    kept.write_bytes(kept.read_bytes()[:40])
    text = toy.spec.read_text()
    toy.publish({"Ping": action([A, B])})
    assert toy.run() == 1
    assert (
        "state of the last import cannot be read, because it is cut off: restore"
        in toy.said
    )
    assert toy.spec.read_text() == text


def test_a_spec_that_was_removed_comes_again(toy: Import) -> None:
    toy.publish({"Ping": action([A])})
    toy.imported()
    toy.spec.unlink()
    assert toy.imported()["actions"]["Ping"]["params"]


def test_the_state_does_not_depend_on_the_time(toy: Import, tmp_path: Path) -> None:
    toy.publish({"Ping": action([A])})
    toy.imported()
    kept = tmp_path / "specs/.imported/toy/2024-01-31.json.gz"
    assert kept.read_bytes()[4:8] == bytes(4)  # where gzip writes the time
