"""Editing spec files: what is asked happens, and nothing else."""

from __future__ import annotations

import copy
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3gen.spec.editing.edit import (
    Add,
    Edit,
    EditRefused,
    Insert,
    Remove,
    Set,
    apply_edits,
)
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import compose, plain_data

SPEC = Path(__file__).parents[3] / "spec/ses/2020-10-02.yaml"

SMALL = """\
# yaml-language-server: $schema=../schema.json
service: ses # the name in the domain
version: "2020-10-02"

actions:
  # about List
  List:
    summary: List. # short

  Send:
    summary: Send.
    params:
      To: {type: 'string', doc: Who.} # one
      # about Text
      Text:
        type: string # as it is
        doc: |
          What it says.
    errors: # sorted
      - FailedOperation.B
      # the last
      - InternalError
    examples:
      - title: T
        request: {To: ada@example.com}
"""


def loaded(text: str) -> Any:
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    assert root is not None, [str(problem) for problem in problems]
    assert list(problems) == []
    return plain_data(root)


def diff(*edits: Edit, text: str = SMALL) -> str:
    """The lines that some edits remove and add."""
    old, new = text.splitlines(), apply_edits(text, edits).splitlines()
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    end = 0
    while end < min(len(old), len(new)) - same and old[-1 - end] == new[-1 - end]:
        end += 1
    gone = [f"-{line}" for line in old[same : len(old) - end]]
    come = [f"+{line}" for line in new[same : len(new) - end]]
    return "\n".join([*gone, *come])


SEND = ("actions", "Send")
TO, TEXT = (*SEND, "params", "To"), (*SEND, "params", "Text")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (
            Set(("service",), "sms"),
            "-service: ses # the name in the domain\n"
            "+service: sms # the name in the domain",
        ),
        (Set(("version",), "2021-01-11"), '-version: "2020-10-02"\n+version: "2021-01-11"'),
        (
            Set((*TO, "doc"), "Who, and who else."),
            "-      To: {type: 'string', doc: Who.} # one\n"
            "+      To: {type: 'string', doc: \"Who, and who else.\"} # one",
        ),
        (
            Set((*TEXT, "doc"), "Words."),
            "-        doc: |\n-          What it says.\n+        doc: Words.",
        ),
        (
            Set(("actions", "List", "summary"), "word " * 25 + "end"),
            "-    summary: List. # short\n"
            "+    summary: > # short\n"
            f"+      {'word ' * 20}word\n"
            f"+      {'word ' * 4}end",
        ),
        (
            Insert((*TO, "required"), True),
            "-      To: {type: 'string', doc: Who.} # one\n"
            "+      To: {type: 'string', required: true, doc: Who.} # one",
        ),
        (
            Insert((*TO, "unit"), "x" * 80),
            "-      To: {type: 'string', doc: Who.} # one\n"
            "+      To: # one\n+        type: string\n+        doc: Who.\n"
            f"+        unit: {'x' * 80}",
        ),
        (Insert((*TEXT, "required"), True), "+        required: true"),
        (Insert((*SEND, "rate_limit"), 5), "+    rate_limit: 5"),
        (
            Insert((*SEND, "params", "Cc"), {"type": "string", "doc": "Who."}, after="To"),
            "+      Cc: {type: string, doc: Who.}",
        ),
        (
            Insert((*SEND, "params", "Cc"), {"type": "string", "doc": "Who."}),
            "+      Cc: {type: string, doc: Who.}",
        ),
        (
            Insert(("actions", "Delete"), {"summary": "Delete."}),
            "+  Delete:\n+    summary: Delete.\n+",
        ),
        (
            Insert(("actions", "Make"), {"summary": "Make."}),
            "+  Make:\n+    summary: Make.\n+",
        ),
        (
            Insert(("errors",), {"InternalError": "It failed."}),
            "+\n+errors:\n+  InternalError: It failed.",
        ),
        (Insert(("title",), "Mail"), "+title: Mail"),
        (Add((*SEND, "errors"), "FailedOperation.A"), "+      - FailedOperation.A"),
        (Add((*SEND, "errors"), "FailedOperation.C"), "+      - FailedOperation.C"),
        (
            Add((*SEND, "examples"), {"title": "U"}),
            "+      - title: U",
        ),
        (
            Insert((*SEND, "examples", 0, "response"), {}),
            "+        response: {}",
        ),
        (
            Remove((*TO, "doc")),
            "-      To: {type: 'string', doc: Who.} # one\n"
            "+      To: {type: 'string'} # one",
        ),
        (
            Remove(TEXT),
            "-      # about Text\n-      Text:\n-        type: string # as it is\n"
            "-        doc: |\n-          What it says.",
        ),
        (
            Remove(("actions", "List")),
            "-  # about List\n-  List:\n-    summary: List. # short\n-",
        ),
        (Remove((*SEND, "errors", 1)), "-      # the last\n-      - InternalError"),
        (
            Remove((*SEND, "examples", 0, "title")),
            "-      - title: T\n-        request: {To: ada@example.com}\n"
            "+      - request: {To: ada@example.com}",
        ),
        (
            Remove((*SEND, "examples", 0, "request", "To")),
            "-        request: {To: ada@example.com}\n+        request: {}",
        ),
        (
            Remove((*SEND, "examples", 0)),
            "-    examples:\n-      - title: T\n-        request: {To: ada@example.com}\n"
            "+    examples: []",
        ),
    ],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_an_edit_changes_only_its_place(
    edit: Edit, expected: str, line_break: str
) -> None:
    assert diff(edit, text=SMALL.replace("\n", line_break)) == expected
    new = apply_edits(SMALL.replace("\n", line_break), [edit])
    assert new.count("\n") == new.count(line_break)
    # Without a break at the end of the file it works too.
    assert (
        apply_edits(SMALL.rstrip(), [edit]).rstrip() == new.replace("\r", "").rstrip()
    )


