"""Completion: the candidates for a word. Loads nothing that it can do without."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import catalog
from .exits import WrongUse
from .options import BULK, CALL, GLOBAL, HELP, PREFIX, WAIT, Option, find_option

Candidate = tuple[str, str]
"""A word that may stand there, and its meaning."""

COMMANDS = (
    "list", "search", "explain", "configure", "whoami", "call", "once", "completion",
)  # fmt: skip
SHELLS = ("bash", "zsh", "fish", "powershell")
_CONFIGURE = ("list", "get", "set", "remove", "import")
_LANGUAGES = ("en-US", "zh-CN")

Record = dict[str, Any]


def candidates(words: Sequence[str], current: str) -> list[Candidate]:
    """The candidates for `current` behind the words before it, without the program's name."""
    try:
        found = [*_candidates(list(words), current)]
    except (WrongUse, KeyError, OSError, ValueError):
        return []
    return [c for c in found if c[0].startswith(current)]


def _candidates(words: list[str], current: str) -> Iterator[Candidate]:
    before, words = _front(words)
    if before is not None:
        yield from _values_of_option(before, current, None)
        return
    if not words:
        if current.startswith("-"):
            yield from _options((*GLOBAL, HELP))
        elif "@" in current:
            yield from _versions(current.partition("@")[0])
        else:
            yield from ((name, "") for name in COMMANDS)
            yield from ((name, "") for name in catalog.service_names())
        return
    command, *rest = words
    if command in COMMANDS:
        yield from _of_command(command, rest, current)
    else:
        yield from _of_service(catalog.version(command), rest, current)


def _front(words: list[str]) -> tuple[Option | None, list[str]]:
    """The words without the options before the command; the one that waits for its value."""
    at = 0
    while at < len(words) and words[at].startswith("--"):
        name, equals, _ = words[at][2:].partition("=")
        option = find_option(name, (*GLOBAL, HELP))
        at += 1
        if option is not None and option.kind != "flag" and not equals:
            if at == len(words):
                return option, []
            at += 1
    return None, words[at:]


def _versions(service: str) -> Iterator[Candidate]:
    found = catalog.version(service)
    folder = os.path.dirname(os.path.dirname(found.path))
    for number in catalog.versions_in(os.path.basename(folder)):
        version = catalog.Version(os.path.basename(folder), number)
        yield f"{service}@{version.date}", str(version.head["title"])


def _of_command(command: str, words: list[str], current: str) -> Iterator[Candidate]:
    option = _open_option(words, (*GLOBAL, *CALL))
    if option is not None:
        yield from _values_of_option(option, current, None)
    elif current.startswith("-"):
        yield from _options((*GLOBAL, HELP))
    elif command == "completion":
        yield from ((shell, "") for shell in SHELLS)
    elif command == "configure" and not words:
        yield from ((name, "") for name in _CONFIGURE)
    elif command == "once" and not words:
        yield from ((name, "") for name in ("list", "resolve"))
    elif command == "configure" and words[-1:] == ["set"]:
        from .profiles import SETTINGS

        yield from ((name, "") for name in (*SETTINGS, "secret-id", "secret-key"))
    elif command in ("list", "call") and not words:
        if "@" in current:
            yield from _versions(current.partition("@")[0])
        else:
            yield from ((name, "") for name in catalog.service_names())
    elif command == "explain":
        codes = {
            code
            for version in catalog.all_versions()
            for code in version.names("errors")
        }
        yield from (
            (code, "") for code in sorted({*codes, *catalog.common().names("errors")})
        )


def _of_service(
    version: catalog.Version, words: list[str], current: str
) -> Iterator[Candidate]:
    if not words:
        if current.startswith("-"):
            yield from _options((*GLOBAL, HELP))
            return
        for kind in ("actions", "bulk"):
            for name, (_, _, *shown) in version.names(kind).items():
                wire = kind == "actions" and current[:1].isupper()
                yield (name if wire else shown[0]), shown[1]
        if version.names("waiters"):
            yield "wait", "Wait for a state."
        return
    if words[0] == "wait":
        yield from _of_waiter(version, words[1:], current)
        return
    action = version.find("actions", words[0])
    if action is not None:
        record = version.record("actions", action)
        options = (*CALL, *GLOBAL, HELP)
        yield from _of_parameters(version, record, options, words[1:], current)
    elif version.find("bulk", words[0]) is not None:
        option = _open_option(words[1:], (*BULK, *GLOBAL))
        if option is not None:
            yield from _values_of_option(option, current, version)
        elif current.startswith("-"):
            yield from _options((*BULK, *GLOBAL, HELP))
        else:
            yield from files(current)


def _of_waiter(
    version: catalog.Version, words: list[str], current: str
) -> Iterator[Candidate]:
    if not words:
        for _, _, option, meaning in version.names("waiters").values():
            yield option, meaning
        return
    name = version.find("waiters", words[0])
    if name is not None:
        record = version.record("waiters", name)
        options = (*WAIT, *GLOBAL, HELP)
        yield from _of_parameters(version, record, options, words[1:], current)


