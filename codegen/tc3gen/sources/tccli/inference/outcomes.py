"""Results one by one, where members, descriptions and examples leave no doubt.

A list that only looks like one, such as that of the tasks of an account with the error of each,
is left out: in an action that reads, the results must be about what the request lists.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tc3gen.sources.tccli.inference import enums
from tc3gen.sources.tccli.reading.definitions import DefinitionMember, Object

_CODES = ("Code", "ErrorCode", "ErrCode")
_MESSAGES = (
    "Message", "ErrorMessage", "ErrMessage", "ErrorMsg", "ErrMsg", "Msg", "Reason", "FailReason",
    "Error",
)  # fmt: skip
_FAILURES = re.compile(r"Fail(?:ed|ure|ures)?(?![a-z])|Errors?(?![a-z])")
_PLURALS = ("Set", "List", "s", "")

_SUCCESS = re.compile(r"成功|accepted|succe(?:ss|ed)", re.I)
_OK = re.compile(r"ok|success", re.I)
_OK_IN_TEXT = re.compile(r"(?<![A-Za-z0-9.])(ok|success)(?![A-Za-z0-9])", re.I)
_ZERO = re.compile(
    r"(?<![0-9.\-])0\s{0,3}[-：:，,]?\s{0,3}(?:为|代表|表示|is|means)?\s{0,3}\w{0,4}(?:成功|success)",
    re.I,
)

Found = dict[str, Any]


def outcomes(
    parameters: Object,
    response: Object,
    objects: Mapping[str, Object],
    *,
    reads: bool,
    told: Callable[[], Iterable[Mapping[str, Any]]],
) -> Found | None:
    """The `outcomes` of an action, or None. `told` gives the responses of its examples."""
    lists = [
        (member, objects[member.type])
        for member in response.members
        if member.is_list and not member.disabled and member.type in objects
    ]
    failures = [each for each in lists if _FAILURES.search(each[0].name)]
    for results, kind in failures if len(failures) == 1 else lists:
        found = _of_list(results, kind, parameters, objects, reads, told)
        if found is not None:
            return found
    return None


def _of_list(
    results: DefinitionMember,
    kind: Object,
    parameters: Object,
    objects: Mapping[str, Object],
    reads: bool,
    told: Callable[[], Iterable[Mapping[str, Any]]],
) -> Found | None:
    """Infer the outcomes of a request's items from one list of a response."""
    members = {member.name: member for member in kind.members}
    code = _first(members, _CODES, ("string", "integer"))
    message = _first(members, _MESSAGES, ("string",))
    if message is None or (code and enums.members(code.document, code.type)):
        return None
    others = [
        m for m in kind.members if m.name not in (code and code.name, message.name)
    ]
    item = _identity(others, parameters, objects)
    lists_failures = bool(_FAILURES.search(results.name))
    if item is None and not reads and len(others) == 1:
        item = _first(
            {others[0].name: others[0]}, (others[0].name,), ("string", "integer")
        )
    if item is None or (lists_failures and reads):
        return None
    found: Found = {"of": results.name, "item": item.name}
    if code is not None:
        found["code"] = code.name
    if not lists_failures:
        ok = [] if code is None else _ok(code, results.name, told())
        if not ok:
            return None
        found["ok"] = ok
    return {**found, "message": message.name}


def _identity(
    members: Iterable[DefinitionMember],
    parameters: Object,
    objects: Mapping[str, Object],
) -> DefinitionMember | None:
    """The only member that is one of a list in the request, by its name."""
    asked: set[str] = set()
    for parameter in parameters.members:
        if not parameter.is_list or parameter.disabled:
            continue
        if parameter.type in objects:
            asked |= {m.name for m in objects[parameter.type].members if not m.is_list}
        else:
            asked |= {
                parameter.name.removesuffix(plural)
                for plural in _PLURALS
                if parameter.name.endswith(plural)
            }
    found = [
        member
        for member in members
        if member.name in asked
        and member.type in ("string", "integer")
        and not member.is_list
        and not enums.members(member.document, member.type)
    ]
    return found[0] if len(found) == 1 else None


def _ok(
    code: DefinitionMember, path: str, responses: Iterable[Mapping[str, Any]]
) -> list[str | int]:
    """The codes of success: those of examples, or those that the description names."""
    if code.type == "integer":
        return [0] if _ZERO.search(code.document) else []
    seen: set[str] = set()
    for response in responses:
        results = response.get(path)
        for result in results if isinstance(results, list) else ():
            value = result.get(code.name) if isinstance(result, Mapping) else None
            if isinstance(value, str) and _OK.fullmatch(value):
                seen.add(value)
    if not seen and _SUCCESS.search(code.document):
        seen = {match[1] for match in _OK_IN_TEXT.finditer(code.document)}
    return sorted(seen)


def _first(
    members: Mapping[str, DefinitionMember],
    names: Iterable[str],
    kinds: tuple[str, ...],
) -> DefinitionMember | None:
    """The first of some members that there is, if it is of the right kind."""
    found = next((members[name] for name in names if name in members), None)
    return found if found and not found.is_list and found.type in kinds else None
