"""The data of each page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen
from markupsafe import Markup, escape

from tc3gen.changes.change import Prose
from tc3gen.changes.reports.layout import HEADINGS, described_subjects, groups, line
from tc3gen.explorer.catalog import Version
from tc3gen.explorer.catalog.entries import address
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.web.controls import controls, type_controls
from tc3gen.explorer.web.pages import Page
from tc3gen.reference.samples import plain, sample_request
from tc3gen.samples import languages_of


class Missing(Exception):
    """There is no such page."""


MISSING = Page("missing.html.jinja", "Not found", status=404)
BROKEN = Page("broken.html.jinja", "Something is wrong", status=500)


@frozen
class Product:
    """A product with its versions, as the list of all shows it."""

    service: str
    title: str
    summary: str
    versions: tuple[Version, ...]


@frozen
class Views:
    """The pages of an explorer. A name that does not exist raises `LookupError`."""

    explorer: Explorer

    def home(self, query: str = "") -> Page:
        """The search, and all products."""
        hits = self.explorer.catalog.search(query) if query else []
        values = {
            "query": query,
            "hits": hits,
            "products": [] if query else self._products(),
            "counts": self._counts(),
        }
        return Page("search.html.jinja", query or "API Explorer", values)

    def newest(self, service: str) -> str:
        """The path of a product's newest version."""
        versions = self.explorer.catalog.versions_of(service)
        if not versions:
            raise Missing
        return address(service, versions[-1].version)

    def version(self, service: str, version: str) -> Page:
        """A version of a product: its actions, types and errors."""
        reference = self.explorer.reference(service, version)
        values = {
            "service": reference.service,
            "versions": self.explorer.catalog.versions_of(service),
            "errors": list(reference.errors()),
        }
        return Page("version.html.jinja", reference.service.title, values)

    def action(self, service: str, version: str, name: str) -> Page:
        """An action, with the form of its request."""
        reference = self.explorer.reference(service, version)
        action = reference.action(name)
        target = self.explorer.target
        spec = reference.spec
        fields = spec.actions[name].params
        state = {
            "service": service,
            "version": version,
            "action": name,
            "sensitive": sensitive_names(reference.action(name), reference),
            "examples": [plain(each.request) for each in action.examples],
            "skeleton": sample_request(fields, spec),
            "local": target.is_local,
        }
        values = {
            "service": reference.service,
            "action": action,
            "versions": [
                each
                for each in self.explorer.catalog.versions_of(service)
                if self.explorer.catalog.get(service, each.version).actions.get(name)
            ],
            "controls": controls(action.parameters, target.site),
            "types": type_controls(reference, action.request_types, target.site),
            "state": state,
            "languages": languages_of(spec),
            "repeatable": action.repeatable or action.client_token is not None,
        }
        return Page("action.html.jinja", name, values, wide=True)

    def type(self, service: str, version: str, name: str) -> Page:
        """A data type."""
        reference = self.explorer.reference(service, version)
        values = {"service": reference.service, "type": reference.type(name)}
        return Page("type.html.jinja", name, values)

    def error(self, service: str, version: str, code: str) -> Page:
        """An error code."""
        reference = self.explorer.reference(service, version)
        values = {"service": reference.service, "error": reference.error(code)}
        return Page("error.html.jinja", code, values)

    def diff(self, service: str, old: str, new: str) -> Page:
        """The changes between two versions."""
        comparison = self.explorer.changes(service, old, new)
        values = {
            "service": self.explorer.reference(service, new).service,
            "old": old,
            "new": new,
            "groups": [
                (
                    HEADINGS[verdict],
                    "",
                    [_change(line(each, _quotation_html)) for each in found],
                )
                for verdict, found in groups(comparison)
            ],
            "described": [
                _change(each)
                for each in described_subjects(comparison, _quotation_html)
            ],
        }
        return Page("diff.html.jinja", f"{service}: {old} to {new}", values)

    def _products(self) -> list[Product]:
        found: dict[str, list[Version]] = {}
        for each in self.explorer.catalog.versions:
            found.setdefault(each.service, []).append(each)
        return [
            Product(name, all_[-1].title, all_[-1].summary, tuple(reversed(all_)))
            for name, all_ in found.items()
        ]

    def _counts(self) -> Mapping[str, int]:
        versions = self.explorer.catalog.versions
        return {
            "products": len({each.service for each in versions}),
            "versions": len(versions),
            "actions": sum(each.actions for each in versions),
        }


def _quotation_html(text: str) -> str:
    """Render a change's quotations from a spec as HTML: names and values as code."""
    shown = " ".join(text.split())
    if isinstance(text, Prose):
        return str(escape(shown))
    return str(Markup("<code>{}</code>").format(shown))


def _change(said: str) -> Markup:
    """A sentence of ours, whose quotations `_quoted` has escaped."""
    return Markup(said)


def sensitive_names(action: Any, reference: Any) -> list[str]:
    """Names of members that no link and no history may hold."""
    members = [*action.parameters]
    for name in action.request_types:
        members += reference.type(name).members
    return sorted({member.name for member in members if member.sensitive})