def _of_parameters(
    version: catalog.Version,
    record: Record,
    options: tuple[Option, ...],
    words: list[str],
    current: str,
) -> Iterator[Candidate]:
    members = record.get("params", [])
    last = words[-1] if words else ""
    if last.startswith("--") and "=" not in last:
        member = _member_at(version, members, last[2:])
        if member is not None:
            yield from _values_of(version, member, current)
            if member["type"] != "boolean" or not current.startswith("-"):
                return
        else:
            option = find_option(last[2:], options)
            if option is not None and option.kind != "flag":
                yield from _values_of_option(option, current, version)
                if option.kind != "optional":
                    return
    if not current.startswith("-") and current:
        return
    name, equals, value = current.partition("=")
    if equals:
        yield from _inline_values(version, members, options, name, value)
        return
    yield from _parameters(
        version, members, current, [w.partition("=")[0] for w in words]
    )
    names = {member["option"] for member in members}
    for option in options:
        shadowed = option.name in names
        prefix = PREFIX if shadowed or current.startswith(f"--{PREFIX}") else ""
        if option.shown:
            yield f"--{prefix}{option.name}", option.help


def _inline_values(
    version: catalog.Version,
    members: list[Record],
    options: tuple[Option, ...],
    name: str,
    value: str,
) -> Iterator[Candidate]:
    """The values of `--name=`."""
    member = _member_at(version, members, name[2:])
    option = find_option(name[2:], options)
    found: Iterable[Candidate] = ()
    if member is not None:
        found = _values_of(version, member, value)
    elif option is not None:
        found = _values_of_option(option, value, version)
    for text, meaning in found:
        yield f"{name}={text}", meaning


def _parameters(
    version: catalog.Version, members: list[Record], current: str, given: list[str]
) -> Iterator[Candidate]:
    """The parameters, or the members below what has been written so far."""
    head, dot, _ = current[2:].rpartition(".")
    if dot:
        member = _member_at(version, members, head)
        if member is None:
            return
        inner, is_list, is_item = _inside(version, member, head)
        if is_list and not is_item:
            yield f"--{head}.0", member.get("meaning", "")
            return
        for below in inner:
            yield f"--{head}.{below['option']}", below.get("meaning", "")
        return
    wire = current[2:3].isupper()
    for member in members:
        name = member["name"] if wire else member["option"]
        text = f"--{name}"
        if text in given and not member["type"].startswith("list["):
            continue
        required = "Required. " if member.get("required") else ""
        yield text, required + member.get("meaning", "")


def _inside(
    version: catalog.Version, member: Record, path: str
) -> tuple[list[Record], bool, bool]:
    """The members of a type; if it is a list, and if the path ends at an item of it."""
    kind = str(member["type"])
    is_list = kind.startswith("list[")
    while kind.startswith("list["):
        kind = kind[5:-1]
    inner: list[Record] = []
    if kind in version.names("types"):
        inner = version.record("types", kind).get("members", [])
    return inner, is_list, path.rpartition(".")[2].isdecimal()


def _member_at(
    version: catalog.Version, members: list[Record], path: str
) -> Record | None:
    """The member that a dotted path leads to."""
    found: Record | None = None
    for step in path.split("."):
        if step.isdecimal() and found is not None:
            continue
        if found is not None:
            members = _inside(version, found, "")[0]
        found = next((m for m in members if step in (m["name"], m["option"])), None)
        if found is None:
            return None
    return found


def _values_of(
    version: catalog.Version, member: Record, current: str
) -> Iterator[Candidate]:
    if "enum" in member:
        for value in version.record("enums", member["enum"])["values"]:
            yield value["name"], str(value.get("meaning", ""))
            if "value" in value and current and str(value["value"]).startswith(current):
                yield str(value["value"]), str(value.get("meaning", ""))
    elif member["type"] == "boolean":
        yield from (("true", ""), ("false", ""))
    elif current.startswith("@"):
        for name, meaning in files(current[1:]):
            yield f"@{name}", meaning


def _values_of_option(
    option: Option, current: str, version: catalog.Version | None
) -> Iterator[Candidate]:
    if option.choices:
        yield from ((choice, "") for choice in option.choices)
    elif option.metavar == "FILE":
        yield from files(current)
    elif option.name == "profile":
        from .profiles import profile_names

        yield from ((name, "") for name in profile_names())
    elif option.name == "region":
        versions = [version] if version is not None else catalog.all_versions()
        regions = {
            r: s
            for v in versions
            for s, rs in v.head.get("regions", {}).items()
            for r in rs
        }
        yield from sorted(regions.items())
    elif option.name == "language":
        yield from ((language, "") for language in _LANGUAGES)


def _open_option(words: list[str], options: tuple[Option, ...]) -> Option | None:
    """The option at the end that waits for its value."""
    if not words or not words[-1].startswith("--") or "=" in words[-1]:
        return None
    option = find_option(words[-1][2:], options)
    return option if option is not None and option.kind != "flag" else None


def files(current: str) -> Iterator[Candidate]:
    """Files and folders; folders end in a slash."""
    head, slash, start = current.rpartition("/")
    folder = os.path.expanduser(head + slash) or "."
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.startswith(".") and not start.startswith("."):
                    continue
                yield head + slash + entry.name + ("/" if entry.is_dir() else ""), ""
    except OSError:
        return


def _options(options: tuple[Option, ...]) -> Iterator[Candidate]:
    for option in options:
        if option.shown:
            yield f"--{option.name}", option.help
