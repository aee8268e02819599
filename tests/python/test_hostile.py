"""Whatever the texts of a spec say, they stay texts.

The package of a spec full of hostile texts has the syntax tree of the harmless one, but for
its constants. Tried twice: with texts as they come through a file, and with those put into
the vocabulary directly, as an importer might, past everything that the loader refuses.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import pytest

from tc3gen.python.generate import generate
from tc3gen.python.package import package_files
from tc3gen.python.plan import plan_root, plan_services
from tc3gen.python.render import render
from tc3gen.python.vendor.cut import first_paragraphs
from tc3gen.spec.load import Specs, load
from tc3gen.spec.vocabulary import Position

from .small import COMMON, IMPORT_ALL, succeeds

PAYLOAD = "__import__('os')._exit(3)"

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


def spec(text: str) -> dict[str, Any]:
    """A spec with a text in every position that takes any text."""
    field = {"type": "string", "doc": text, "unit": text, "deprecated": text}
    sample = {**field, "example": text, "default": text}
    chosen = {"A": {"value": text, "doc": text}, "B": {"value": f"{text}b"}}
    sites = {"A": {"international": text, "china": f"{text}c"}}
    return {
        "service": "toy",
        "version": "2024-01-31",
        "title": text,
        "summary": text,
        "description": text,
        "regions": {"international": ["ap-one"]},
        "rate_limit": 20,
        "actions": {
            "Do": {
                "summary": text,
                "description": text,
                "deprecated": text,
                "params": {
                    "Plain": {**sample, "required": True},
                    "Chosen": {"type": "string", "doc": text, "enum": "Chosen"},
                    "BySite": {"type": "string", "doc": text, "enum": "BySite"},
                    "Inline": {"type": "string", "doc": text, "enum": {"A": text}},
                    "Thing": {"type": "Thing", "doc": text},
                    "Token": {"type": "string", "doc": text},
                },
                "client_token": "Token",
                "streams": True,
                "returns": {"Plain": sample, "Thing": {"type": "Thing", "doc": text}},
                "repeatable": True,
                "errors": ["Failed.Sadly", "InternalError"],
                "examples": [
                    {
                        "title": text,
                        "request": {"Plain": text},
                        "response": {"Plain": text},
                    }
                ],
            },
            "Send": {
                "summary": text,
                "form": "octet-stream",
                "params": {
                    "Topic": {"type": "string", "doc": text, "header": "X-Topic"},
                    "Body": {"type": "bytes", "required": True, "doc": text},
                },
                "examples": [{"title": text, "request": {"Body": "QQ=="}}],
            },
            "Add": {
                "summary": text,
                "params": {
                    "Group": {"type": "string", "required": True, "doc": text},
                    "Rows": {
                        "type": "list[string]",
                        "required": True,
                        "items": [1, 9],
                        "doc": text,
                    },
                },
                "examples": [{"title": text, "request": {"Group": "g", "Rows": ["r"]}}],
            },
        },
        "bulk": {
            "AddAll": {
                "doc": text,
                "params": {"Group": "Group"},
                "rows": {"Add": "Rows"},
                "busy": ["Failed.Sadly"],
                "interval": 1,
                "deadline": 9,
            },
        },
        "waiters": {
            "Done": {
                "doc": text,
                "action": "Do",
                "path": "Plain",
                "success": [text],
                "interval": 1,
                "deadline": 9,
            },
        },
        "events": {
            "doc": text,
            "kind": "kind",
            "echoes": "X-",
            "fields": {"kind": sample},
            "kinds": {"open": {"doc": text, "fields": {"Extra": sample}}},
        },
        "types": {"Thing": {"doc": text, "fields": {"Plain": sample}}},
        "enums": {
            "Chosen": {"doc": text, "values": chosen},
            "BySite": {"doc": text, "values": sites},
        },
        "errors": {
            "Failed.Sadly": text,
            "InternalError": {"doc": text, "retry": "always"},
        },
    }


def write(folder: Path, content: Mapping[str, Any], common: str = COMMON) -> Path:
    """A spec as JSON, which is YAML too."""
    folder.mkdir(exist_ok=True)
    folder.joinpath("common.yaml").write_text(common, encoding="utf-8")
    path = folder / "toy.yaml"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def trees(files: Mapping[str, bytes]) -> dict[str, str]:
    """The syntax tree of each file, its constants left out."""
    return {
        path: ast.dump(_without_constants(ast.parse(content)))
        for path, content in files.items()
        if path.endswith(".py") and not path.startswith("_core/")
    }


def _without_constants(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return tree


def rendered(specs: Specs) -> dict[str, bytes]:
    return {
        file.path: render(file).encode()
        for file in (
            *plan_root(specs.common),
            *plan_services(specs.services, specs.common),
        )
    }


@cache
def shapes_of_harmless() -> dict[str, str]:
    return trees(rendered(harmless()))


@cache
def harmless() -> Specs:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), spec("Harmless."))
        specs = load([path])
        assert specs.problems == ()
        assert package_files([path])[1] == ()
        return specs


@pytest.mark.parametrize("text", ACCEPTED, ids=lambda text: ascii(text[:40]))
def test_texts_of_a_file_stay_texts(tmp_path: Path, text: str) -> None:
    files, problems = package_files([write(tmp_path, spec(text))])
    assert problems == ()
    assert trees(files) == shapes_of_harmless()


def shortened(files: Mapping[str, bytes]) -> dict[str, str]:
    """The syntax trees of what a vendored package has of generated files."""
    texts = {path: content.decode() for path, content in files.items()}
    return trees(
        {p: first_paragraphs(t).encode() for p, t in texts.items() if p.endswith(".py")}
    )


@cache
def shortened_harmless() -> dict[str, str]:
    return shortened(rendered(harmless()))


@pytest.mark.parametrize("text", ACCEPTED, ids=lambda text: ascii(text[:40]))
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
        inside = {a.name: getattr(value, a.name) for a in attrs.fields(type(value))}
        inside.pop("trees", None)
        return attrs.evolve(
            value, **{k: _replaced(v, change) for k, v in inside.items()}
        )
    return value


@pytest.mark.long
def test_nothing_in_a_text_is_run_on_import(tmp_path: Path) -> None:
    packages = []
    for number, text in enumerate(ACCEPTED):
        path = write(tmp_path / f"spec{number}", spec(text))
        package = f"hostile{number}"
        assert generate([path], tmp_path, package=package).problems == ()
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


NAMES: dict[str, Callable[[dict[str, Any], str], object]] = {
    "service": lambda spec, name: spec.update(service=name),
    "version": lambda spec, name: spec.update(version=name),
    "client": lambda spec, name: spec.update(client=name),
    "documentation": lambda spec, name: spec.update(documentation=name),
    "region": lambda spec, name: spec.update(regions={"china": [name]}),
    "action": lambda spec, name: _rename(spec["actions"], "Do", name),
    "parameter": lambda spec, name: _rename(
        spec["actions"]["Do"]["params"], "Chosen", name
    ),
    "answer": lambda spec, name: _rename(
        spec["actions"]["Do"]["returns"], "Thing", name
    ),
    "member": lambda spec, name: _rename(
        spec["types"]["Thing"]["fields"], "Plain", name
    ),
    "type": lambda spec, name: _rename(spec["types"], "Thing", name),
    "reference": lambda spec, name: spec["actions"]["Do"]["params"]["Thing"].update(
        type=name
    ),
    "enum": lambda spec, name: _rename(spec["enums"], "Chosen", name),
    "value": lambda spec, name: _rename(spec["enums"]["Chosen"]["values"], "A", name),
    "error": lambda spec, name: _rename(spec["errors"], "Failed.Sadly", name),
    "waiter": lambda spec, name: _rename(spec["waiters"], "Done", name),
    "name of a waiter": lambda spec, name: spec["waiters"]["Done"].update(name=name),
    "waiter's action": lambda spec, name: spec["waiters"]["Done"].update(action=name),
    "waiter's path": lambda spec, name: spec["waiters"]["Done"].update(path=name),
    "waiter's parameter": lambda spec, name: spec["waiters"]["Done"].update(
        params=[name]
    ),
    "event": lambda spec, name: _rename(spec["events"]["kinds"], "open", name),
    "name of an event": lambda spec, name: spec["events"]["kinds"]["open"].update(
        name=name
    ),
    "event's kind": lambda spec, name: spec["events"].update(kind=name),
    "event's member": lambda spec, name: _rename(
        spec["events"]["kinds"]["open"]["fields"], "Extra", name
    ),
    "event's echoes": lambda spec, name: spec["events"].update(echoes=name),
    "listed error": lambda spec, name: spec["actions"]["Do"].update(errors=[name]),
    "name of an action": lambda spec, name: spec["actions"]["Do"].update(name=name),
    "name of a type": lambda spec, name: spec["types"]["Thing"].update(name=name),
    "name of an enum": lambda spec, name: spec["enums"]["Chosen"].update(name=name),
    "name of a member": lambda spec, name: spec["types"]["Thing"]["fields"][
        "Plain"
    ].update(name=name),
    "name of an error": lambda spec, name: spec["errors"]["InternalError"].update(
        name=name
    ),
    "format": lambda spec, name: spec["types"]["Thing"]["fields"]["Plain"].update(
        format=name
    ),
    "retry": lambda spec, name: spec["errors"]["InternalError"].update(retry=name),
}
"""The positions that take a name, or one of a few words."""

BAD_NAMES = [
    f"x\n{PAYLOAD}",
    f"x: {PAYLOAD}",
    f"x({PAYLOAD})",
    f'x"+{PAYLOAD}+"',
    "../../../tmp/x",
    "/tmp/x",
    "a/b",
    "{{ x }}",
    "Ünïcode",
    "\uff46ullwidth",
    "__init__",
    "_x",
    "1x",
    "a b",
    "a-b",
    "",
    "x" * 300,
]


def _rename(mapping: dict[str, Any], old: str, new: str) -> None:
    mapping[new] = mapping.pop(old)


@pytest.mark.parametrize("where", NAMES)
def test_hostile_names_are_refused(tmp_path: Path, where: str) -> None:
    for name in BAD_NAMES:
        if (where, name) in ALLOWED:
            continue
        content = spec("Harmless.")
        NAMES[where](content, name)
        files, problems = package_files([write(tmp_path, content)])
        assert problems, f"{where} {name!r} was accepted"
        assert files == {}


ALLOWED = {("region", "a-b"), ("event's echoes", "a-b")}
"""Names that look odd, but are what a position takes."""


def test_the_name_of_a_spec_file_cannot_choose_an_encoding(tmp_path: Path) -> None:
    """`+AAo-` is a line break in UTF-7."""
    path = write(tmp_path, spec(f"+AAo-{PAYLOAD}"))
    path = path.rename(path.with_name("coding: utf-7 .yaml"))
    assert generate([path], tmp_path, package="named").problems == ()
    succeeds("python", "-c", IMPORT_ALL, "named", cwd=tmp_path)
    first = tmp_path.joinpath("named/toy/__init__.py").read_text().splitlines()[0]
    assert first == "# Generated by tc3gen from coding__utf-7_.yaml. Do not edit."


@pytest.mark.skipif(sys.platform == "win32", reason="no such file names there")
def test_the_name_of_a_spec_file_stays_in_its_comment(tmp_path: Path) -> None:
    path = write(tmp_path, spec("Harmless."))
    path = path.rename(path.with_name(f"x\n{PAYLOAD}\n# \u202e.yaml"))
    files, problems = package_files([path])
    assert problems == ()
    assert trees(files) == shapes_of_harmless()
