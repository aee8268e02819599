"""Reads a request strictly into its model, and tells all that is wrong with it at once.

What a value must be and how far its limits go is asked of the runtime's encoder, member by
member; so the words are those of a client's `ValidationError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...narrowing import is_list, is_mapping, is_sequence
from ...serialization.encoder import encoder_of
from ...serialization.hooks import site_conversion
from ...serialization.scalars import raw_bytes
from ...serialization.shapes import members
from ...serialization.violations import Violation, check_bounds
from ..catalog import did_you_mean
from ..exits import Problem
from .documents import MAX_DEPTH, parse_json
from .files import content_of, text_of
from .scalars import CONVERT, Unreadable, enum_member, kind_of
from .tree import Numbered, Word, Words, find_member, member_names, option_of

_MISSING: Any = object()


class RequestReader:
    """Makes a model of a tree.

    With `strict`, what breaks the spec is a problem; without, only what cannot be sent at
    all is, and the rest a warning, as the provider's command line would send it.
    """

    def __init__(self, site: str, *, strict: bool = True, files: bool = False) -> None:
        self._site = site
        self._strict = strict
        self._files = files
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._depth = 0

    def request(self, cls: Any, tree: Mapping[str, Any]) -> Any:
        """The request; None where there are problems."""
        made = self._model(cls, tree, "")
        return None if self.problems else made

    def argument(self, member: Any, text: str, name: str) -> Any:
        """The value of one member, given as an argument called `name`."""
        made = self._member(member, Words([Word(text, name)]), name)
        return None if made is _MISSING else made

    def _model(self, cls: Any, value: Any, where: str) -> Any:
        if not is_mapping(value):
            return self._wrong(where, f"must be an object, not {kind_of(value)}")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            return self._wrong(where, "is nested too deep")
        given: dict[str, Any] = {}
        for key, inner in value.items():
            member = find_member(cls, str(key))
            if member is None:
                guess = did_you_mean(str(key), _names_like(str(key), cls))
                self._wrong(_inside(where, str(key)), f"is not known{guess}")
                continue
            below = _inside(where, option_of(member.name))
            made = self._member(member, inner, below)
            if made is not _MISSING:
                given[member.name] = made
        for member in members(cls):
            if member.required and member.name not in given:
                below = _inside(where, option_of(member.name))
                if not any(_concerns(p, below) for p in self.problems):
                    self._break(below, "is required")
                given[member.name] = [] if member.shape.kind == "list" else None
        self._depth -= 1
        return cls(**given)

    def _member(self, member: Any, value: Any, where: str) -> Any:
        files = self._files and "." not in where
        return self._value(member.shape, member.info, value, where, files)

    def _value(
        self, shape: Any, info: Any, value: Any, where: str, files: bool = False
    ) -> Any:
        if shape.kind == "list":
            return self._list(shape, info, value, where)
        if isinstance(value, Words):
            if len(value) > 1:
                return self._wrong(where, f"takes one value, but has {len(value)}")
            value = value[0]
        if isinstance(value, Numbered):
            return self._wrong(where, "is not a list")
        if value is None:
            return self._wrong(where, "must not be null: leave it out")
        if shape.kind == "model":
            if isinstance(value, Word):
                value = self._from_json(value, where, "{")
                if value is _MISSING:
                    return _MISSING
            return self._model(shape.cls, value, where)
        return self._leaf(shape, info, value, where, files)

    def _leaf(self, shape: Any, info: Any, value: Any, where: str, files: bool) -> Any:
        is_word = isinstance(value, Word)
        try:
            if is_word:
                value = (content_of if shape.kind == "bytes" else text_of)(value.text)
                _check_text(value)
            if shape.kind in ("enum", "site enum"):
                made = enum_member(
                    shape.cls, value, self._site, is_word=is_word, strict=self._strict
                )
            else:
                made = CONVERT[shape.kind](value, info, is_word)
        except Unreadable as error:
            return self._wrong(where, str(error))
        if shape.kind == "bytes":
            made = self._bytes(made, where, files)
        if isinstance(made, str) and shape.kind == "bytes":
            return made
        return self._checked(
            raw_bytes(info, True) if files and shape.kind == "bytes"
            else encoder_of(shape, info, site_conversion(self._site, validate=True), "all"),
            made,
            where,
        )  # fmt: skip

    def _bytes(self, made: Any, where: str, files: bool) -> Any:
        """Bytes; text that is not base64 is the content itself in forms with files."""
        if isinstance(made, str):
            if files:
                return made.encode()
            self.warnings.append(
                Problem(
                    f"--{where}",
                    "is not base64 and is sent as it is; @FILE sends the content of a file",
                )
            )
        return made

    def _checked(self, encode: Any, made: Any, where: str) -> Any:
        try:
            encode(made)
        except Violation as violation:
            self._break(
                where + (f".{violation.path}" if violation.path else ""),
                violation.reason,
            )
        return made

    def _list(self, shape: Any, info: Any, value: Any, where: str) -> Any:
        if isinstance(value, Words):
            items = self._items(shape, value, where)
        elif isinstance(value, Numbered):
            count = max(value) + 1
            gaps = [n for n in range(min(count, len(value) + 1)) if n not in value]
            if gaps:
                return self._wrong(
                    f"{where}.{gaps[0]}", "is missing: numbers begin at 0"
                )
            items = [value[n] for n in range(count)]
        elif is_sequence(value):
            items = [*value]
        else:
            return self._wrong(where, f"must be a list, not {kind_of(value)}")
        low, high = info.items or (None, None)
        try:
            check_bounds(len(items), low, high, "items")
        except Violation as violation:
            self._break(where, violation.reason)
        made = [
            self._value(shape.item, info, item, f"{where}.{number}")
            for number, item in enumerate(items)
        ]
        return [item for item in made if item is not _MISSING]

    def _items(self, shape: Any, words: Words, where: str) -> list[Any]:
        """The items of a list that were given one by one, or several as JSON."""
        items: list[Any] = []
        for word in words:
            text = word.text.lstrip()
            is_nested = shape.item.kind in ("model", "list")
            if text.startswith("[") and (is_nested or text.endswith("]")):
                found = self._from_json(word, where, "[" if is_nested else "")
                if is_list(found):
                    items.extend(found)
                    continue
                if found is _MISSING:
                    continue
            if shape.item.kind == "list":
                self._wrong(where, "must be JSON such as [[1, 2], [3]]")
                continue
            items.append(word)
        return items

    def _from_json(self, word: Word, where: str, begins: str) -> Any:
        """A value of JSON; if it must be one, it is a problem where it is not."""
        text = ""
        try:
            text = text_of(word.text)
        except Unreadable as error:
            return self._wrong(where, str(error))
        try:
            return parse_json(text)
        except Unreadable as error:
            return self._wrong(where, str(error))
        except ValueError as error:
            if not begins:
                return None
            example = "'{\"Name\": ...}'" if begins == "{" else "'[...]'"
            reason = f": {error}" if text.lstrip().startswith(begins) else ""
            return self._wrong(where, f"must be JSON such as {example}{reason}")

    def _wrong(self, where: str, reason: str) -> Any:
        self.problems.append(Problem(f"--{where}" if where else "", reason))
        return _MISSING

    def _break(self, where: str, reason: str) -> None:
        """Something breaks the spec, but could be sent."""
        told = self.problems if self._strict else self.warnings
        told.append(Problem(f"--{where}", reason))


def _concerns(problem: Problem, where: str) -> bool:
    option = f"--{where}"
    return problem.where == option or problem.where.startswith(f"{option}.")


def _check_text(value: Any) -> None:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Unreadable("is not valid UTF-8") from None


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _names_like(given: str, cls: Any) -> list[str]:
    """The names of members in the form of a name that was given."""
    if given[:1].isupper():
        return [member.info.wire for member in members(cls)]
    return member_names(cls)
