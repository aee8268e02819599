"""YAML text to a checked tree of nodes that know their positions.

The tree is built from the parser's events, in one pass and without recursion: nothing is
constructed, nothing is resolved, so an alias cannot multiply and a tag cannot act.
"""

from __future__ import annotations

from typing import Any, Protocol

import yaml
from attrs import define, field
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems, value_text
from tc3gen.spec.yaml.characters import BAD_CHARACTER, BAD_IN_VALUE, character_problem
from tc3gen.spec.yaml.plain_scalars import Plain, Refusal, scalar_meaning

MAX_DEPTH = 64
"""Levels of lists and mappings inside each other: the stack is not endless."""

_MOSTBAD_CHARACTERS = 20

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_UNEXPECTED_VALUE = "mapping values are not allowed"

_SYNTAX_ADVICE = (
    (_UNEXPECTED_VALUE, "quote a text that contains `: `"),
    (
        "cannot start any token",
        "indent with spaces, and quote a text that begins with a backtick, `@` or `%`",
    ),
    (
        "while parsing a flow",
        "a `[` or `{` is not closed, or a text in it needs quotes",
    ),
    ("could not find expected ':'", "a key needs `: ` after it"),
    ("while parsing a block mapping", "check the indentation of this line"),
    ("did not find expected <document start>", "check the indentation of this line"),
    ("while scanning a quoted scalar", "a quoted text is not closed"),
)


class Mark(Protocol):
    """A position of the parser; lines and columns count from 0."""

    line: int
    column: int


@define(eq=False)
class Key:
    """A key of a mapping."""

    mark: Mark
    name: str


@define(eq=False)
class Node:
    """A value of the file, and its key where it is in a mapping."""

    mark: Mark
    key: Key | None = field(default=None, init=False)


@define(eq=False)
class Scalar(Node):
    """A text, number, truth value or null."""

    value: Plain


@define(eq=False)
class Sequence(Node):
    """A list."""

    items: list[Node]


@define(eq=False)
class Mapping(Node):
    """Values by key; all keys are texts."""

    entries: dict[str, Node]


@define(eq=False)
class Broken(Node):
    """Something whose problem has been reported already; readers pass it over."""


def position(file: str, mark: Mark) -> Position:
    """The position of a mark, as editors count."""
    return Position(file, mark.line + 1, mark.column + 1)


def compose(text: str, file: str, problems: Problems) -> Node | None:
    """The tree of one YAML document; None where the text is no such thing.

    Everything refused is added to `problems`. What can be read in spite of it is kept, so
    that further problems are found.
    """
    if _has_bad_characters(text, file, problems):
        return None
    try:
        return _Composer(file, problems).compose(text)
    except yaml.YAMLError as error:
        mark: Mark | None = getattr(error, "problem_mark", None)
        at = position(file, mark) if mark else Position(file, 1, 1)
        problems.add(at, _syntax(error, text, mark))
    return None


def plain_data(node: Node) -> Any:
    """The content of a tree without problems, as mappings, lists and scalars."""
    if isinstance(node, Mapping):
        return {key: plain_data(child) for key, child in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain_data(child) for child in node.items]
    assert isinstance(node, Scalar)
    return node.value


