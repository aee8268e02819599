"""Limits of what is read from elsewhere: each stands where it is used, and all in one table."""

from __future__ import annotations

import ast

import griffe

from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import inline_text, page, table

from .source import find, first_line

_MEGABYTE = 1024 * 1024
_RUNTIME = "python.runtime."

LIMITS: dict[str, tuple[str, ...]] = {
    "Specs, definitions, pages": (
        "spec.reading.files.MAX_BYTES",
        "spec.yaml.nodes.MAX_DEPTH",
        "spec.format.patterns.MAX_NAME_LENGTH",
        "spec.value_checks.violations.MAX_DEPTH",
        "spec.problems.MAX_PROBLEMS",
        "spec.suggestions.MAX_WORD_LENGTH",
        "spec.suggestions.MAX_NAMES",
        "sources.tccli.reading.definition_reader.MAX_BYTES",
        "sources.tccli.reading.errorcodes.MAX_BYTES",
        "sources.tccli.reading.requests.MAX_DEPTH",
        "sources.tccli.merging.state.MAX_BYTES",
        "sources.doc_pages.importing.MAX_CHARACTERS",
        "discovery.known_products.MAX_DEFINITION_BYTES",
        "python.output.regular_files.MAX_BYTES",
    ),
    "Responses and events, in the SDK": (
        "python.runtime.transport.base.MAX_RESPONSE_BYTES",
        "python.runtime.transport.base.MAX_HEADERS",
        "python.runtime.transport.content_encoding.MAX_MEMBERS",
        "python.runtime.serialization.sse.MAX_EVENT",
        "python.runtime.webhooks.webhooks.MAX_SIZE",
        "python.runtime.webhooks.webhook_lists.MAX_EVENTS",
        "python.runtime.outcomes.refusal.MAX_KEPT",
    ),
    "Requests, in the SDK": (
        "python.runtime.calls.settings.MAX_BODY",
        "python.runtime.calls.forms.MAX_QUERY",
        "python.runtime.calls.forms.MAX_OLDER",
        "python.runtime.ledger.ledger.MAX_KEY",
    ),
    "The command line": (
        "python.runtime.cli.arguments.files.MAX_BYTES",
        "python.runtime.cli.arguments.documents.MAX_DEPTH",
        "python.runtime.cli.arguments.row_files.MAX_LINE",
        "python.runtime.cli.arguments.row_files.MAX_COPY",
    ),
    "The local cloud": (
        "cloud.gateway.gateway.BODY_LIMIT",
        "cloud.server._LINE_LIMIT",
        "cloud.http.multipart.MAX_PARTS",
        "cloud.call_log.KEPT",
        "cloud.call_log.BODY_KEPT",
        "cloud.call_log.SIZE_KEPT",
        "cloud.hosting.accounts.MAX_FILE_SIZE",
        "cloud.fault_injection.faults.MOST_SECONDS",
        "cloud.fault_injection.faults.MOST_FAULTS",
        "cloud.responses.events.MAX_EVENTS",
        "cloud.responses.samples.MOST_MEMBERS",
        "cloud.background.callbacks.MAX_RESPONSE_BYTES",
        "cloud.ses.addresses.FILLED_LIMIT",
        "cloud.smtp.listener.SIZE",
        "cloud.smtp.listener.MAX_ENVELOPE",
    ),
    "The Explorer": (
        "explorer.web.routes.MAX_BODY",
        "explorer.catalog.words.MAX_QUERY_LENGTH",
        "explorer.catalog.words.MAX_TERMS",
        "explorer.client.reading.MAX_DEPTH",
        "explorer.client.responses.MAX_DEPTH",
        "explorer.client.checking.MAX_PROBLEMS",
    ),
}


def limits_page() -> str:
    """All limits with their reasons."""
    return page(
        "Limits",
        [
            "What comes from elsewhere is read up to these sizes and counts; beyond, an error "
            "names the limit, and what was there before stays. Below them, time grows no faster "
            "than the input: `python -m tests.bench --only growth`. Limits that the service sets "
            "itself are in the specs.",
            *(part for title in LIMITS for part in _section(title)),
        ],
    )


def _section(title: str) -> list[str]:
    rows = [_row(name) for name in LIMITS[title]]
    return [f"## {title}", table(["Limit", "Of what, and why", "Stands in"], rows)]


def _row(name: str) -> list[str]:
    found = find(f"tc3gen.{name}")
    assert isinstance(found, griffe.Attribute)
    meaning = first_line(found)
    assert meaning, f"{name} has no docstring"
    module = name.rpartition(".")[0].removeprefix(_RUNTIME).replace(".", "/")
    home = "runtime" if name.startswith(_RUNTIME) else "tc3gen"
    shown = _shown(_number(str(found.value)), of_bytes=meaning.startswith("Bytes"))
    return [shown, inline_text(meaning), code(f"{home}/{module}.py")]


def _shown(number: int, *, of_bytes: bool) -> str:
    if not of_bytes:
        return f"{number:,}"
    if number % _MEGABYTE:
        return f"{number // 1024:,} KB"
    return f"{number // _MEGABYTE:,} MB"


def _number(text: str) -> int:
    """The value of a product of numbers, as constants are written."""
    node = ast.parse(text, mode="eval").body
    if isinstance(node, ast.BinOp):
        left, right = (_number(ast.unparse(side)) for side in (node.left, node.right))
        return left << right if isinstance(node.op, ast.LShift) else left * right
    value = ast.literal_eval(node)
    assert isinstance(value, int)
    return value