def test_several_edits_are_done_at_once() -> None:
    new = {"type": "string", "doc": "Who."}
    params = (*SEND, "params")
    assert diff(
        Insert((*params, "Cc"), new, after="To"),
        Insert((*params, "Bcc"), new, after="Cc"),
        Remove(TEXT),
        Set((*TO, "doc"), "Whom."),
        Insert((*TO, "required"), True),
    ) == dedent(
        """\
        -      To: {type: 'string', doc: Who.} # one
        -      # about Text
        -      Text:
        -        type: string # as it is
        -        doc: |
        -          What it says.
        +      To: {type: string, required: true, doc: Whom.} # one
        +      Cc: {type: string, doc: Who.}
        +      Bcc: {type: string, doc: Who.}"""
    )


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ([Set(("titel",), "x")], 'there is no "titel"'),
        ([Set((*SEND, "errors", 2), "x")], 'there is no "actions.Send.errors.2"'),
        ([Insert(("service",), "x")], '"service" is there already'),
        ([Insert(("service", "x"), "x")], '"service.x" leads nowhere'),
        ([Set(("service",), "a"), Set(("service",), "b")], "two edits concern"),
        ([Set(SEND, {}), Remove(TO)], "two edits concern"),
        ([Set((*SEND, "params"), {})], '"actions.Send.params" holds comments'),
        ([Set(("service",), "\x00")], "service: U+0000"),
        ([Set((*SEND, "errors"), {1, 2})], "actions.Send.errors: a set is no plain"),
    ],
    ids=str,
)
def test_an_edit_that_would_lose_something_is_refused(
    edits: list[Edit], message: str
) -> None:
    with pytest.raises(EditRefused) as error:
        apply_edits(SMALL, edits)
    assert message in str(error.value)


def test_an_edit_that_would_change_something_else_is_refused() -> None:
    text = "service: ses\nversion: |+\n  x\n\n\nsummary: S\n"  # the blank lines count
    with pytest.raises(EditRefused, match="would change something else"):
        apply_edits(text, [Insert(("title",), "T")])


@pytest.mark.parametrize("text", ["", "a: b: c", "a: *b", "- a", "a: NO"])
def test_a_file_with_problems_is_not_edited(text: str) -> None:
    with pytest.raises(EditRefused, match="problems of its own"):
        apply_edits(text, [Set(("a",), "x")])


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of all values."""
    found = [path]
    if isinstance(value, list):
        value = dict(enumerate(value))
    if isinstance(value, dict):
        for step, child in value.items():
            found += paths(child, (*path, step))
    return found


TEXT_OF_SPEC = SPEC.read_text(encoding="utf-8")
DATA = loaded(TEXT_OF_SPEC)
PATHS = paths(DATA)[1:]
COMMENTS = [line for line in TEXT_OF_SPEC.splitlines() if line.lstrip().startswith("#")]
VALUES = st.sampled_from(
    [
        "x",
        "a: b",
        "two\nlines\n",
        "word " * 40,
        1,
        True,
        None,
        [],
        ["x"],
        {"a": {"b": 1}},
    ]
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PATHS), VALUES, st.sampled_from(["set", "insert", "add"]))
@pytest.mark.nightly
def test_any_edit_of_a_real_spec_does_what_it_says_or_is_refused(
    path: tuple[str | int, ...], value: Any, how: str
) -> None:
    data = copy.deepcopy(DATA)
    parent = data
    for step in path[:-1]:
        parent = parent[step]
    edit: Edit
    if how == "set":
        edit = Set(path, value)
        parent[path[-1]] = value
    elif how == "add" and isinstance(parent[path[-1]], list):
        edit = Add(path, value)
        parent[path[-1]].append(value)
    elif isinstance(parent, dict):
        edit = Insert((*path[:-1], "new"), value)
        parent["new"] = value
    else:
        return
    try:
        new = apply_edits(TEXT_OF_SPEC, [edit])
    except EditRefused as reason:
        if "comments" in str(reason):
            return
        raise
    assert stripped(loaded(new)) == stripped(data)
    kept = [line for line in new.splitlines() if line.lstrip().startswith("#")]
    assert kept == COMMENTS


def stripped(value: Any) -> Any:
    """Without the order of sorted lists, and without blank space around texts."""
    if isinstance(value, dict):
        return {key: stripped(child) for key, child in value.items()}
    if isinstance(value, list):
        return sorted((stripped(child) for child in value), key=repr)
    return value.strip() if isinstance(value, str) else value