class _Composer:
    """Builds the tree of one text."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems
        self._root: Node | None = None
        self._open: list[Sequence | Mapping] = []
        # For each of them, the key whose value comes next; of a broken one it is dropped.
        self._keys: list[Key | Broken | None] = []

    def compose(self, text: str) -> Node | None:
        parser = _Parser(text)
        while (kind := type(event := parser.get_event())) is not StreamEndEvent:
            if kind is ScalarEvent:
                self._place(self._scalar(event))
            elif kind is MappingStartEvent:
                self._enter(Mapping(event.start_mark, {}), event)
            elif kind is SequenceStartEvent:
                self._enter(Sequence(event.start_mark, []), event)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._open.pop()
                self._keys.pop()
            elif kind is AliasEvent:
                self._place(self._alias(event))
            elif kind is DocumentStartEvent and self._root is not None:
                self._refuse(
                    event.start_mark,
                    "a second document begins here: write one document in a file",
                )
                break
            if len(self._open) > MAX_DEPTH:
                self._refuse(
                    event.start_mark,
                    f"nested more than {MAX_DEPTH} levels deep: write it flatter",
                )
                return None
        if self._root is None:
            self._problems.add(
                Position(self._file, 1, 1),
                "the file is empty: a service begins with `service:`, "
                "the common file has `parameters:`",
            )
        return self._root

    def _refuse(self, mark: Mark, message: str) -> None:
        self._problems.add(position(self._file, mark), message)

    def _enter(self, node: Sequence | Mapping, event: Any) -> None:
        self._check_properties(event)
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        """Put a node where it belongs: into a list, as a key, as the value of one."""
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = self._key(node, parent)
            return
        self._keys[-1] = None
        if isinstance(key, Key):
            node.key = key
            parent.entries[key.name] = node

    def _key(self, node: Node, parent: Mapping) -> Key | Broken:
        """The text of a key, if it can be one of the mapping."""
        if isinstance(node, Scalar):
            name = node.value
            if not isinstance(name, str):
                self._refuse(
                    node.mark,
                    f"a key must be text, and {value_text(name)} is none: quote it "
                    f'("{value_text(name)}")',
                )
            elif name in parent.entries:
                first = parent.entries[name].key or node
                self._refuse(
                    node.mark,
                    f"the key {value_text(name)} stands in line {first.mark.line + 1} "
                    "already: keep one of the two",
                )
            else:
                return Key(node.mark, name)
        elif not isinstance(node, Broken):
            self._refuse(node.mark, "a key must be text, not a list or mapping")
        return Broken(node.mark)

    def _scalar(self, event: Any) -> Node:
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event)
        value: str = event.value
        if event.implicit[0]:
            meant = scalar_meaning(value)
            if isinstance(meant, Refusal):
                self._refuse(event.start_mark, meant.message)
                return Broken(event.start_mark)
            return Scalar(event.start_mark, meant)
        # The whole text was searched before, but escapes can bring them in again.
        if bad := BAD_IN_VALUE.search(value):
            self._refuse(event.start_mark, character_problem(bad.group()))
            return Broken(event.start_mark)
        return Scalar(event.start_mark, value)

    def _alias(self, event: Any) -> Node:
        self._refuse(
            event.start_mark,
            f"the alias `*{event.anchor}` is refused, because one edit would change "
            "several places unseen: write the value out, or define a type or an enum",
        )
        return Broken(event.start_mark)

    def _check_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._refuse(
                event.start_mark,
                f"the anchor `&{event.anchor}` is refused, as aliases are: remove it",
            )
        if event.tag is not None:
            self._refuse(
                event.start_mark,
                f"the tag {value_text(event.tag)} is refused, because a spec is plain data: "
                "remove it, and quote the value where text is meant",
            )


def _syntax(error: yaml.YAMLError, text: str, mark: Mark | None) -> str:
    """A message for a syntax error; the two parsers of PyYAML word theirs differently."""
    parts = (getattr(error, part, None) for part in ("context", "problem"))
    said = ", ".join(filter(None, parts))
    advice = next((advice for sign, advice in _SYNTAX_ADVICE if sign in said), None)
    if _UNEXPECTED_VALUE in said and mark and _follows_a_key(text, mark):
        advice = f"indent this line as the one before, or {advice}"
    return f"not YAML: {said}" + (f" ({advice})" if advice else "")


def _follows_a_key(text: str, mark: Mark) -> bool:
    """True if nothing but a key is before the mark in its line."""
    lines = text.splitlines()
    return mark.line < len(lines) and ":" not in lines[mark.line][: mark.column]


def _has_bad_characters(text: str, file: str, problems: Problems) -> bool:
    count = 0
    for count, bad in enumerate(BAD_CHARACTER.finditer(text), 1):
        if count > _MOSTBAD_CHARACTERS:
            break
        start = text.rfind("\n", 0, bad.start()) + 1
        line = text.count("\n", 0, start) + 1
        at = Position(file, line, bad.start() - start + 1)
        problems.add(at, character_problem(bad.group()))
    return count > 0
