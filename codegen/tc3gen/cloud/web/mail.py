"""The outbox: a list of mails, and one mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from aiohttp import web
from attrs import frozen

from tc3gen.cloud.ses.message.mime import bodies
from tc3gen.cloud.ses.message.records import Mail, Status
from tc3gen.cloud.ses.views.mail_filter import MailFilter
from tc3gen.cloud.web.pages import Missing, Page, text_in
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.policies import PAGE as PAGE_POLICY
from tc3gen.cloud.web.policies import SANDBOX
from tc3gen.cloud.web.sources import Sources

STATUSES: tuple[Status, ...] = get_args(Status)
_SHOWN = 256 * 1024
"""Characters of a source that are shown; all of it can be saved."""


@frozen
class _Asked:
    """The filter of a list."""

    which: MailFilter
    values: Mapping[str, str]
    """As fields of the form; empty where it does not matter."""

    @classmethod
    def by(cls, given: Mapping[str, Any]) -> _Asked:
        query, task = text_in(given, "q"), text_in(given, "task")
        status, account = _status(text_in(given, "status")), text_in(given, "account")
        is_number = task.isascii() and task.isdigit() and len(task) < 16
        which = MailFilter(
            text=query or None,
            status=status,
            account=account or None,
            task_id=int(task) if is_number else None,
        )
        values = {"q": query, "status": status or "", "account": account, "task": task}
        return cls(which, values)

    @property
    def kept(self) -> dict[str, str]:
        """Those that matter, for a link or for another form."""
        return {name: value for name, value in self.values.items() if value}


def mail_list(sources: Sources, request: web.Request) -> Page:
    """The mails that were asked for, newest first."""
    asked = _Asked.by(request.query)
    which, kept = asked.which, asked.kept
    outbox = sources.ses.outbox

    def find(offset: int, limit: int) -> list[object]:
        return list(outbox.headings(which, offset=offset, limit=limit))

    values = {
        "part": part_of(request, find, kept),
        "count": outbox.count(which),
        "total": outbox.count(),
        "asked": asked.values,
        "kept": kept,
        "statuses": STATUSES,
        "accounts": list(sources.accounts),
    }
    return Page("mail_list.html.jinja", "Mail", values)


def _status(text: str) -> Status | None:
    for status in STATUSES:
        if status == text:
            return status
    return None


def message(sources: Sources, request: web.Request) -> Page:
    """One mail with all that is known of it."""
    outbox = sources.ses.outbox
    mail = mail_of(sources, request)
    html, text = shown_bodies(mail)
    views = ["html"] * bool(html) + ["text"] * bool(text or not html) + ["source"]
    asked = request.query.get("view")
    view = asked if asked in views else views[0]
    source = mail.raw.decode("utf-8", "replace") if view == "source" else ""
    newer = outbox.find(MailFilter(after=mail.id), limit=1)
    older = outbox.find(MailFilter(before=mail.id), limit=1, newest_first=True)
    values = {
        "mail": mail,
        "text": text,
        "source": source[:_SHOWN],
        "cut": len(source) > _SHOWN,
        "view": view,
        "views": views,
        "size": len(mail.raw),
        "sandbox": SANDBOX,
        "images": "images" in request.query,
        "events": outbox.events(mail.message_id),
        "newer": newer[0] if newer else None,
        "older": older[0] if older else None,
    }
    return Page("mail_message.html.jinja", mail.subject or "(no subject)", values)


async def remove_mail(sources: Sources, request: web.Request) -> web.Response:
    """Take one mail out of the outbox, and show the others."""
    sources.ses.outbox.remove(mail_of(sources, request).message_id)
    return _back_to_the_list()


async def clear_outbox(sources: Sources, request: web.Request) -> web.Response:
    """Take out of the outbox what the list showed that the form was under."""
    sources.ses.outbox.clear(_Asked.by(await request.post()).which)
    return _back_to_the_list()


def _back_to_the_list() -> web.Response:
    headers = {**PAGE_POLICY, "Location": "/_local/"}
    return web.Response(status=303, headers=headers)


def mail_of(sources: Sources, request: web.Request) -> Mail:
    """The mail that a path names. Raises `Missing`."""
    id = request.match_info["id"].encode("utf-8", "replace").decode()
    mail = sources.ses.outbox.get(id)
    if mail is None:
        raise Missing
    return mail


def shown_bodies(mail: Mail) -> tuple[str, str]:
    """HTML and text as the recipient gets them."""
    return bodies(mail) if mail.submitted is None else (mail.html, mail.text)
