"""Reads what an action says of the members of its response."""

from __future__ import annotations

from typing import Any

from tc3gen.spec.format.action_properties import CHECK, OUTCOMES, PAGES, WAYS_TO_PAGE
from tc3gen.spec.problems import UNREAD, word_list
from tc3gen.spec.reading.node_reader import Values
from tc3gen.spec.response_members import Check, Outcomes, Pages
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node


class ResponseMemberValues(Values):
    """Reads paging and outcomes."""

    def pages(self, node: Node) -> Any:
        """The paging of an action; the keys must be those of one of the three ways."""
        values = self.record(node, PAGES)
        if not isinstance(node, nodes.Mapping):
            return UNREAD
        given = set(node.entries) & set(PAGES.keys)
        ways = [way for way in WAYS_TO_PAGE if way in given]
        if len(ways) != 1:
            return self.report(
                node, f"paging needs exactly one of {word_list(WAYS_TO_PAGE)}"
            )
        needed, possible = WAYS_TO_PAGE[ways[0]]
        missing = [key for key in needed if key not in given]
        wrong = sorted(given - {ways[0], *needed, *possible})
        if missing:
            self.report(
                node,
                f"paging by `{ways[0]}` needs {word_list(missing, last='and')} too",
            )
        if wrong:
            self.report(
                node,
                f"paging by `{ways[0]}` has no {word_list(wrong)}: it has "
                f"{word_list([*needed, *possible], last='and')}",
            )
        if wrong or not values.keys() >= {ways[0], *needed}:
            return UNREAD
        limit = values.pop("size", None) or values.pop("limit", None)
        return Pages(**values, limit=limit, at=self.at(node))

    def outcomes(self, node: Node) -> Any:
        """Results one by one, or counts of what was left out."""
        values = self.record(node, OUTCOMES)
        if not isinstance(node, nodes.Mapping):
            return UNREAD
        given = set(node.entries) & set(OUTCOMES.keys)
        if len(given & {"of", "counts"}) != 1:
            return self.report(node, "`outcomes` needs either `of` or `counts`")
        if "counts" in given:
            wrong = sorted(given - {"counts"})
            if wrong:
                return self.report(
                    node,
                    f"`counts` names no items: it has no {word_list(wrong)} beside it",
                )
            return Outcomes(**values, at=self.at(node)) if values else UNREAD
        if "ok" in given and "code" not in given:
            return self.report(node, "`ok` lists values of a member: name it by `code`")
        return Outcomes(**values, at=self.at(node)) if "of" in values else UNREAD

    def check(self, node: Node) -> Any:
        """The action that tells if a call was carried out."""
        values = self.record(node, CHECK)
        missing = {"action", "params", "absent"} - values.keys()
        return UNREAD if missing else Check(**values, at=self.at(node))

    def ok_codes(self, node: Node) -> tuple[str | int, ...]:
        """Codes: texts, also an empty one, and integers."""
        found: list[str | int] = []
        if isinstance(node, nodes.Sequence) and not node.items:
            self.refuse(node, "must not be empty: leave it out if all in it failed")
        for item in self.sequence(node):
            value = item.value if isinstance(item, nodes.Scalar) else None
            if isinstance(value, bool) or not isinstance(value, (str, int)):
                self.report(item, "a code must be a text or an integer")
            else:
                found.append(value)
        return tuple(found)
