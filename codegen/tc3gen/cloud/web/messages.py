"""Messages to phones: a list of conversations, and one conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from aiohttp import web
from attrs import frozen

from tc3gen.cloud.sms.views import conversations
from tc3gen.cloud.sms.views.message_filter import MessageFilter
from tc3gen.cloud.sms.views.messages import STATUSES, Message
from tc3gen.cloud.web.pages import Missing, Page, text_in
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.policies import PAGE as PAGE_POLICY
from tc3gen.cloud.web.sources import Sources

_MOST = 500
"""Messages of a conversation that are shown, the newest."""


@frozen
class _Asked:
    """The filter of a list."""

    which: MessageFilter
    values: Mapping[str, str]
    """As fields of the form; empty where it does not matter."""

    @classmethod
    def by(cls, given: Mapping[str, Any]) -> _Asked:
        values = {name: text_in(given, name) for name in ("q", "status", "account")}
        if values["status"] not in STATUSES:
            values["status"] = ""
        which = MessageFilter(
            text=values["q"] or None,
            status=values["status"] or None,
            account=values["account"] or None,
        )
        return cls(which, values)

    @property
    def kept(self) -> dict[str, str]:
        """Those that matter, for a link or for another form."""
        return {name: value for name, value in self.values.items() if value}


def conversation_list(sources: Sources, request: web.Request) -> Page:
    """The conversations that were asked for, the one with the newest message first."""
    asked, database = _Asked.by(request.query), sources.database

    def find(offset: int, limit: int) -> list[object]:
        return list(
            conversations.list_conversations(
                database, asked.which, offset=offset, limit=limit
            )
        )

    values = {
        "part": part_of(request, find, asked.kept),
        "count": conversations.count_conversations(database, asked.which),
        "total": conversations.count_conversations(database, MessageFilter()),
        "asked": asked.values,
        "kept": asked.kept,
        "statuses": STATUSES,
        "accounts": list(sources.accounts),
    }
    return Page("sms_list.html.jinja", "SMS", values)


def conversation(sources: Sources, request: web.Request) -> Page:
    """All messages to a number, and its replies."""
    number = _number_of(request)
    lines = conversations.conversation(sources.database, number, most=_MOST)
    messages = [each for each in lines if isinstance(each, Message)]
    if not messages:
        raise Missing
    values = {
        "number": number,
        "country": messages[-1].country,
        "lines": lines,
        "cut": len(messages) == _MOST,
        "sender_account": messages[-1].account,
        "can_reply": any(each.status != "refused" for each in messages),
    }
    return Page("sms_conversation.html.jinja", number, values)


async def clear_conversations(sources: Sources, request: web.Request) -> web.Response:
    """Take off the list what it showed that the form was under."""
    sources.sms.messages.clear(_Asked.by(await request.post()).which)
    return _to("/_local/sms")


async def reply(sources: Sources, request: web.Request) -> web.Response:
    """Let the number reply, and show the conversation."""
    number, given = _number_of(request), await request.post()
    try:
        sources.sms.reply(
            number, text_in(given, "text"), account=text_in(given, "account")
        )
    except ValueError:
        raise Missing from None
    return _to(f"/_local/sms/with/{quote(number, safe='')}")


def _number_of(request: web.Request) -> str:
    """The number, or whatever was given for one, in a path."""
    return request.match_info["number"].encode("utf-8", "replace").decode()


def _to(address: str) -> web.Response:
    return web.Response(status=303, headers={**PAGE_POLICY, "Location": address})
