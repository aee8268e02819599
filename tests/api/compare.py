"""Compares the public API with a snapshot of it: what a change of code breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import griffe

from tc3gen.cli import main

from .stubs import commands, stubs_of

ROOT = Path(__file__).parents[2]
SNAPSHOT = Path(__file__).with_name("snapshot")
_HEAD = "# == "

ROOTS = {
    "tc3": ["tc3", "tc3.errors", "tc3.ses", "tc3.sms", "tc3.sts", "tc3.testing"],
    "tc3gen": ["tc3gen.cloud", "tc3gen.pytest_plugin"],
}
PARTS = {"tc3": [""], "tc3gen": ["__init__.py", "cloud", "pytest_plugin.py"]}
"""What has to be read of each, below its folder: all of tc3gen would take two seconds."""
SOURCES = {"tc3": ROOT / "generated", "tc3gen": ROOT / "codegen"}


def current(name: str, source: Path) -> dict[str, str]:
    """Stubs of the public modules of a distribution as its source is now."""
    with TemporaryDirectory() as folder:
        for part in PARTS[name]:
            link = Path(folder, name, part)
            link.parent.mkdir(exist_ok=True)
            link.symlink_to(source / name / part)
        package = griffe.load(name, search_paths=[folder], allow_inspection=False)
    assert isinstance(package, griffe.Module)
    found = dict(stubs_of(package, ROOTS[name]))
    if name == "tc3gen":
        found["tc3gen (commands)"] = commands(main, "tc3gen_")
    return found


def written(stubs: Mapping[str, str]) -> str:
    """The text of a snapshot."""
    return "\n".join(f"{_HEAD}{name}\n\n{text}" for name, text in stubs.items())


def read(text: str) -> dict[str, str]:
    """The stubs of a snapshot, by module."""
    parts = (part.partition("\n") for part in f"\n{text}".split(f"\n{_HEAD}")[1:])
    return {name: stub for name, _, stub in parts}


def breaks(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Whatever of the old API the new one lacks, a line for each."""
    for name, text in old.items():
        if name not in new:
            yield f"{name}: the module was removed"
            continue
        for found in griffe.find_breaking_changes(
            _loaded(name, text), _loaded(name, new[name])
        ):
            yield _said(found)


def _loaded(name: str, text: str) -> griffe.Module:
    return griffe.visit(name, filepath=Path(f"{name}.pyi"), code=text)


def _said(found: griffe.Breakage) -> str:
    what = found.kind.value[:1].lower() + found.kind.value[1:]
    values = [_name(each) for each in (found.old_value, found.new_value)]
    shown = " -> ".join(filter(None, dict.fromkeys(values)))
    whole = found.kind is griffe.BreakageKind.OBJECT_REMOVED
    return f"{found.obj.path}: {what}" + (f": {shown}" if shown and not whole else "")


def _name(value: object) -> str:
    if isinstance(value, griffe.Parameter):
        return value.name
    return "" if value is None else str(value)


def all_breaks(names: Iterable[str] = ROOTS) -> Iterator[str]:
    """Whatever the source of the distributions breaks of their snapshots."""
    for name in names:
        old = read((SNAPSHOT / f"{name}.txt").read_text("utf-8"))
        yield from breaks(old, current(name, SOURCES[name]))
