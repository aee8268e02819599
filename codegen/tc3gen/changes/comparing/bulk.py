"""Bulk methods."""

from __future__ import annotations

from typing import NamedTuple

from tc3gen.changes.change import Prose, Subject, Value, Verdict, worst
from tc3gen.changes.comparing.arguments import compare_arguments
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.service_level import MAX_REQUEST
from tc3gen.changes.comparing.sides import Side, Sides
from tc3gen.changes.comparing.values import Place, writing_verdict
from tc3gen.python.naming import names
from tc3gen.python.plan.clients.bulk import shared_parameters
from tc3gen.spec.model import Bulk, Field, Service, Type

NOTHING, WIRE, TYPES, CODE = Verdict


def compare_bulk(sides: Sides) -> None:
    """Remember what became of the bulk methods."""
    old, new = sides.old.service.bulk, sides.new.service.bulk
    pairs, removed, added = match_pairs(old.values(), new.values(), _method, _name)
    sides.gone_and_new(
        "bulk.",
        _subject,
        removed,
        added,
        name=_name,
        python=_method,
        values=lambda bulk: {"method": _method(bulk)},
    )
    for one, other in pairs:
        _Pair(sides, one, other).compare()


class _Pair:
    """One bulk method on both sides."""

    def __init__(self, sides: Sides, old: Bulk, new: Bulk) -> None:
        self.sides, self.old, self.new = sides, old, new
        self.subject = _subject(new)

    def add(
        self, what: str, verdict: Verdict | None = None, **values: Value | float | None
    ) -> None:
        values.setdefault("method", _method(self.new))
        kind = f"bulk.{what}"
        self.sides.put(kind, self.subject, self.old, self.new, values, verdict)

    def compare(self) -> None:
        old, new = self.old, self.new
        if _method(old) != _method(new):
            self.add("python_name", old=_method(old), new=_method(new))
        elif _rows_class(old) != _rows_class(new):
            self.add("class_name", old=_rows_class(old), new=_rows_class(new))
        self._arguments()
        self._rows()
        self._result()
        sizes = [_sizes(bulk, side) for bulk, side in self._both()]
        for rows in sizes[0].keys() & sizes[1].keys():
            if sizes[0][rows] != sizes[1][rows]:
                self.add("size", old=sizes[0][rows], new=sizes[1][rows])
        keys = tuple(_otherwise(old, new))
        if keys:
            self.add("way", keys=keys)
        if old.doc != new.doc:
            self.add("text")

    def _both(self) -> tuple[tuple[Bulk, Side], tuple[Bulk, Side]]:
        return (self.old, self.sides.old), (self.new, self.sides.new)

    def _arguments(self) -> None:
        before, after = (_arguments(bulk, side) for bulk, side in self._both())
        method = _method(self.new)
        compare_arguments(
            self.sides, self.subject, method, self.old, self.new, before, after
        )
        one, other = _required_fields(before), _required_fields(after)
        # Where one of them is gone or has to be given now, that has been said.
        if list(one) == list(other) or set(one) - set(after) or set(other) - set(one):
            return
        verdict = CODE
        if len(one) == len(other):
            verdict = max(
                WIRE, _in_place(self.sides, [*one.values()], [*other.values()])
            )
        self.add("order", verdict, old=(*one, "rows"), new=(*other, "rows"))

    def _rows(self) -> None:
        """The type of a row: a text, or a model, or a tuple of what the model must have."""
        old, new = (_Row.of(bulk, side.service) for bulk, side in self._both())
        verdicts = [NOTHING]
        if old.text and not new.text:
            verdicts.append(CODE)
        if old.model is not None:
            verdicts.append(self._model(old.model, old, new))
        if old.shown != new.shown:
            self.add("row", max(verdicts), old=old.shown, new=new.shown)

    def _model(self, model: Type, old: _Row, new: _Row) -> Verdict:
        """The verdict on rows with members."""
        if new.model is None or new.model.name != model.name:
            return CODE
        if old.names == new.names:
            return NOTHING
        if len(old.values) != len(new.values):
            return CODE
        return max(WIRE, _in_place(self.sides, old.values, new.values))

    def _result(self) -> None:
        """The classes of the responses."""
        old, new = (
            _response_classes(bulk, side.service) for bulk, side in self._both()
        )
        if set(old) - set(new):
            self.add("result", CODE, old=old, new=new)
        elif set(new) - set(old):
            self.add("result", TYPES, old=old, new=new)


