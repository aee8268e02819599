"""Do published examples agree with the definitions, and with what was inferred from them?

Where an example contradicts an inference, the inference goes. Where it contradicts the
definition, it is kept and says how it differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tc3gen.spec.model import SITES, Action, Enum, EnumMember, Field, Service, Type
from tc3gen.spec.problems import UNREAD_TYPE
from tc3gen.spec.reading.node_reader import parsed_type
from tc3gen.spec.value_checks.violations import Violation, value_violations, violations

Plain = dict[str, Any]

_MOST_SHOWN = 3


class Evidence:
    """Compares examples with the fields of a plain document."""

    def __init__(self, document: Plain) -> None:
        self._document = document
        self._plain: dict[int, Plain] = {}
        self._fields: dict[int, Field] = {}
        self._contradicted: set[str] = set()
        self._service = Service(
            service="",
            version="",
            title="",
            types={
                name: Type(name=name, fields=self._read(value.get("fields", {})))
                for name, value in document["types"].items()
            },
            actions={
                name: Action(
                    name=name,
                    params=self._read(value.get("params", {})),
                    returns=self._read(value.get("returns", {})),
                )
                for name, value in document["actions"].items()
            },
            enums={
                name: Enum(name=name, members=_members(value["values"]))
                for name, value in document["enums"].items()
            },
        )

    def params(self, action: str) -> Mapping[str, Plain]:
        """The parameters of an action."""
        found: Mapping[str, Plain] = self._document["actions"][action].get("params", {})
        return found

    def fits(self, field: Plain, value: Any) -> bool:
        """True if a value could be that of a field."""
        found = value_violations(self._fields[id(field)], value, self._service)
        return not self._against_definition(found)

    def differs(self, action: str, example: Plain) -> str | None:
        """The contradictions of an example to the definition of its action; None if it does not."""
        known = self._service.actions[action]
        asked = violations(known.params, example["request"], self._service)
        told = violations(
            known.returns, example["response"], self._service, in_response=True
        )
        found = [
            f"{where} {violation}"
            for where, group in (("request:", asked), ("response:", told))
            for violation in self._against_definition(group)
        ]
        more = len(found) - _MOST_SHOWN
        if more > 0:
            found[_MOST_SHOWN:] = [f"and {more} more"]
        return "; ".join(found) or None

    def drop_contradicted(self) -> None:
        """Take the inferences away that some example contradicts."""
        for name in self._contradicted:
            del self._document["enums"][name]
        for field in self._plain.values():
            if field.get("enum") in self._contradicted:
                del field["enum"]

    def _read(self, fields: Mapping[str, Plain]) -> dict[str, Field]:
        return {name: self._field(name, field) for name, field in fields.items()}

    def _field(self, name: str, plain: Plain) -> Field:
        field = Field(
            name=name,
            type=parsed_type(plain["type"]) or UNREAD_TYPE,
            required=plain.get("required", False),
            nullable=plain.get("nullable", False),
            format=plain.get("format"),
            enum=plain.get("enum"),
            range=plain.get("range"),
            sensitive=plain.get("sensitive", False),
        )
        self._plain[id(field)] = plain
        self._fields[id(plain)] = field
        return field

    def _against_definition(self, found: Iterable[Violation]) -> list[Violation]:
        """The violations that contradict the definition; the others, an inference."""
        kept = []
        for violation in found:
            field = violation.field
            if field is not None and violation.kind == "enum":
                self._contradicted.add(field.enum or "")
            elif field is not None and violation.kind == "limit" and _has_most(field):
                plain = self._plain[id(field)]
                plain.pop("default", None)
                low, _ = plain.pop("range", (None, None))
                if low is not None:
                    plain["range"] = [low, None]
            else:
                kept.append(violation)
        return kept


def _has_most(field: Field) -> bool:
    """True if it has an upper limit, which is inferred; a lower one is defined."""
    return field.range is not None and field.range[1] is not None


def _members(values: Mapping[str, Any]) -> dict[str, EnumMember]:
    return {
        name: EnumMember(name=name, values=dict.fromkeys(SITES, _sent_value(value)))
        for name, value in values.items()
    }


def _sent_value(value: Any) -> str | int:
    sent: str | int = value["value"] if isinstance(value, dict) else value
    return sent
