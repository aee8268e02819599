"""The first files of a service of one's own: spec, test, Makefile, hooks for commits."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterator
from pathlib import Path

import jinja2

from tc3gen.spec.reading.files import shipped_specs
from tc3gen.util.safe_files import check_folders, write_new
from tc3gen.workspace.schema import NAME as SCHEMA

SERVICE_NAME = re.compile(r"[a-z][a-z0-9]{0,63}")
_TEMPLATES = Path(__file__).parent / "starter"


class Taken(Exception):
    """Something stands where a file would be written; the message names it."""


def write_starter(name: str, folder: Path) -> list[Path]:
    """Write the files for a service; none of them is there before.

    Raises:
        Taken: One of the files exists already; nothing was written.
        OSError: They cannot be written, or a folder for one of them is a link.
    """
    files = dict(_files(name))
    for path in files:
        check_folders(folder, folder / path)
        if os.path.lexists(folder / path):
            raise Taken(f"{folder / path} is there already: nothing was written")
    for path, text in files.items():
        write_new(folder / path, text.encode())
    return [folder / path for path in files]


def _files(name: str) -> Iterator[tuple[str, str]]:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # a name is letters and digits
    )
    values = {
        "name": name,
        "title": name.capitalize(),
        "package": f"{name}_api",
        "client": f"{name.capitalize()}Client",
        "version": datetime.date.today().isoformat(),
    }
    for path, template in (
        (f"spec/{name}.yaml", "spec.yaml.jinja"),
        (f"tests/test_{name}.py", "test_service.py.jinja"),
        ("Makefile", "Makefile.jinja"),
        ("pytest.ini", "pytest.ini.jinja"),
        (".pre-commit-config.yaml", "pre-commit-config.yaml.jinja"),
    ):
        yield path, templates.get_template(template).render(values)
    yield f"spec/{SCHEMA}", (shipped_specs() / SCHEMA).read_text(encoding="utf-8")
