"""Published definitions to the plain document of a spec.

Nothing that they say of actions and what these use is lost. What a spec cannot say otherwise
is said in words: in `doc`, or in an example's `differs` where the provider's example
contradicts its own definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from tc3gen.sources.tccli.inference import enums, outcomes, paging, reads, sending
from tc3gen.sources.tccli.inference.evidence import Evidence
from tc3gen.sources.tccli.reading import requests
from tc3gen.sources.tccli.reading.definitions import (
    Action,
    DefinitionMember,
    Definitions,
    Example,
    Object,
)
from tc3gen.sources.tccli.reading.html import one_line, plain_text
from tc3gen.spec.model import Common
from tc3gen.spec.yaml.characters import clean_text

Plain = dict[str, Any]

_NOT_DESCRIBED = "Not described."
_DISABLED = "Disabled by the provider."
_STATUS = {
    "deprecated": "Deprecated by the provider.",
    "offline": "Taken offline by the provider.",
}
_NOTHING = frozenset(["", "无", "-", "暂无"])
_NO_SAMPLES = _NOTHING | {"null", "NULL", "None", "无示例", "空"}
_MAY_BE_NULL = re.compile(
    r"\s*注意?[\uff1a:]\s*此字段可能返回\s*null\s*[\uff0c,]\s*表示取不到有效值。?", re.I
)
_LONGEST_SUMMARY = 200


def document(
    definitions: Definitions, errors: Mapping[str, str], common: Common
) -> Plain:
    """The plain document of a spec; names that collide in Python are not settled yet."""
    return _Writer(definitions).document(errors, common)


class _Writer:
    """Writes one document."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.enums: Plain = {}
        self.samples: list[tuple[Plain, DefinitionMember]] = []

    def document(self, errors: Mapping[str, str], common: Common) -> Plain:
        d = self.definitions
        title = one_line(d.title) or d.service
        brief = plain_text(d.brief)
        found: Plain = {"service": d.service, "version": d.version, "title": title}
        if brief and "\n" not in brief and len(brief) <= _LONGEST_SUMMARY:
            found["summary"] = brief
        else:
            found["summary"] = title
            if brief:
                found["description"] = brief
        used = _used_types(d)
        found["types"] = {
            name: self._type(name, value)
            for name, value in d.objects.items()
            if name in used
        }
        found["actions"] = {
            name: self._action(action) for name, action in d.actions.items()
        }
        found["enums"] = self.enums
        found["errors"] = {
            code: _error(code, doc, common) for code, doc in errors.items()
        }
        evidence = Evidence(found)
        for field, member in self.samples:
            _put_sample(field, member, evidence)
        for name, action in d.actions.items():
            found["actions"][name]["examples"] = self._examples(action, evidence)
        evidence.drop_contradicted()
        return {key: value for key, value in found.items() if value or key == "actions"}

    def _type(self, name: str, value: Object) -> Plain:
        fields = {m.name: self._field(m, name) for m in value.members}
        doc = plain_text(value.document) or _NOT_DESCRIBED
        return {"doc": doc, "fields": fields} if fields else {"doc": doc}

    def _action(self, action: Action) -> Plain:
        d = self.definitions
        parameters, response = d.objects[action.input], d.objects[action.output]
        summary = one_line(action.title)
        description = plain_text(action.document)
        found: Plain = {"summary": summary or action.name}
        if description and description != summary:
            found["description"] = description
        if action.status in _STATUS:
            found["deprecated"] = _STATUS[action.status]
        elif action.status not in ("", "online"):
            found["deprecated"] = f"Its status is `{one_line(action.status)}`."
        repeatable = reads.is_repeatable(action, parameters)
        if repeatable:
            found["repeatable"] = True
        token = sending.client_token(parameters)
        if token is not None:
            found["client_token"] = token
        if action.unsigned:
            found["unsigned"] = True
        params = {m.name: self._field(m, action.name) for m in parameters.members}
        returns = {
            m.name: self._field(_returned_member(m), f"{action.name}Response")
            for m in response.members
            if m.name != "RequestId"
        }
        if params:
            found["params"] = params
        if returns:
            found["returns"] = returns
        pages = paging.pages(parameters, response, d.objects) if repeatable else None
        if pages is not None:
            found["pages"] = pages
            size = pages.get("limit") or pages.get("size")
            field = params[size] if size else {}
            if field.get("type") == "integer":
                low, _ = field.get("range", (None, None))
                field.update(paging.limits(field["doc"], low))
        elif streams := sending.streams(d, action, params):
            found["streams"] = streams
        results = outcomes.outcomes(
            parameters,
            response,
            d.objects,
            reads=repeatable,
            told=lambda: self._responses(action),
        )
        if results is not None and "streams" not in found:
            found["outcomes"] = results
        sending.put_form(d, found, action.name)
        return found

    def _responses(self, action: Action) -> Iterator[Plain]:
        """The responses of published examples."""
        for example in self.definitions.examples.get(action.name, ()):
            yield requests.response(example.output).values

    def _field(self, member: DefinitionMember, owner: str) -> Plain:
        found: Plain = {
            "type": f"list[{member.type}]" if member.is_list else member.type
        }
        if member.required:
            found["required"] = True
        if member.always:
            found["always"] = True
        doc = plain_text(member.document)
        if member.nullable:  # which says the same, and is kept
            doc = _MAY_BE_NULL.sub("", doc).strip()
        found["doc"] = _NOT_DESCRIBED if doc in _NOTHING else doc
        if member.nullable:
            found["nullable"] = True
        if member.disabled:
            found["deprecated"] = _DISABLED
            found["disabled"] = True
        if reads.is_secret(member.name, member.type):
            found["sensitive"] = True
        if member.format:
            found["format"] = member.format
        if member.unsigned:
            found["range"] = [0, None]
        values = enums.members(member.document, member.type)
        if values:
            found["enum"] = self._enum(owner, member.name, values)
        self.samples.append((found, member))
        return found

    def _enum(self, owner: str, member: str, values: Plain) -> str:
        """The name of an enum: that of its owner and member, so it never changes."""
        name = owner[:1].upper() + owner[1:] + member
        doc = f"Values that the description of `{owner}.{member}` lists."
        self.enums[name] = {"doc": doc, "open": True, "values": values}
        return name

    def _examples(self, action: Action, evidence: Evidence) -> list[Plain]:
        published = self.definitions.examples.get(action.name, ())
        examples = [self._example(action, example) for example in published]
        for example in examples or (examples := [_made_up(action, evidence)]):
            differs = evidence.differs(action.name, example)
            if differs:
                example["differs"] = differs
        return examples

    def _example(self, action: Action, example: Example) -> Plain:
        parameters = self.definitions.objects[action.input]
        asked = requests.request(example.input, parameters, self.definitions)
        told = requests.response(example.output)
        title = one_line(example.title) or one_line(action.title) or action.name
        doc = plain_text(example.document)
        notes = [doc] if doc and doc != title else []
        if asked.rest:
            notes.append(f"The request as published: {clean_text(asked.rest).strip()}")
        if told.rest:
            notes.append(
                f"In the response as published: {clean_text(told.rest).strip()}"
            )
        made: Plain = {"title": title}
        if notes:
            made["doc"] = "\n\n".join(notes)
        return {
            **made,
            "request": clean_data(asked.values),
            "response": clean_data(told.values),
        }


