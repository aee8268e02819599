"""A small tccli on disk, as it would be unpacked, and the command run on it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from attrs import define

from tc3gen.cli import main
from tc3gen.python.output.package import load_checked
from tc3gen.spec.problems import Problems
from tc3gen.spec.yaml.nodes import compose, plain_data

Plain = dict[str, Any]
_KINDS = {
    "int64": "int",
    "uint64": "int",
    "float": "float",
    "bool": "bool",
    "binary": "binary",
}


def member(
    name: str, kind: str = "string", document: str = "A member.", **more: Any
) -> Plain:
    """A member as the definitions write it; `list[...]` of something, or an object."""
    inner = kind.removeprefix("list[").removesuffix("]")
    if kind.startswith("list["):
        outer = "list"
    elif inner[:1].isupper():
        outer = "object"
    else:
        outer = _KINDS.get(inner, "string")
    return {
        "name": name,
        "type": outer,
        "member": inner,
        "document": document,
        "disabled": False,
        **more,
    }


def action(
    params: Sequence[Plain] = (),
    returns: Sequence[Plain] = (),
    examples: Sequence[Plain] | None = None,
    **more: Any,
) -> Plain:
    """An action with what belongs to it; without examples it has one that is empty."""
    return {
        "params": list(params),
        "returns": [*returns, member("RequestId")],
        "examples": [example()] if examples is None else list(examples),
        "head": {
            "name": "Title",
            "document": "What it does.",
            "status": "online",
            **more,
        },
    }


def example(request: Any = None, response: Any = None, **more: Any) -> Plain:
    """An example, its request as the text of a POST."""
    head = "POST / HTTP/1.1\nHost: toy.example.com\nX-TC-Action: Ping\n<common>\n\n"
    content = {"Response": {**(response or {}), "RequestId": "r-1"}}
    return {
        "title": "First",
        "document": "",
        "input": head + json.dumps(request or {}),
        "output": json.dumps(content),
        **more,
    }


def api(
    actions: Mapping[str, Plain],
    objects: Mapping[str, Sequence[Plain]] | None = None,
    **metadata: Any,
) -> tuple[Plain, Plain]:
    """The contents of `api.json` and `examples.json`."""
    found: Plain = {
        name: {"document": f"About {name}.", "members": list(members), "usage": "both"}
        for name, members in (objects or {}).items()
    }
    heads = {}
    for name, each in actions.items():
        for end, key in (("Request", "params"), ("Response", "returns")):
            body = {"document": "", "members": each[key], "type": "object"}
            found[name + end] = body
        heads[name] = {
            "input": f"{name}Request",
            "output": f"{name}Response",
            **each["head"],
        }
    about = {
        "apiVersion": "2024-01-31",
        "serviceShortName": "toy",
        "serviceNameCN": "Toys",
        "api_brief": "Toys.",
        **metadata,
    }
    definitions = {
        "actions": heads,
        "metadata": about,
        "objects": found,
        "version": "1.0",
    }
    examples = {name: each["examples"] for name, each in actions.items()}
    return definitions, {"actions": examples, "version": "1.0"}


@define
class Import:
    """A folder with a small tccli, and the specs that are imported from it."""

    home: Path
    capsys: pytest.CaptureFixture[str]
    said: str = ""

    @property
    def spec(self) -> Path:
        """The spec of the product that tests are about."""
        return self.home / "specs/toy/2024-01-31.yaml"

    def publish(
        self,
        actions: Mapping[str, Plain],
        objects: Mapping[str, Sequence[Plain]] | None = None,
        **metadata: Any,
    ) -> None:
        """Put definitions where tccli has them."""
        definitions, examples = api(actions, objects, **metadata)
        self.put("api.json", json.dumps(definitions, ensure_ascii=False))
        self.put("examples.json", json.dumps(examples, ensure_ascii=False))

    def put(self, name: str, content: str | bytes) -> None:
        """Write a file of the definitions."""
        path = self.home / "tccli/services/toy/v20240131" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, bytes) else content.encode("utf-8")
        path.write_bytes(text)

    def errors(self, text: str) -> None:
        """Write the error codes of the official SDK."""
        path = self.home / "tencentcloud/toy/v20240131/errorcodes.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, *more: str) -> int:
        """Import; the exit code."""
        sdk = self.home / "tencentcloud"
        sdk.mkdir(exist_ok=True)
        paths = [str(self.home / "tccli"), "--errors", str(sdk)]
        out = ["--out", str(self.home / "specs")]
        with pytest.raises(SystemExit) as end:
            main(["import", "tccli", *paths, *out, *more], prog_name="tc3gen")
        captured = self.capsys.readouterr()
        self.said = captured.out + captured.err
        assert "Traceback" not in self.said
        assert isinstance(end.value.code, int)
        return end.value.code

    def imported(self) -> Plain:
        """What the spec says after an import that must succeed, and must be sound."""
        code = self.run()
        assert code == 0, self.said
        return self.document()

    def document(self) -> Plain:
        """What the spec says; it must be sound."""
        _, problems = load_checked([self.home / "specs"])
        assert not problems, "\n".join(map(str, problems))
        root = compose(self.spec.read_text(encoding="utf-8"), "spec", Problems())
        assert root is not None
        document: Plain = plain_data(root)
        return document

    def edit(self, old: str, new: str) -> None:
        """Change the spec as a person would."""
        text = self.spec.read_text(encoding="utf-8")
        assert old in text, text
        self.spec.write_text(text.replace(old, new, 1), encoding="utf-8")
