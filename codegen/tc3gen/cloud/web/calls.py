"""The log of calls: a list, and one call with its request and response."""

from __future__ import annotations

from aiohttp import web
from attrs import evolve

from tc3gen.cloud.call_log import KEPT, SIGNATURE_FAILURE, LoggedCall
from tc3gen.cloud.signing.diagnosis import Rejection, explain_rejection
from tc3gen.cloud.web.comparison import compare_requests
from tc3gen.cloud.web.masking import masking
from tc3gen.cloud.web.masking.secrets import mask_text
from tc3gen.cloud.web.pages import Missing, Page, number_of, text_of
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.sources import Sources

NO_ACTION = "(no action)"


def call_list(sources: Sources, request: web.Request) -> Page:
    """The last calls, newest first."""
    query, failed = text_of(request, "q"), "failed" in request.query
    found = [
        call
        for call in sources.calls.newest_first()
        if _has(call, query.casefold()) and not (failed and call.outcome == "ok")
    ]
    kept = {"q": query} if query else {}
    if failed:
        kept["failed"] = "1"
    values = {
        "part": part_of(request, lambda start, n: found[start : start + n], kept),
        "query": query,
        "failed": failed,
        "count": len(found),
        "no_action": NO_ACTION,
        "total": sources.calls.count,
        "kept": KEPT,
    }
    return Page("calls_list.html.jinja", "Calls", values)


def call_page(sources: Sources, request: web.Request) -> Page:
    """One call; where its signature was rejected, with both canonical requests."""
    found = sources.calls.get(number_of(request, "id"))
    if found is None:
        raise Missing
    sent = found.request
    body_cut = len(sent.body) < found.body_size
    response_cut = len(found.response) < found.response_size
    values = {
        "call": found,
        "no_action": NO_ACTION,
        "headers": list(masking.headers(sent)),
        "query": masking.query(sent.query),
        "body": masking.body(sent.body, sent.header("content-type"), cut=body_cut),
        "body_cut": body_cut,
        "response": masking.body(found.response, "", cut=response_cut),
        "response_cut": response_cut,
        "rejection": None,
        "comparison": None,
        "pasted": "",
        "newer": sources.calls.get(found.number + 1),
        "older": sources.calls.get(found.number - 1),
    }
    if found.outcome == SIGNATURE_FAILURE:
        rejection = _mask_rejection(
            explain_rejection(sent, sources.accounts, found.body_digest)
        )
        pasted = request.query.get("signed", "").replace("\r\n", "\n").strip("\n")
        values["rejection"] = rejection
        values["pasted"] = pasted
        signed = pasted or (rejection.signed if rejection else None)
        if rejection and signed is not None:
            values["comparison"] = compare_requests(
                mask_text(signed), rejection.expected
            )
    return Page("calls_call.html.jinja", found.action or NO_ACTION, values)


def _mask_rejection(rejection: Rejection | None) -> Rejection | None:
    """Both requests without what a query or a header has of secrets."""
    if rejection is None:
        return None
    signed = rejection.signed
    return evolve(
        rejection,
        expected=mask_text(rejection.expected),
        signed=None if signed is None else mask_text(signed),
    )


def _has(call: LoggedCall, text: str) -> bool:
    shown = f"{call.action}\n{call.account}\n{call.outcome}"
    return text in shown.casefold() or text.encode() in call.response
