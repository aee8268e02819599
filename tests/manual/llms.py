"""The list of all pages, for programs that read: `docs/llms.txt`."""

from __future__ import annotations

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
_TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```", re.S | re.M)
_GENERATED = {
    "reference/index": ("reference/llms.txt", "Every action of every product")
}
"""Pages that `make docs` writes, and what stands for them here."""


def llms_text() -> str:
    """What the project is, and the pages of the index by section."""
    index = (DOCS / "index.md").read_text("utf-8")
    title, _, rest = index.partition("\n\n")
    about = " ".join(rest.partition("\n\n")[0].split())
    sections = "\n".join(_section(tree) for tree in _TOCTREE.findall(index))
    return f"{title}\n\n> {about}\n\n{sections}"


def _section(tree: str) -> str:
    caption = re.search(r"^:caption: (.*)$", tree, re.M)
    names = [line for line in tree.splitlines() if line and not line.startswith(":")]
    return (
        f"## {caption[1] if caption else 'Tutorial'}\n\n{''.join(map(_entry, names))}"
    )


def _entry(name: str) -> str:
    target, title = _GENERATED.get(name) or (f"{name}.md", _title(name))
    return f"- [{title}]({target})\n"


def _title(name: str) -> str:
    return (
        (DOCS / f"{name}.md").read_text("utf-8").partition("\n")[0].removeprefix("# ")
    )
