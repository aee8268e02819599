"""The commands `whoami` and `call`, which need no definition of what they call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ...clients.sync_client import Client
from .. import profiles
from ..arguments.files import request_in
from ..arguments.query import Query
from ..calling.client import Connection, connect
from ..calling.raw import Received
from ..catalog import Version, version
from ..exits import DONE, Problem, WrongUse
from ..options import CALL, Option
from ..output import stderr
from ..output.stdout import check_open, write_text
from ..pages.layout import Page
from ..settings import CommandSettings
from .context import Context, no_more
from .guard import guarded
from .printing import print_found, printer_of

_STS = ("sts", "2018-08-13", "GetCallerIdentity")
_SERVICE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_OWN: tuple[Option, ...] = tuple(
    o for o in CALL if o.name in ("input", "dry-run", "show-secrets")
)


class _OneCall:
    """A call of an action without a model."""

    def __init__(self, service: str, date: str, settings: CommandSettings) -> None:
        self._settings = settings
        self._cls: type[Client] = type(
            "AnyClient", (Client,), {"service": service, "version": date}
        )
        self.received = Received()
        self.connection: Connection | None = None

    def result(
        self,
        chosen: Version | None,
        action: str,
        params: dict[str, Any],
        repeatable: bool = False,
    ) -> Any:
        """The response as it was received; errors are shown and end the command."""
        check_open()
        stderr.show_warnings()
        with (
            guarded(chosen, self),
            connect(self._cls, self._settings) as self.connection,
        ):
            self.connection.transport.begin(action, repeatable)
            return self.connection.client.call(action, params).raw


def whoami(context: Context, words: Sequence[str]) -> int:
    """The account and the key that are used, as STS knows them."""
    found, settings = context.plain(words)
    if settings.flag("help"):
        return _usage(context, "whoami", "Show the account and the key that are used.")
    no_more(found.others)
    problems: list[Problem] = []
    query = Query.of(settings, problems)
    if problems:
        raise WrongUse(*problems)
    service, date, action = _STS
    call = _OneCall(service, date, _with_region(settings))
    known = _known_version(service, date)
    raw = call.result(known, action, {}, repeatable=True)
    result = {
        **{name: value for name, value in raw.items() if name != "RequestId"},
        "Profile": profiles.current(settings.text("profile")),
        "Site": settings.text("site") or "international",
        "Region": settings.text("region"),
    }
    print_found(printer_of(settings), query, result)
    return DONE


def _with_region(settings: CommandSettings) -> CommandSettings:
    """STS wants a region, and answers in any."""
    site = settings.text("site") or "international"
    usual = {"international": "ap-singapore", "china": "ap-guangzhou"}[site]
    region = settings.text("region") or usual
    return settings.with_values({"region": region})


def call_action(context: Context, words: Sequence[str]) -> int:
    """Call an action that no definition describes, with parameters as on the wire."""
    found, settings = context.plain(words, _OWN)
    if settings.flag("help") or not found.others:
        text = (
            "Call an action that no definition describes. FILE holds its parameters as JSON "
            "or YAML, with the names of the wire; - is standard input."
        )
        return _usage(context, "call SERVICE@VERSION ACTION [--input FILE]", text)
    target, *rest = found.others
    service, _, date = target.partition("@")
    if not _SERVICE.match(service) or not _DATE.match(date):
        raise WrongUse(f"{target!r} is not SERVICE@VERSION, such as ses@2020-10-02")
    if len(rest) != 1:
        raise WrongUse("call takes SERVICE@VERSION ACTION")
    problems: list[Problem] = []
    query = Query.of(settings, problems)
    if problems:
        raise WrongUse(*problems)
    given = settings.get("input")
    params = {} if given is None else request_in(str(given))
    if settings.get("dry_run") is not None:
        from ..dry_run.show import dry_run_of_any

        return dry_run_of_any(service, date, rest[0], params, settings)
    raw = _OneCall(service, date, settings).result(
        _known_version(service, date), rest[0], params
    )
    print_found(printer_of(settings), query, raw)
    return DONE


def _known_version(service: str, date: str) -> Version | None:
    """The definition of the service, for what errors mean, if there is one."""
    try:
        return version(service, date)
    except WrongUse:
        return None


def _usage(context: Context, usage: str, text: str) -> int:
    page = Page()
    page.prose(text)
    page.heading("Usage")
    page.line(f"{context.program} {usage}")
    write_text(page.text())
    return DONE
