"""Write the pages of the manual into `docs/manual`: `python -m tests.manual`."""

from __future__ import annotations

from .llms import DOCS, llms_text
from .pages import FOLDER, pages


def main() -> None:
    """Write all pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, "utf-8")
    (DOCS / "llms.txt").write_text(llms_text(), "utf-8")


if __name__ == "__main__":
    main()
