"""The first page of help, and the lists of services and actions."""

from __future__ import annotations

from collections.abc import Mapping

from .. import catalog
from ..options import CALL, GLOBAL, PREFIX, Option
from .layout import Page

OPTIONAL = "[--PARAMETER VALUE]..."

COMMANDS = (
    ("SERVICE ACTION", "Call an action."),
    ("SERVICE wait WAITER", "Wait for a state."),
    ("list [SERVICE]", "The services, or the actions of one."),
    ("search WORD...", "Actions, parameters and errors that have these words."),
    ("explain CODE", "What an error means and what to do about it."),
    ("configure", "Set up a key; also list, get, set, remove, import."),
    ("whoami", "The account and the key that are used."),
    ("call SERVICE@VERSION ACTION", "An action that no definition describes."),
    ("once list|resolve", "Keys of calls of which nobody knows if they were done."),
    ("completion SHELL", "Completion for bash, zsh, fish or powershell."),
)


def root_page(program: str) -> str:
    """Help of the command itself."""
    page = Page()
    page.prose("Call any action of Tencent Cloud API 3.0 from the shell.")
    page.heading("Usage")
    page.usage([program, "SERVICE[@VERSION]", "ACTION", OPTIONAL])
    page.heading("Commands")
    page.terms(COMMANDS)
    page.heading("Options")
    page.terms(_options(GLOBAL))
    page.heading("Options of an action")
    page.terms(_options(CALL))
    page.blank()
    page.prose(
        "Options stand before SERVICE or at the end. A parameter of an action wins over an "
        f"option of the same name; --{PREFIX}NAME always means the option. Each has a "
        "variable too, such as TC3_REGION."
    )
    page.heading("Example")
    page.command(program, ["ses", "send-email", "--help"])
    return page.text()


def _options(options: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [
        (option_text(option), _meaning(option)) for option in options if option.shown
    ]


def option_text(option: Option) -> str:
    """An option with what it takes."""
    if option.kind == "optional":
        return f"--{option.name} [{'|'.join(option.choices)}]"
    value = option.metavar if option.kind != "flag" else ""
    return f"--{option.name} {value}".rstrip()


def _meaning(option: Option) -> str:
    if option.choices and option.kind == "text":
        return f"{option.help} One of {', '.join(option.choices)}."
    return option.help


def service_page(version: catalog.Version, program: str) -> str:
    """Help of a service: what it does, and its actions."""
    head = version.head
    page = Page()
    page.prose(f"{head['title']}, version {head['version']}.")
    for name in ("summary", "description"):
        if head.get(name) and head[name] != head["title"]:
            page.blank()
            page.prose(head[name])
    page.heading("Usage")
    page.usage([program, version.called, "ACTION", OPTIONAL])
    page.line(f"{program} {version.called} ACTION --help")
    for kind, title in (("actions", "Actions"), ("bulk", "Many rows from a file")):
        found = version.names(kind)
        if found:
            page.heading(title)
            page.terms((shown[0], shown[1]) for _, _, *shown in found.values())
    if version.names("waiters"):
        page.heading(f"Waits ({program} {version.called} wait WAITER)")
        page.terms(
            (shown[0], _first_sentence(shown[1]))
            for _, _, *shown in version.names("waiters").values()
        )
    if head.get("regions"):
        page.heading("Regions")
        _regions(page, head["regions"])
    if head.get("documentation"):
        page.heading("Documentation")
        page.line(head["documentation"])
    return page.text()


def _regions(page: Page, by_site: Mapping[str, list[str]]) -> None:
    """Regions by site; once, where there are no sites."""
    lists = [", ".join(found) for found in by_site.values()]
    if len(lists) > 1 and len(set(lists)) == 1:
        page.prose(lists[0], 2)
    else:
        page.terms(zip(by_site, lists, strict=True))


def services_page() -> str:
    """The services of the package."""
    page = Page()
    page.terms(services())
    return page.text()


def services() -> list[tuple[str, str]]:
    """The services, each with its title."""
    found: list[tuple[str, str]] = []
    for name in catalog.service_names():
        version = catalog.version(name)
        found.append((name, str(version.head["title"])))
    return found


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."
