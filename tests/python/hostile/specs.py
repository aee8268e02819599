"""What the tests of hostile share."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tc3gen.python.output.package import package_files
from tc3gen.python.plan.package import plan_root, plan_services
from tc3gen.python.render import render_file
from tc3gen.spec.reading.load import Specs, load_specs

from ..small import COMMON

PAYLOAD = "__import__('os')._exit(3)"


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
        path: ast.dump(without_constants(ast.parse(content)))
        for path, content in files.items()
        if path.endswith(".py") and not path.startswith("_core/")
    }


def without_constants(tree: ast.AST) -> ast.AST:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return tree


def rendered(specs: Specs) -> dict[str, bytes]:
    return {
        file.path: render_file(file).encode()
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
        specs = load_specs([path])
        assert specs.problems == ()
        assert package_files([path])[1] == ()
        return specs
