"""The outbox: a list of mails, and one mail."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from tc3gen.cloud.ses.mime import bodies
from tc3gen.cloud.ses.outbox import MailFilter
from tc3gen.cloud.ses.records import Mail, Status
from tc3gen.cloud.web.pages import Missing, Page, text_of
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.policies import SANDBOX
from tc3gen.cloud.web.sources import Sources

STATUSES: tuple[Status, ...] = get_args(Status)
_SHOWN = 256 * 1024
"""Characters of a source that are shown; all of it can be saved."""


def listing(sources: Sources, request: web.Request) -> Page:
    """The mails that were asked for, newest first."""
    query, task = text_of(request, "q"), text_of(request, "task")
    status = _status(text_of(request, "status"))
    account = text_of(request, "account")
    which = MailFilter(
        text=query or None,
        status=status,
        account=account or None,
        task_id=int(task)
        if task.isascii() and task.isdigit() and len(task) < 16
        else None,
    )
    asked = {"q": query, "status": status or "", "account": account, "task": task}
    kept = {name: value for name, value in asked.items() if value}
    outbox = sources.ses.outbox

    def find(offset: int, limit: int) -> list[object]:
        return list(outbox.headings(which, offset=offset, limit=limit))

    values = {
        "part": part_of(request, find, kept),
        "count": outbox.count(which),
        "total": outbox.count(),
        "asked": asked,
        "filtered": bool(kept),
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