def _used_types(definitions: Definitions) -> set[str]:
    """The objects that lie in parameters or responses; no call could use the others."""
    objects = definitions.objects
    actions = definitions.actions.values()
    waiting = [objects[body] for a in actions for body in (a.input, a.output)]
    found: set[str] = set()
    while waiting:
        for member in waiting.pop().members:
            if member.type in objects and member.type not in found:
                found.add(member.type)
                waiting.append(objects[member.type])
    return found


def _returned_member(member: DefinitionMember) -> DefinitionMember:
    """A member of a response: what is required there is always returned."""
    if not member.required:
        return member
    return evolve(member, required=False, always=True)


def _put_sample(field: Plain, member: DefinitionMember, evidence: Evidence) -> None:
    """The example of a member; in words where it is none of its type."""
    text = clean_text(member.example or "").strip()
    if text in _NO_SAMPLES:
        return
    value = clean_data(requests.sample(text, member))
    if value is not None and evidence.fits(field, value):
        field["example"] = value
    elif (line := one_line(text)) not in field["doc"]:
        field["doc"] += f"\nExample: {line}"


def _made_up(action: Action, evidence: Evidence) -> Plain:
    """An example from those of the parameters, where none is published."""
    request = {
        name: field["example"]
        for name, field in evidence.params(action.name).items()
        if "example" in field and field.get("required")
    }
    title = "From the examples of the parameters"
    return {"title": title, "request": request, "response": {}}


def _error(code: str, doc: str, common: Common) -> str | Plain:
    """The description of an error code: common codes are retried as everywhere."""
    doc = doc or _NOT_DESCRIBED
    known = common.errors.get(code)
    retry = known.retry if known else "never"
    if code.startswith("InternalError."):
        retry = "repeatable"
    return doc if retry == "never" else {"doc": doc, "retry": retry}


def clean_data(value: Any) -> Any:
    """Data without the characters that no spec may hold."""
    if isinstance(value, str):
        return value if value.isprintable() else clean_text(value)
    if isinstance(value, dict):
        return {clean_data(key): clean_data(child) for key, child in value.items()}
    if isinstance(value, list):
        return [clean_data(child) for child in value]
    return value
