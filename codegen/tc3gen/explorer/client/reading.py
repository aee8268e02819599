"""From a request as it stands on the wire to the client's model, without mending anything.

Values go into the model as they are, so that the client says itself what is wrong with
them. What has another form in Python (bytes, dates, enums of both sites) is read; what
cannot be read stays text, which the client refuses. Two things no model can hold, an
unknown member and a null, are said here.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from attrs import define, field, frozen

from tc3gen.explorer.client.package import ClientPackage
from tc3gen.python.naming import names
from tc3gen.spec.model import Action, Field, TypeRef
from tc3gen.spec.suggestions import did_you_mean

MAX_DEPTH = 60
"""Objects and lists inside each other; no product takes nearly as many."""

Step = str | int


@frozen
class Problem:
    """A problem with a value; `steps` lead to the value by the names of the wire."""

    steps: tuple[Step, ...]
    message: str


@define
class Reading:
    """A request's model, and what no model could hold."""

    model: Any = None
    problems: list[Problem] = field(factory=list)


def read_request(
    package: ClientPackage, action: Action, values: Mapping[str, Any], site: str
) -> Reading:
    """The model of a request."""
    reading = Reading()
    reader = _Reader(package, site, reading.problems)
    cls = package.request_class(action)
    reading.model = reader.model(cls, action.params, values, ())
    return reading


def python_path(package: ClientPackage, action: Action, steps: tuple[Step, ...]) -> str:
    """The client's name of a place in a request: `attachments[2].file_name`."""
    fields: Mapping[str, Field] = action.params
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
            continue
        known = fields.get(step)
        name = names.member(step, known.python_name) if known else step
        path += f".{name}" if path else name
        kind = package.service.types.get(known.type.name) if known else None
        fields = kind.fields if kind else {}
    return path


def wire_steps(package: ClientPackage, action: Action, path: str) -> tuple[Step, ...]:
    """The place on the wire that a path of the client means."""
    fields: Mapping[str, Field] = action.params
    steps: list[Step] = []
    for part in filter(None, path.replace("[", ".[").split(".")):
        if part[0] == "[":
            steps.append(int(part[1:-1]))
            continue
        known = next(
            (f for f in fields.values() if names.member(f.name, f.python_name) == part),
            None,
        )
        if known is None:
            break
        steps.append(known.name)
        kind = package.service.types.get(known.type.name)
        fields = kind.fields if kind else {}
    return tuple(steps)


class _Reader:
    """Reads one request."""

    def __init__(
        self, package: ClientPackage, site: str, problems: list[Problem]
    ) -> None:
        self._package = package
        self._service = package.service
        self._site = site
        self._problems = problems

    def model(
        self,
        cls: Any,
        fields: Mapping[str, Field],
        values: Mapping[str, Any],
        steps: tuple[Step, ...],
    ) -> Any:
        """An instance of a model. A member that is not given is None, required or not."""
        for name in values:
            if name not in fields:
                near = did_you_mean(str(name), fields)
                self._add((*steps, name), f"is unknown{near}")
        given = {}
        for name, each in fields.items():
            if each.disabled:
                continue
            place = (*steps, name)
            if name in values and values[name] is None:
                self._add(place, "is null: leave it out")
            value = self._value(cls, each, each.type, values.get(name), place)
            given[names.member(name, each.python_name)] = value
        return cls(**given)

    def _value(
        self,
        owner: Any,
        field: Field,
        kind: TypeRef,
        value: Any,
        steps: tuple[Step, ...],
    ) -> Any:
        if value is None or len(steps) > MAX_DEPTH:
            return value
        if kind.depth:
            if not isinstance(value, list):
                return value
            item = TypeRef(kind.name, kind.depth - 1)
            return [
                self._value(owner, field, item, each, (*steps, number))
                for number, each in enumerate(value)
            ]
        type_ = self._service.types.get(kind.name)
        if type_ is not None:
            if not isinstance(value, dict):
                return value
            cls = self._package.type_class(type_)
            return self.model(cls, type_.fields, value, steps)
        if field.enum is not None:
            return self._enum(owner, field, field.enum, value, steps)
        read = _READ.get(kind.name)
        return read(value) if read is not None and isinstance(value, str) else value

    def _enum(
        self, owner: Any, field: Field, name: str, value: Any, steps: tuple[Step, ...]
    ) -> Any:
        """Of an enum whose values differ by site, a member; of others, the plain value.

        A plain value of the former the client would refuse whatever it is, so what is wrong
        with it is what the client says that reads it.
        """
        enum = self._service.enums[name]
        if not enum.by_site:
            return value
        members = self._package.version.enums
        cls = getattr(members, names.enum_class(enum.name, enum.python_name))
        known: Mapping[Any, Any] = cls.at(self._site)
        if isinstance(value, (str, int)) and value in known:
            return known[value]
        wire: Any = value
        for _ in range(field.type.depth):
            wire = [wire]
        try:
            self._package.root.from_wire(
                owner, {field.name: wire}, site=self._site, strict=True
            )
        except self._package.root.errors.ValidationError as error:
            self._add(steps, error.reason)
        return value

    def _add(self, steps: tuple[Step, ...], message: str) -> None:
        self._problems.append(Problem(steps, message))


def _bytes(value: str) -> Any:
    try:
        return b64decode(value, validate=True)
    except ValueError:
        return value


def _datetime(value: str) -> Any:
    try:
        return datetime.fromisoformat(
            f"{value[:-1]}+00:00" if value[-1:] == "Z" else value
        )
    except ValueError:
        return value


def _date(value: str) -> Any:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


_READ: Mapping[str, Callable[[str], Any]] = {
    "bytes": _bytes,
    "datetime": _datetime,
    "date": _date,
}


def wire_path(steps: tuple[Step, ...]) -> str:
    """A place on the wire: `Attachments[2].FileName`."""
    path = ""
    for step in steps:
        if isinstance(step, int):
            path += f"[{step}]"
        else:
            path += f".{step}" if path else step
    return path