class _Row(NamedTuple):
    """The type of a row."""

    text: bool
    model: Type | None
    values: list[Field]
    """The members of a tuple."""

    @classmethod
    def of(cls, bulk: Bulk, service: Service) -> _Row:
        fields = [service.actions[a].params[p] for a, p in bulk.rows.items()]
        types = [service.types.get(field.type.name) for field in fields]
        model = next((found for found in types if found is not None), None)
        values = [f for f in model.fields.values() if f.required] if model else []
        return cls(None in types, model, values)

    @property
    def names(self) -> list[str]:
        return [_python(field) for field in self.values]

    @property
    def shown(self) -> tuple[str, ...]:
        text = ("str",) if self.text else ()
        if self.model is None:
            return text
        return (
            *text,
            f"({', '.join(self.names)})",
            names.class_name(self.model.name, self.model.python_name),
        )


def _in_place(sides: Sides, old: list[Field], new: list[Field]) -> Verdict:
    """The verdict on values that are told apart by their places."""
    return worst(
        writing_verdict(
            Place(one, sides.old.service, False), Place(other, sides.new.service, False)
        )
        for one, other in zip(old, new, strict=True)
    )


def _arguments(bulk: Bulk, side: Side) -> dict[str, Field]:
    """The parameters of the method, but for those that every bulk method has."""
    return {_python(field): field for field in shared_parameters(bulk, side.service)}


def _required_fields(arguments: dict[str, Field]) -> dict[str, Field]:
    """Those that stand before the rows, known by their places."""
    return {name: field for name, field in arguments.items() if field.required}


def _response_classes(bulk: Bulk, service: Service) -> tuple[str, ...]:
    actions = (service.actions[name] for name in bulk.rows)
    return tuple(
        f"{names.action_class(a.name, a.python_name)}Response" for a in actions
    )


def _sizes(bulk: Bulk, side: Side) -> dict[bool, Prose]:
    """The most rows in a request of texts, and in one of rows with members."""
    service = side.service
    size = service.request_size or MAX_REQUEST
    found = {}
    for action, param in bulk.rows.items():
        field = service.actions[action].params[param]
        _, most = field.items or (None, None)
        words = f"{int(most or 0):,} rows and {size:,} bytes"
        found[field.type.is_scalar] = Prose(words)
    return found


def _otherwise(old: Bulk, new: Bulk) -> list[str]:
    """The keys by which old calls send something else, or at other times."""
    found = []
    shared = old.params.keys() & new.params.keys()
    if any(old.params[name] != new.params[name] for name in shared):
        found.append("params")
    if old.rows.items() - new.rows.items():
        found.append("rows")
    if old.key and new.key and old.key != new.key:
        found.append("key")
    if set(old.busy) != set(new.busy):
        found.append("busy")
    elif old.busy:
        found += [
            k for k in ("interval", "deadline") if getattr(old, k) != getattr(new, k)
        ]
    return found


def _subject(bulk: Bulk) -> Subject:
    return Subject(bulk.name, "bulk")


def _name(bulk: Bulk) -> str:
    return bulk.name


def _method(bulk: Bulk) -> str:
    return names.bulk(bulk.name, bulk.python_name)


def _rows_class(bulk: Bulk) -> str:
    return f"{names.action_class(bulk.name, bulk.python_name)}Row"


def _python(field: Field) -> str:
    return names.member(field.name, field.python_name)
