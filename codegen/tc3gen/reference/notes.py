"""Sentences about an action that hold besides its parameters."""

from __future__ import annotations

from collections.abc import Iterator

from tc3gen.reference.model import PagingReference
from tc3gen.spec.model import Action, Outcomes, Service
from tc3gen.spec.problems import word_list

_PAGE_SIZE = 100
"""Items of a page unless the limits of the parameter say otherwise."""

_FORMS = {
    "get": "Sent as GET: the parameters stand in the address.",
    "multipart": "Sent as a form with files, not as JSON.",
    "octet-stream": "Sent as bytes, with the other parameters in headers.",
}


def notes(action: Action, service: Service) -> Iterator[str]:
    """The sentences, the most important one first."""
    if action.client_token is not None:
        yield (
            f"Without `{action.client_token}` a new token is sent, so that repeating "
            "the request has no further effect."
        )
    elif action.repeatable:
        yield "May be repeated: a call that failed in transit is retried."
    else:
        yield "Not sent again once the service may have received it."
    rate = action.rate_limit or service.rate_limit
    if rate is not None:
        yield f"At most {rate} request{'' if rate == 1 else 's'} a second."
    if action.pages is not None:
        yield f"Returns its items page by page, in `{action.pages.items}`."
    if action.outcomes is not None:
        yield _outcomes_note(action.outcomes)
    if action.check is not None:
        yield (
            "With a ledger, a call of unknown outcome is looked up by "
            f"`{action.check.action}`."
        )
    if action.streams:
        yield "May respond with a stream of events."
    if action.unsigned:
        yield "Needs no key: the request is not signed."
    if action.form in _FORMS:
        yield _FORMS[action.form]


def _outcomes_note(outcomes: Outcomes) -> str:
    if outcomes.of is None:
        plural = "s" if len(outcomes.counts) == 1 else ""
        told = f"{word_list(outcomes.counts, last='and')} count{plural} them"
    elif outcomes.ok:
        codes = word_list(str(code) or '""' for code in outcomes.ok)
        told = f"in `{outcomes.of}`, those whose `{outcomes.code}` is not {codes}"
    else:
        told = f"`{outcomes.of}` lists them"
    return f"Succeeds although items may be refused: {told}."


def paging_reference(action: Action) -> PagingReference | None:
    """The paging of an action, if it pages."""
    pages = action.pages
    if pages is None:
        return None
    return PagingReference(
        items=pages.items,
        offset=pages.offset,
        page=pages.page,
        token=pages.token,
        next=pages.next,
        limit=pages.limit,
        total=pages.total,
        page_size=_page_size(action, pages.limit),
    )


def _page_size(action: Action, limit: str | None) -> int | None:
    """The size that is asked for by default, as the generated methods do."""
    if limit is None:
        return None
    member = action.params[limit]
    low, high = member.range or (None, None)
    if high is None and isinstance(member.default, int):
        high = member.default
    size = _PAGE_SIZE if high is None else min(high, _PAGE_SIZE)
    return int(size if low is None else max(low, size))
