"""Files from their templates, which hold no logic but loops and what is left out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from attrs import AttrsInstance, fields
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tc3gen.python.plan.package import File
from tc3gen.python.source import literals
from tc3gen.python.source.literals import CallText

TEMPLATES = Path(__file__).parent / "templates"


def render_file(file: File) -> str:
    """The text of a file."""
    values = {name: getattr(file.plan, name) for name in _names(type(file.plan))}
    template = _environment().get_template(file.template)
    return template.render(values, header=file.header)


@lru_cache
def _names(plan: type[AttrsInstance]) -> tuple[str, ...]:
    return tuple(attribute.name for attribute in fields(plan))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Python, not HTML; source/literals.py escapes
    )
    environment.filters.update(
        docstring=literals.docstring_text,
        import_names=_import_names,
        member_docstring=literals.member_docstring,
        sorted_names=_sorted_names,
    )
    environment.globals["class_head"] = literals.class_head
    return environment


def _import_names(names: list[str], module: str, indent: int) -> str:
    return literals.import_from(module, names, indent)


def _sorted_names(names: list[str], head: str) -> str:
    return literals.call_text(
        CallText("", [f'"{n}"' for n in literals.in_order(names)], "[]"), before=head
    )
