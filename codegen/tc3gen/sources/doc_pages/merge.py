"""Pages and a spec: what agrees, what differs, and what the spec lacks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import define, evolve, field

from tc3gen.sources.doc_pages import document
from tc3gen.sources.doc_pages.compare import differences, missing_facts
from tc3gen.sources.doc_pages.vocabulary import MemberRow, Page, PageExample, PageType
from tc3gen.spec.checks.scope import Places
from tc3gen.spec.editing.edit import Add, Edit, Insert, Path
from tc3gen.spec.model import SCALARS, Action, Common, Field, Position, Service, Type
from tc3gen.spec.problems import Problems, value_text
from tc3gen.spec.value_checks.violations import violations


@define
class Merge:
    """The pages of one service version, beside its spec."""

    service: Service
    common: Common
    places: Places
    problems: Problems
    added: list[str] = field(factory=list)
    """Additions to the spec, in words."""
    _new: dict[Path, dict[str, tuple[Any, str | None]]] = field(factory=dict)
    """Entries for the mapping at a path, each with the one that it follows."""
    _codes: list[tuple[Path, str]] = field(factory=list)
    _types: dict[str, PageType] = field(factory=dict)

    def merge(self, pages: Iterable[Page]) -> None:
        """Compare pages with the spec, and gather what it lacks."""
        pages = list(pages)
        for page in pages:
            self._types.update(page.types)
        for page in pages:
            if page.action:
                self._merge_regions(page)
                self._merge_errors(page)
                known = self.service.actions.get(page.action)
                if known is None:
                    self._add_action(page)
                else:
                    self._merge_action(page, known)
        for kind in self._types.values():
            self._merge_type(kind, pages)

    def edits(self, data: Mapping[str, Any]) -> list[Edit]:
        """The edits that give a spec file what it lacks; `data` is what it says now."""
        edits: list[Edit] = []
        for path, entries in self._new.items():
            if _has(data, path):
                edits += [
                    Insert((*path, name), value, after)
                    for name, (value, after) in entries.items()
                ]
            else:
                value = {name: value for name, (value, _) in entries.items()}
                edits.append(Insert(path, value))
        lists: dict[Path, list[str]] = {}
        for path, code in self._codes:
            lists.setdefault(path, []).append(code)
        for path, codes in lists.items():
            if _has(data, path):
                edits += [Add(path, code) for code in codes]
            else:
                edits.append(Insert(path, codes))
        return edits

    def _put(
        self, path: Path, name: str, value: Any, what: str, after: str | None = None
    ) -> None:
        entries = self._new.setdefault(path, {})
        if name not in entries:
            entries[name] = (value, after)
            self.added.append(what)

    def _differs(self, at: Position, message: str, *path: str | int) -> None:
        """Report a difference, with the place in the spec."""
        self.problems.add(at, f"{message} ({self.places.name(*path)})")

    # Actions

    def _add_action(self, page: Page) -> None:
        for member in (*page.params.values(), *(page.returns or {}).values()):
            self._need_type(member, [page])
        fitting = [each for each in page.examples if self._fits(page, each)]
        if not fitting:
            types = {name: kind.fields for name, kind in self._known_types().items()}
            request = document.sample_request(page.params, types)
            fitting = [PageExample(title="Smallest request", request=request)]
            self.problems.add(
                page.at(), "the page has no example that fits: one was made up"
            )
        text = document.action(page, fitting)
        if page.rate_limit and page.rate_limit != self.service.rate_limit:
            text["rate_limit"] = page.rate_limit
        self._put(("actions",), page.action, text, f"action {page.action}")

    def _merge_action(self, page: Page, known: Action) -> None:
        path = ("actions", page.action)
        self._merge_members(page.params, known.params, (*path, "params"), page)
        if page.returns is not None:
            self._merge_members(page.returns, known.returns, (*path, "returns"), page)
        elif known.returns:
            self._differs(page.at(), "the page shows no table of the response", *path)
        limit = known.rate_limit or self.service.rate_limit
        if page.rate_limit is None:
            if limit is not None:
                self._differs(page.at(), "the page tells no rate limit", *path)
        elif limit is None:
            what = f"rate limit of {page.action}"
            self._put(path, "rate_limit", page.rate_limit, what)
        elif limit != page.rate_limit:
            message = (
                f"the rate limit is {page.rate_limit} on the page, {limit} in the spec"
            )
            place = (*path, "rate_limit") if known.rate_limit else ("rate_limit",)
            self._differs(page.at("rate_limit"), message, *place)
        for example in page.examples:
            self._compare_example(example, known, path)

    def _compare_example(self, example: PageExample, known: Action, path: Path) -> None:
        for values, fields, in_response in (
            (example.request, known.params, False),
            (example.response or {}, known.returns, True),
        ):
            files = known.sends_files and not in_response
            for violation in violations(
                fields, values, self.service, in_response=in_response, files=files
            ):
                message = f"in the page's example, {violation}"
                self._differs(example.at, message, *path)

    def _fits(self, page: Page, example: PageExample) -> bool:
        service = evolve(self.service, types=self._known_types())
        fine = True
        for values, found, in_response in (
            (example.request, page.params, False),
            (example.response or {}, page.returns or {}, True),
        ):
            fields = document.fields(found)
            for violation in violations(
                fields, values, service, in_response=in_response
            ):
                self.problems.add(
                    example.at, f"this example is left out, because {violation}"
                )
                fine = False
        return fine

    # Members

    def _merge_members(
        self,
        found: Mapping[str, MemberRow],
        known: Mapping[str, Field],
        path: Path,
        page: Page,
    ) -> None:
        before: str | None = None
        for name, member in found.items():
            if name in known:
                self._compare_member(member, known[name], (*path, name), page)
            else:
                self._need_type(member, [page])
                what = f"{'.'.join(map(str, path[1:]))}.{name}"
                self._put(path, name, document.member(member), what, before)
            before = name
        for name in known:
            if name not in found:
                kind = "parameter" if path[-1] == "params" else "member"
                message = f"the {kind} `{name}` is not on the page"
                self._differs(page.at(), message, *path, name)

    def _compare_member(
        self, member: MemberRow, known: Field, path: Path, page: Page
    ) -> None:
        enum = self.service.enums.get(known.enum) if known.enum else None
        values = enum.values(page.site) if enum else ()
        in_response = "returns" in path
        for message in differences(member, known, values, in_response=in_response):
            self._differs(member.at, f"`{member.name}`: {message}", *path)
        for key, value in missing_facts(member, known, in_response=in_response).items():
            self._put(path, key, value, f"{'.'.join(map(str, path[1:]))}: {key}")

    # Types

    def _need_type(self, member: MemberRow, pages: Iterable[Page]) -> None:
        """See to it that the type of a new member is described."""
        name = member.type.name
        if name in SCALARS or name in self.service.types or name in self._types:
            return
        samples = [s for page in pages for s in _samples(page, member.name)]
        self._types[name] = document.type_of_samples(name, samples)
        self.problems.add(
            member.at,
            f"the type `{name}` is described on no page: its members are those of examples",
        )

    def _merge_type(self, kind: PageType, pages: list[Page]) -> None:
        known = self.service.types.get(kind.name)
        if known is None:
            text = document.data_type(kind)
            self._put(("types",), kind.name, text, f"type {kind.name}")
        else:
            page = Page(file=kind.at.file, places={"action": kind.at})
            path = ("types", kind.name, "fields")
            self._merge_members(kind.fields, known.fields, path, page)

    def _known_types(self) -> dict[str, Type]:
        new = {
            name: Type(name=name, fields=document.fields(kind.fields))
            for name, kind in self._types.items()
        }
        return {**new, **self.service.types}

    # What is not about one action only

    def _merge_errors(self, page: Page) -> None:
        known = self.service.actions.get(page.action)
        path = ("actions", page.action, "errors")
        for code, error in (page.errors or {}).items():
            if code not in self.service.errors and code not in self.common.errors:
                doc = error.doc or f"`{code}`, which the page does not explain."
                self._put(("errors",), code, doc, f"error code {code}")
                taken, _ = self._new[("errors",)][code]
                if taken != doc:
                    message = f"`{code}` means {value_text(taken)} on another page"
                    self.problems.add(error.at, message)
            if known and code not in known.errors:
                self._codes.append((path, code))
                self.added.append(f"{page.action}.errors: {code}")
        if known is None:
            return
        if page.errors is None:
            if known.errors:
                self._differs(page.at(), "the page shows no error codes", *path)
            return
        for index, code in enumerate(known.errors):
            if code not in page.errors:
                message = f"the error code `{code}` is not on the page"
                self._differs(page.at(), message, *path, index)

    def _merge_regions(self, page: Page) -> None:
        if not page.regions:
            return
        known = self.service.regions.get(page.site)
        if known is None:
            what = f"regions of the {page.site} site"
            self._put(("regions",), page.site, list(page.regions), what)
            return
        for region in page.regions:
            if region not in known:
                message = f"the region {value_text(region)} is not in the spec"
                self._differs(page.at("regions"), message, "regions", page.site)


def _samples(page: Page, name: str) -> Iterator[Any]:
    """Values that examples show for a member."""
    for example in page.examples:
        for values in (example.request, example.response or {}):
            value = values.get(name)
            while isinstance(value, list) and value and isinstance(value[0], list):
                value = value[0]
            yield from value if isinstance(value, list) else [value]


def _has(data: Any, path: Path) -> bool:
    for step in path:
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[str(step)]
    return True
