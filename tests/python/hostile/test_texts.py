"""Whatever the texts of a spec say, they stay texts.

The package of a spec full of hostile texts has the syntax tree of the harmless one, but for
its constants. Tried twice: with texts as they come through a file, and with those put into
the vocabulary directly, as an importer might, past everything that the loader refuses.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from effort import each_nth

from tc3gen.python.output.generate import generate_package
from tc3gen.python.output.package import package_files
from tc3gen.python.vendoring.prune import strip_docs
from tc3gen.spec.model import Position

from ..small import IMPORT_ALL, succeeds
from .specs import (
    PAYLOAD,
    harmless,
    rendered,
    shapes_of_harmless,
    spec,
    trees,
    write,
)

ACCEPTED = [
    '"""',
    f'"""\n{PAYLOAD}\n"""',
    f"'''\n{PAYLOAD}\n'''",
    f'"""; {PAYLOAD}; """',
    f'\\"""\n{PAYLOAD}\n"""',
    f'"\n{PAYLOAD}\n"',
    f"'\n{PAYLOAD}\n'",
    f'"), {PAYLOAD}, ("',
    f"text\n\n{PAYLOAD}\n",
    f"text\n        {PAYLOAD}",
    'ends with a quote"',
    'ends with two""',
    'ends with three"""',
    'ends with a backslash and three\\"""',
    "ends with a backslash\\",
    "ends with two\\\\",
    '"begins with a quote',
    "\\N{BULLET} \\x41 \\u0041 \\' \\",
    "{{ 7 * 7 }} {% raw %} {# x #}",
    "{% endfor %}{% include 'client.py.jinja' %}",
    f"{{{{ ''.__class__.__mro__ }}}} {{{PAYLOAD}}} %s %(x)s",
    "# type: ignore",
    "# noqa",
    "# fmt: off\n# fmt: skip",
    "#!/bin/sh\n# coding: utf-7\n+AAo-",
    "None",
    "null ~ NaN",
    "- item\n- item\n    deep\n\ttab",
    "Args:\n    x: y\n\nRaises:\n    errors.X: z",
    "漢字 é ŝ 🎉 e\u0301",
    "word " * 500,
    "x" * 20_000,
]
"""Texts that a spec may hold."""


REFUSED = {
    "\u202eevil": "changes the direction of the text",
    "a\u2066b": "changes the direction of the text",
    "\x00": "control character",
    "\x1b[2J": "control character",
    "a\rb": "control character",
    "a\x85b": "control character",
    "a\u2028b": "control character",
    "\ufeffa": "control character",
    "   ": "must not be empty",
    "": "must not be empty",
}
"""Texts that the loader refuses, and what it says of them."""


BEYOND = [
    *ACCEPTED,
    *filter(None, REFUSED),
    "\ud800",
    "\udfff x",
    "\u200b",
    "\xa0",
    "\x0c\n",
]
"""Texts that might come from elsewhere than a file."""


@pytest.mark.parametrize("text", ACCEPTED, ids=lambda text: ascii(text[:40]))
def test_texts_of_a_file_stay_texts(tmp_path: Path, text: str) -> None:
    files, problems = package_files([write(tmp_path, spec(text))])
    assert problems == ()
    assert trees(files) == shapes_of_harmless()


def shortened(files: Mapping[str, bytes]) -> dict[str, str]:
    """The syntax trees of what a vendored package has of generated files."""
    texts = {path: content.decode() for path, content in files.items()}
    return trees(
        {p: strip_docs(t).encode() for p, t in texts.items() if p.endswith(".py")}
    )


@cache
def shortened_harmless() -> dict[str, str]:
    return shortened(rendered(harmless()))


@pytest.mark.parametrize(
    "text", each_nth(ACCEPTED, 4), ids=lambda text: ascii(text[:40])
)
def test_texts_stay_texts_when_documentation_is_shortened(
    tmp_path: Path, text: str
) -> None:
    files, problems = package_files([write(tmp_path, spec(text))])
    assert problems == ()
    generated = {p: c for p, c in files.items() if not p.startswith("_core/")}
    assert shortened(generated) == {
        path: tree for path, tree in shortened_harmless().items() if path in generated
    }


@pytest.mark.parametrize("text", REFUSED, ids=ascii)
def test_texts_that_nobody_can_read_are_refused(tmp_path: Path, text: str) -> None:
    files, problems = package_files([write(tmp_path, spec(text))])
    assert files == {}
    assert REFUSED[text] in problems[0].message


@pytest.mark.parametrize("text", BEYOND, ids=lambda text: ascii(text[:40]))
def test_texts_of_the_vocabulary_stay_texts(text: str) -> None:
    hostile = _replaced(harmless(), lambda old: old.replace("Harmless.", text))
    assert trees(rendered(hostile)) == shapes_of_harmless()


def _replaced(value: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {name: _replaced(item, change) for name, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(_replaced(item, change) for item in value)
    if attrs.has(type(value)) and not isinstance(value, Position):
        fields = [a.name for a in attrs.fields(type(value)) if a.init]
        inside = {name: getattr(value, name) for name in fields}
        inside.pop("trees", None)
        return attrs.evolve(
            value, **{k: _replaced(v, change) for k, v in inside.items()}
        )
    return value


@pytest.mark.slow
@pytest.mark.nightly
def test_nothing_in_a_text_is_run_on_import(tmp_path: Path) -> None:
    packages = []
    for number, text in enumerate(ACCEPTED):
        path = write(tmp_path / f"spec{number}", spec(text))
        package = f"hostile{number}"
        assert generate_package([path], tmp_path, package=package).problems == ()
        packages.append(package)
    succeeds("python", "-c", IMPORT_ALL, *packages, cwd=tmp_path)


@pytest.mark.parametrize("text", ["x", *ACCEPTED[:12]], ids=ascii)
def test_texts_of_the_common_file_stay_texts(tmp_path: Path, text: str) -> None:
    content = spec("Harmless.")
    common = {
        "title": text,
        "summary": text,
        "parameters": {"P": {"header": "X-P", "type": "string", "doc": text}},
        "errors": {
            "InternalError": {"doc": text, "retry": "repeatable"},
            "InvalidParameter": text,
        },
    }
    files, problems = package_files([write(tmp_path, content, json.dumps(common))])
    assert problems == ()
    assert trees(files) == shapes_of_harmless()


DOCUMENTATION = [
    f'https://example.com/"""+{PAYLOAD}+"""',
    f"https://example.com/'+{PAYLOAD}+'",
    "https://example.com/{{7*7}}\\",
]


@pytest.mark.parametrize("url", DOCUMENTATION)
def test_the_address_of_the_documentation_stays_text(tmp_path: Path, url: str) -> None:
    content = {**spec("Harmless."), "documentation": url}
    files, problems = package_files([write(tmp_path, content)])
    assert problems == ()
    assert trees(files) == shapes_of_harmless()
