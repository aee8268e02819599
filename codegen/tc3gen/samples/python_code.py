"""Values of the wire as expressions of Python, with the models of `tc3`."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import unquote

from attrs import define, field

from tc3gen.python.naming import names
from tc3gen.python.source.literals import CallText, call_text, literal
from tc3gen.samples.json_text import compact, parse_json
from tc3gen.spec.model import Action, Field, Service, TypeRef

Code = str | CallText


@define
class Expressions:
    """Makes expressions, and notes which modules they need."""

    service: Service
    site: str
    uses: set[str] = field(factory=set)
    """Names that have to be imported: `models`, `enums`, `b64decode`, `date`, `datetime`."""

    def arguments(
        self, fields: Mapping[str, Field], values: Mapping[str, Any]
    ) -> list[Code]:
        """Keyword arguments for members, in the order of the spec."""
        return [
            _behind(
                f"{names.member(name, each.python_name)}=",
                self._value(each, each.type, values[name]),
            )
            for name, each in fields.items()
            if name in values
        ]

    def _value(self, field: Field, kind: TypeRef, value: Any) -> Code:
        if kind.depth and isinstance(value, list):
            item = TypeRef(kind.name, kind.depth - 1)
            return CallText("", [self._value(field, item, v) for v in value], "[]")
        type_ = self.service.types.get(kind.name)
        if type_ is not None and isinstance(value, Mapping):
            self.uses.add("models")
            name = names.class_name(type_.name, type_.python_name)
            return CallText(f"models.{name}", self.arguments(type_.fields, value))
        if field.enum is not None:
            return self._enum(field.enum, value)
        if isinstance(value, str):
            text = unquote(value) if field.url_encoded else value
            return self._text(kind.name, text)
        return plain(value)

    def _enum(self, name: str, value: Any) -> Code:
        enum = self.service.enums[name]
        for member in enum.members.values():
            known = member.values.get(self.site)
            if known == value and type(known) is type(value):
                self.uses.add("enums")
                cls = names.enum_class(enum.name, enum.python_name)
                return f"enums.{cls}.{member.name}"
        return plain(value)

    def _text(self, kind: str, value: str) -> Code:
        if kind == "bytes":
            return self._bytes(value)
        if kind == "json":
            found = parse_json(value)
            # A mapping is sent compact; a text that is not must stay as it is.
            if isinstance(found, dict) and compact(found) == value:
                return plain(found)
        if kind == "date":
            made = _read_value(date.fromisoformat, value)
            if made is not None:
                self.uses.add("date")
                return f"date({made.year}, {made.month}, {made.day})"
        if (
            kind == "datetime"
            and _read_value(datetime.fromisoformat, value) is not None
        ):
            self.uses.add("datetime")
            return f"datetime.fromisoformat({literal(value)})"
        return literal(value)

    def _bytes(self, value: str) -> Code:
        content = _read_value(lambda text: b64decode(text, validate=True), value)
        if content is None:
            return literal(value)
        text = _read_value(bytes.decode, content)
        if text is not None and text.isprintable():
            if text.isascii():
                return f"b{literal(text)}"
            return f"{literal(text)}.encode()"
        self.uses.add("b64decode")
        return f"b64decode({literal(value)})"


def _read_value(read: Any, value: Any) -> Any:
    try:
        return read(value)
    except ValueError:
        return None


def plain(value: Any) -> Code:
    """A value of JSON as an expression."""
    if isinstance(value, Mapping):
        entries = [
            _behind(f"{literal(str(name))}: ", plain(each))
            for name, each in value.items()
        ]
        return CallText("", entries, "{}")
    if isinstance(value, (list, tuple)):
        return CallText("", [plain(each) for each in value], "[]")
    return literal(value)


def _behind(before: str, code: Code) -> Code:
    if isinstance(code, str):
        return before + code
    return code._replace(head=before + code.head)


def method_call(action: Action, arguments: list[Code]) -> CallText:
    """The call of an action's method."""
    return CallText(names.method(action.name, action.python_name), arguments)


def laid_out(node: CallText, indent: int, before: str = "", after: str = "") -> str:
    """A call as `ruff format` would leave it, `before` and `after` around it."""
    return call_text(node, indent, before, after)
