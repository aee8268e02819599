"""The two clients of a service: their modules, from imports to methods."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from tc3gen.python.naming import names
from tc3gen.python.plan.clients import bulk, waiters
from tc3gen.python.plan.clients.action_methods import action_methods
from tc3gen.python.plan.clients.docstrings import Usual, client_doc, usual_of
from tc3gen.python.plan.clients.method import Method
from tc3gen.python.plan.imports import Imports, groups, standard_imports
from tc3gen.python.plan.runtime_modules import runtime_imports
from tc3gen.python.source.literals import CallText, call_text, import_from, literal
from tc3gen.spec.model import SITES, Common, Service


@frozen(kw_only=True)
class ClientModule:
    """One template renders either client from this."""

    doc: str
    imports: Imports
    name: str
    base: str
    class_doc: str
    constants: tuple[str, ...]
    methods: tuple[Method, ...]


def client_module(service: Service, common: Common, *, is_async: bool) -> ClientModule:
    """Plan the module of one client."""
    usual = usual_of(service)
    methods = _methods(service, common, usual, is_async=is_async)
    base = "AsyncClient" if is_async else "Client"
    kind = "asynchronous" if is_async else "synchronous"
    return ClientModule(
        doc=f"The {kind} client of {service.title}, version {service.version}.",
        imports=_imports(service, methods, base, is_async=is_async),
        name=names.client_class(service, is_async=is_async),
        base=base,
        class_doc=client_doc(service, usual),
        constants=_constants(service),
        methods=methods,
    )


def _methods(
    service: Service, common: Common, usual: Usual, *, is_async: bool
) -> tuple[Method, ...]:
    found: list[Method] = []
    for action in sorted(service.actions.values(), key=lambda a: a.name):
        found += action_methods(action, service, common, usual, is_async=is_async)
    for waiter in waiters.in_order(service):
        found.append(waiters.waiting_method(waiter, service, is_async=is_async))
    for each in bulk.in_order(service):
        found.append(bulk.bulk_method(each, service, is_async=is_async))
    return tuple(found)


def _imports(
    service: Service, methods: Iterable[Method], base: str, *, is_async: bool
) -> Imports:
    methods = list(methods)
    used = [each for method in methods for each in method.annotations]
    standard = {"ClassVar"} | {name for each in used for name in each.standard}
    runtime = {base}
    if any(method.decorators for method in methods):
        runtime.add("deprecated")
    if any(each.null for each in used):
        runtime.add("Null")
    actions = service.actions.values()
    if service.bulk or any(action.pages or action.streams for action in actions):
        runtime.add("types")
    own = {"models"} if methods else set()
    if any(each.enums for each in used):
        own.add("enums")
    if service.bulk:
        standard |= {"Callable", "Iterable"} | (
            {"AsyncIterable"} if is_async else set()
        )
        own.add("bulk")
    return Imports(
        loaded=groups(
            standard_imports(standard),
            (
                *runtime_imports(runtime, 3),
                *([import_from(".", own)] if own else []),
            ),
        ),
    )


def _constants(service: Service) -> tuple[str, ...]:
    constants = [
        f"service = {literal(service.service)}",
        f"version = {literal(service.version)}",
        _regions(service),
    ]
    if service.domain is not None:
        constants.append(f"own_domain = {literal(service.domain)}")
    if service.signing_name is not None:
        constants.append(f"signing_name = {literal(service.signing_name)}")
    if service.request_size:
        constants.append(f"request_size = {service.request_size:_}")
    return tuple(constants)


def _regions(service: Service) -> str:
    entries: list[str | CallText] = []
    for site in SITES:
        known = service.regions.get(site)
        if not known:
            continue
        line = f"{literal(site)}: {literal(tuple(known))}"
        if len(line) <= 79:
            entries.append(line)
        else:
            entries.append(CallText(f"{literal(site)}: ", [*map(literal, known)]))
    return call_text(CallText("", entries, "{}"), 4, before="regions: ClassVar = ")
