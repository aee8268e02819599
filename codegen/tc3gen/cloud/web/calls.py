"""The log of calls: a list, and one call with its request and response."""

from __future__ import annotations

from aiohttp import web
from attrs import evolve, frozen

from tc3gen.cloud.call_log import KEPT, SIGNATURE_FAILURE, LoggedCall
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import open_envelope
from tc3gen.cloud.signing.diagnosis import Rejection, explain_rejection
from tc3gen.cloud.signing.tc3 import Authorization
from tc3gen.cloud.web.comparison import compare_requests
from tc3gen.cloud.web.masking import masking
from tc3gen.cloud.web.masking.secrets import mask_text
from tc3gen.cloud.web.pages import Missing, Page, number_of, text_of
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.sources import Sources


@frozen
class _Row:
    """A call as a list shows it."""

    call: LoggedCall
    action: str
    account: str

    def has(self, text: str) -> bool:
        shown = f"{self.action}\n{self.account}\n{self.call.outcome}"
        return text in shown.casefold() or text.encode() in self.call.response


def call_list(sources: Sources, request: web.Request) -> Page:
    """The last calls, newest first."""
    query, failed = text_of(request, "q"), "failed" in request.query
    rows = [_row(call) for call in sources.calls.newest_first()]
    found = [
        row
        for row in rows
        if row.has(query.casefold()) and not (failed and row.call.outcome == "ok")
    ]
    kept = {"q": query} if query else {}
    if failed:
        kept["failed"] = "1"
    values = {
        "part": part_of(request, lambda start, n: found[start : start + n], kept),
        "query": query,
        "failed": failed,
        "count": len(found),
        "total": sources.calls.count,
        "kept": KEPT,
    }
    return Page("calls_list.html.jinja", "Calls", values)


def call_page(sources: Sources, request: web.Request) -> Page:
    """One call; where its signature was rejected, with both canonical requests."""
    found = sources.calls.get(number_of(request, "id"))
    if found is None:
        raise Missing
    sent, row = found.request, _row(found)
    body_cut = len(sent.body) < found.body_size
    response_cut = len(found.response) < found.response_size
    values = {
        "call": found,
        "row": row,
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
    return Page("calls_call.html.jinja", row.action, values)


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


def _row(call: LoggedCall) -> _Row:
    request = call.request
    try:
        envelope = open_envelope(request)
    except ApiErrorResponse:
        return _Row(call, "(unreadable)", "")
    header = Authorization.parse(request.header("authorization"))
    account = header.secret_id if header else envelope.common("SecretId")
    return _Row(call, envelope.common("Action") or "(no action)", account)
