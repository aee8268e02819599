"""The Markdown of each page."""

from __future__ import annotations

from attrs import frozen

from tc3gen.changes.change import Report
from tc3gen.changes.reports import as_markdown
from tc3gen.docs.escaping import escape_markdown
from tc3gen.docs.links import ExplorerLinks
from tc3gen.docs.markdown import action_page, error_page, service_page, type_page
from tc3gen.explorer.catalog.entries import address
from tc3gen.explorer.explorer import Explorer


@frozen
class MarkdownViews:
    """The pages of an explorer as Markdown. A name that does not exist raises `KeyError`."""

    explorer: Explorer

    def version(self, service: str, version: str) -> str:
        """A version of a product."""
        reference = self.explorer.reference(service, version)
        return service_page(reference, ExplorerLinks("", f"{version}/"))

    def action(self, service: str, version: str, name: str) -> str:
        """An action."""
        reference = self.explorer.reference(service, version)
        return action_page(reference, reference.action(name), ExplorerLinks("", ""))

    def type(self, service: str, version: str, name: str) -> str:
        """A data type."""
        reference = self.explorer.reference(service, version)
        return type_page(reference, reference.type(name), ExplorerLinks("../", ""))

    def error(self, service: str, version: str, code: str) -> str:
        """An error code."""
        reference = self.explorer.reference(service, version)
        return error_page(reference, reference.error(code), ExplorerLinks("../", ""))

    def diff(self, service: str, old: str, new: str) -> str:
        """The changes between two versions."""
        comparison = self.explorer.changes(service, old, new)
        report = Report(old=old, new=new, comparisons=(comparison,))
        return "\n".join(as_markdown.lines(report)) + "\n"

    def llms(self, root: str) -> str:
        """All products and their actions, each with its address."""
        lines = [
            "# API Explorer",
            "",
            "> The actions of each product; `.md` is Markdown.",
        ]
        for each in self.explorer.catalog.versions:
            reference = self.explorer.reference(each.service, each.version)
            label = f"{each.service} {each.version}: {escape_markdown(each.title)}"
            lines += ["", f"## {label}", ""]
            for name, summary in reference.service.actions.items():
                path = f"{root}/{address(each.service, each.version, name)}.md"
                said = f": {escape_markdown(summary)}" if summary else ""
                lines.append(f"- [{escape_markdown(name)}]({path}){said}")
        return "\n".join(lines) + "\n"
