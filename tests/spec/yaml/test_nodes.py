"""What YAML a spec may use, and why the rest is refused."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.files import MAX_BYTES, read_text
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Broken, compose

from .node_texts import plain, refused


def test_aliases_and_anchors_are_refused_each_in_its_place() -> None:
    assert refused("""\
        one: &x {a: 1}
        two: *x
        three: &y 3
    """) == [
        "ses.yaml:1:6: the anchor `&x` is refused, as aliases are: remove it",
        "ses.yaml:2:6: the alias `*x` is refused, because one edit would change several "
        "places unseen: write the value out, or define a type or an enum",
        "ses.yaml:3:8: the anchor `&y` is refused, as aliases are: remove it",
    ]


def test_an_alias_bomb_is_not_expanded() -> None:
    levels = ["a0: &a0 [x, x]"]
    levels += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert len(refused("\n".join(levels))) == 60 + 2 * 59


def test_tags_are_refused() -> None:
    assert refused("run: !!python/object/apply:os.system [ls]\nn: !!str 5\n") == [
        'ses.yaml:1:6: the tag "tag:yaml.org,2002:python/object/apply:os.system" is '
        "refused, because a spec is plain data: remove it, and quote the value where "
        "text is meant",
        'ses.yaml:2:4: the tag "tag:yaml.org,2002:str" is refused, because a spec is '
        "plain data: remove it, and quote the value where text is meant",
    ]


def test_a_key_stands_only_once() -> None:
    assert refused("""\
        errors:
          A: one
          B: two
          A: three
    """) == ['ses.yaml:4:3: the key "A" stands in line 2 already: keep one of the two']


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "5: x",
            'ses.yaml:1:1: a key must be text, and 5 is none: quote it ("5")',
        ),
        (
            "true: x",
            'ses.yaml:1:1: a key must be text, and true is none: quote it ("true")',
        ),
        (
            "? [a, b]\n: x",
            "ses.yaml:1:3: a key must be text, not a list or mapping",
        ),
        (
            "{{a: b}: x}",
            "ses.yaml:1:2: a key must be text, not a list or mapping",
        ),
    ],
)
def test_keys_are_text(text: str, problem: str) -> None:
    assert refused(text) == [problem]


def test_what_follows_a_refused_key_is_still_read() -> None:
    problems = Problems()
    root = compose("? [a]\n: {b: NO}\nc: 1\nc: 2\nd: 3\n", "ses.yaml", problems)
    assert plain(root) == {"c": 1, "d": 3}
    assert len(problems) == 3


def test_one_file_holds_one_document() -> None:
    assert refused("a: 1\n---\nb: 2\n") == [
        "ses.yaml:2:1: a second document begins here: write one document in a file"
    ]
    assert refused("---\na: 1\n...\n") == []


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"])
def test_an_empty_file_says_nothing(text: str) -> None:
    assert refused(text) == [
        "ses.yaml:1:1: the file is empty: a service begins with `service:`, "
        "the common file has `parameters:`"
    ]


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_20000_open_brackets_are_a_problem(opening: str) -> None:
    assert refused(opening * 20_000)[-1].endswith(
        "nested more than 64 levels deep: write it flatter"
    )


def test_bidirectional_marks_are_refused_wherever_they_stand() -> None:
    assert refused("a: 1 # \u202e\nb: '\u2066x'\n\"c\\u200f\": 1\n") == [
        "ses.yaml:1:8: U+202E changes the direction of the text, so that it reads "
        "differently than it is: remove it",
        "ses.yaml:2:5: U+2066 changes the direction of the text, so that it reads "
        "differently than it is: remove it",
    ]
    assert refused('a: "x\\u202e"\n') == [
        "ses.yaml:1:4: U+202E changes the direction of the text, so that it reads "
        "differently than it is: remove it",
    ]


@pytest.mark.parametrize(
    ("text", "position", "character"),
    [
        ("a: 1\nb: x\x00y", "2:5", "U+0000"),
        ("a: x\x1b[31m", "1:5", "U+001B"),
        ("a: x\x85y", "1:5", "U+0085"),
        ("a: x\u2028y", "1:5", "U+2028"),
        ("a: x\ufeffy", "1:5", "U+FEFF"),
        ('a: "\\0"', "1:4", "U+0000"),
        ('a: "\\r"', "1:4", "U+000D"),
        ('a: "\\N"', "1:4", "U+0085"),
    ],
)
def test_control_characters_are_refused(
    text: str, position: str, character: str
) -> None:
    assert refused(text) == [
        f"ses.yaml:{position}: {character} is a control character or no character at "
        "all: remove it"
    ]


def test_only_so_many_bad_characters_are_listed() -> None:
    assert len(refused("\x00" * 5000)) == 20


@pytest.mark.parametrize("parser", ["CSafeLoader", "SafeLoader"])
def test_both_parsers_of_pyyaml_give_the_same_tree(
    parser: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nodes, "_Parser", getattr(yaml, parser))
    text = "a: [1, 'x', \"y\\n\", {b: true}]\nc: |\n  two\n  lines\n"
    assert plain(compose(text, "ses.yaml", Problems())) == {
        "a": [1, "x", "y\n", {"b": True}],
        "c": "two\nlines\n",
    }
    assert [problem.split(":")[1] for problem in refused("a: 1\nb: c: d\n")] == ["2"]
    [problem] = refused("[" * 20_000)
    assert "64 levels" in problem


@pytest.mark.parametrize(
    ("text", "position", "advice"),
    [
        ("a: b: c", "1:5", "(quote a text that contains `: `)"),
        (
            "a: `x` is",
            "1:4",
            "(indent with spaces, and quote a text that begins with a backtick, `@` or "
            "`%`)",
        ),
        (
            "a: {type: list[X]}",
            "1:15",
            "(a `[` or `{` is not closed, or a text in it needs quotes)",
        ),
        ("a: 'x", "1:6", "(a quoted text is not closed)"),
        (
            "a: 1\n  b: 2",
            "2:4",
            "(indent this line as the one before, or quote a text that contains `: `)",
        ),
        ("a:\n    b: 1\n  c: 2", "3:3", "(check the indentation of this line)"),
    ],
)
def test_syntax_errors_come_with_advice(text: str, position: str, advice: str) -> None:
    [problem] = refused(text)
    assert problem.startswith(f"ses.yaml:{position}: not YAML: ")
    assert problem.endswith(advice)


@given(st.text())
def test_any_text_gives_a_tree_or_problems(text: str) -> None:
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    assert root is not None or len(problems)


@given(
    st.lists(
        st.sampled_from(
            [*"a: \n-[]{},?|\"'0#%\\\t", "&x", "*x", "!t", "NO", "---", "...", "\u202e"]
        )
    ).map("".join)
)
def test_any_heap_of_yaml_gives_a_tree_or_problems(text: str) -> None:
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    assert root is not None or len(problems)
    assert not isinstance(root, Broken) or len(problems)


def read(path: Path) -> list[str]:
    problems = Problems()
    read_text(path, problems)
    return [problem.message for problem in problems]


def test_a_byte_that_is_not_utf8_is_found(tmp_path: Path) -> None:
    path = tmp_path / "ses.yaml"
    path.write_bytes("title: ok\nsummary: é".encode() + b"\xff\n")
    problems = Problems()
    assert read_text(path, problems) is None
    [problem] = problems
    assert str(problem) == (
        f"{path}:2:11: the byte 0xFF is not UTF-8: save the file in this encoding"
    )


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "ses.yaml"
    path.write_bytes(b"\xef\xbb\xbftitle: x\n")
    assert read_text(path, Problems()) == "title: x\n"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ses.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    assert read(path) == ["the file is larger than 16 MB: split it"]


def test_missing_unreadable_and_odd_files_are_problems(tmp_path: Path) -> None:
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    assert read(tmp_path / "none.yaml") == ["there is no such file"]
    assert read(tmp_path) == ["the file cannot be read: not a regular file"]
    assert read(Path("/dev/null")) == ["the file cannot be read: not a regular file"]
    assert read(Path("a\0b")) == ["the file cannot be read: embedded null byte"]
    [message] = read(loop)
    assert message in {
        f"the file cannot be read: {os.strerror(number)}"
        for number in (errno.ELOOP, errno.EINVAL)
    }
