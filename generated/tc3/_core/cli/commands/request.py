"""The request of a command, with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..arguments.files import request_in
from ..arguments.reading import RequestReader
from ..arguments.tree import assign_options, copy_request
from ..arguments.words import Assignment
from ..calling.client import site_of
from ..catalog import Version
from ..exits import Problem, WrongUse
from ..masking import hide_secrets, sensitive_values
from ..output import stderr
from ..settings import CommandSettings
from .context import Context
from .lookup import model_of

Record = dict[str, Any]


def read_request(
    chosen: Version,
    record: Record,
    assignments: list[Assignment],
    settings: CommandSettings,
    problems: list[Problem],
    context: Context,
) -> Any:
    """The request; None where there are problems."""
    cls = model_of(chosen, record["prefix"])
    tree: dict[str, Any] = {}
    if settings.get("input") is not None:
        try:
            tree = copy_request(request_in(str(settings.get("input"))))
        except WrongUse as error:
            problems.extend(error.problems)
            return None
    problems.extend(assign_options(tree, assignments, cls))
    paging: Record = record.get("paging") or {}
    _fill_paging(tree, paging, settings, problems, record)
    reader = RequestReader(
        site_of(settings),
        strict=not settings.flag("cli_unfold_argument"),
        files=record.get("form") in ("multipart", "octet-stream"),
    )
    request = reader.request(cls, tree)
    problems.extend(reader.problems)
    if not problems:
        for warning in reader.warnings:
            stderr.write_warning(str(warning))
        hide_secrets(sensitive_values(request))
        if record.get("deprecated"):
            stderr.write_warning(
                f"{record['option']} is deprecated. {record['deprecated']}"
            )
    return request


def _fill_paging(
    tree: dict[str, Any],
    paging: Mapping[str, Any],
    settings: CommandSettings,
    problems: list[Problem],
    record: Record,
) -> None:
    """Fill in where the pages begin and how large they are."""
    size = settings.count("page_size", 1)
    walks = settings.flag("all") or settings.get("max_items") is not None
    limit = paging.get("limit")
    if (walks or size is not None) and not paging:
        option = "--page-size" if size is not None else "--all or --max-items"
        problems.append(
            Problem(option, f"{record['option']} does not respond in pages")
        )
        return
    start = paging.get("start", {})
    for name, value in start.items():
        if name not in tree and (walks or name in paging.get("required", ())):
            tree[name] = value
    if size is not None and limit is not None:
        tree[limit] = str(size) if isinstance(start.get(limit), str) else size
    elif size is not None:
        problems.append(Problem("--page-size", "the pages have no size to choose"))
