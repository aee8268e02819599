"""The pages of a reference for Sphinx, which MyST reads."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from attrs import evolve

from tc3gen.docs.escaping import block, code, escape_markdown
from tc3gen.docs.links import SphinxLinks, distinct
from tc3gen.docs.markdown import (
    action_page,
    bullets,
    error_parts,
    inline_text,
    page,
    prose,
    type_page,
)
from tc3gen.reference import ErrorReference, ExampleReference, Reference
from tc3gen.reference.samples import plain
from tc3gen.samples import LANGUAGES, SampleRequest, sample
from tc3gen.spec.model import Action, Common, Service

_TABS = ("python-async", "python-sync", "tc3", "tccli")
"""The languages of examples; what is signed or needs another SDK is the Explorer's."""

_TITLES = {language.name: language.title for language in LANGUAGES}
_MODES = {language.name: language.mode for language in LANGUAGES}


def service_pages(
    service: Service, common: Common, newest: bool, package: str = "tc3"
) -> Iterator[tuple[str, str]]:
    """The pages of a version of a product: paths below its folder, and texts."""
    reference = Reference(service, common)
    sender = partial(SampleRequest, service=service, newest=newest, package=package)
    groups = error_groups(reference)
    key = f"error-{service.service}-{service.version}"
    places = distinct(f"{key}-{e.code}" for e in reference.errors())
    links = SphinxLinks(
        "../",
        distinct(service.actions),
        distinct(service.types),
        {e.code: places[f"{key}-{e.code}"].lower() for e in reference.errors()},
    )
    files = distinct(groups)
    yield "index.md", _index(reference, evolve(links, up=""), files)
    for name in service.actions:
        action = reference.action(name)
        examples = [
            _example(each, service.actions[name], sender) for each in action.examples
        ]
        text = action_page(reference, action, links, examples)
        yield f"actions/{links.actions[name]}.md", text
    for name in service.types:
        text = type_page(reference, reference.type(name), links)
        yield f"types/{links.types[name]}.md", text
    for group, errors in groups.items():
        yield f"errors/{files[group]}.md", _error_group(group, errors, links)


def error_groups(reference: Reference) -> Mapping[str, Sequence[ErrorReference]]:
    """Error codes by what stands before their first dot."""
    groups: dict[str, list[ErrorReference]] = {}
    for error in reference.errors():
        groups.setdefault(error.code.partition(".")[0], []).append(error)
    return dict(sorted(groups.items()))


def folders(services: Iterable[Service]) -> Mapping[tuple[str, str], str]:
    """The folder of each version of a product."""
    keys = [f"{each.service}/{each.version}" for each in services]
    names = distinct(part for key in keys for part in key.split("/", 1))
    return {
        (each.service, each.version): f"{names[each.service]}/{names[each.version]}"
        for each in services
    }


def root_page(services: Sequence[Service]) -> str:
    """The first page of the reference: every version of every product."""
    where = folders(services)
    entries = (
        (
            f"[{escape_markdown(each.title)}]({where[each.key]}/index.md) "
            f"{code(each.service)} {code(each.version)}",
            each.summary,
        )
        for each in services
    )
    toc = [f"{path}/index" for path in where.values()]
    return page("API reference", [bullets(entries), _toctree(toc)])


def llms(services: Sequence[Service]) -> str:
    """Every page of an action in one list, for language models."""
    where = folders(services)
    lines = ["# API reference", "", "> The actions of each product, a page for each."]
    for each in services:
        lines += [
            "",
            f"## {each.service} {each.version}: {escape_markdown(each.title)}",
            "",
        ]
        files = distinct(each.actions)
        for action in each.actions.values():
            path = f"{where[each.key]}/actions/{files[action.name]}.md"
            said = f": {escape_markdown(action.summary)}" if action.summary else ""
            lines.append(f"- [{escape_markdown(action.name)}]({path}){said}")
    return "\n".join(lines) + "\n"


def _index(reference: Reference, links: SphinxLinks, groups: Mapping[str, str]) -> str:
    service = reference.service
    title = f"{escape_markdown(service.title)} {escape_markdown(service.version)}"
    actions = (
        (f"[{escape_markdown(name)}]({links.action(name)})", summary)
        for name, summary in service.actions.items()
    )
    types = [f"[{escape_markdown(name)}]({links.type(name)})" for name in service.types]
    errors = [
        f"[{escape_markdown(name)}](errors/{file}.md)" for name, file in groups.items()
    ]
    toc = [
        *(f"actions/{links.actions[name]}" for name in service.actions),
        *(f"types/{links.types[name]}" for name in service.types),
        *(f"errors/{file}" for file in groups.values()),
    ]
    parts = [inline_text(service.summary), *prose(service.description)]
    parts += ["## Actions", bullets(actions)]
    for head, found in (("Types", types), ("Errors", errors)):
        if found:
            parts += [f"## {head}", f"{', '.join(found)}."]
    return page(title, [*parts, _toctree(toc)])


def _toctree(paths: Iterable[str]) -> str:
    entries = "\n".join(paths)
    return f"```{{toctree}}\n:hidden:\n\n{entries}\n```"


def _error_group(
    group: str, errors: Sequence[ErrorReference], links: SphinxLinks
) -> str:
    parts: list[str] = []
    for error in errors:
        place = links.errors[error.code]
        parts += [
            f"({place})=\n## {escape_markdown(error.code)}",
            *error_parts(error, links),
        ]
    return page(escape_markdown(group), parts)


def _example(
    example: ExampleReference, action: Action, sender: Callable[..., SampleRequest]
) -> str:
    request = sender(
        action=action,
        values=plain(example.request),
        fits=example.differs is None,  # then a check of specs has held it to them
    )
    said = [f"### {escape_markdown(example.title)}", *prose(example.meaning)]
    if example.differs:
        said.append(
            f"As published; it differs from the definition: {inline_text(example.differs)}"
        )
    tabs = [(_TITLES[n], _MODES[n], sample(n, request)) for n in _TABS]
    tabs.append(
        (
            "JSON",
            "json",
            json.dumps(plain(example.request), ensure_ascii=False, indent=2),
        )
    )
    said.append(_tabs(tabs))
    if example.response:
        response = json.dumps(plain(example.response), ensure_ascii=False, indent=2)
        said += ["Response:", block(response, "json")]
    return "\n\n".join(said)


def _tabs(tabs: Iterable[tuple[str, str, str]]) -> str:
    """Code in tabs. Fences of colons are longer than any that the code can hold."""
    inside = "\n".join(
        f"::::{{tab-item}} {title}\n:sync: {title}\n\n{block(text, mode)}\n::::"
        for title, mode, text in tabs
    )
    return f":::::{{tab-set}}\n:sync-group: language\n\n{inside}\n:::::"
