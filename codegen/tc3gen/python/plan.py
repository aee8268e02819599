"""What files there will be, and what each says. Every decision is made here.

`Specs -> plan -> Files -> render -> write`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import frozen

from tc3gen.python import names
from tc3gen.python.plan_bulk import bulk_values
from tc3gen.python.plan_client import client_values
from tc3gen.python.plan_errors import common_errors, service_errors
from tc3gen.python.plan_events import event_names, event_values
from tc3gen.python.plan_models import enum_values, model_files, model_names
from tc3gen.python.plan_waiters import waiter_values
from tc3gen.python.text import comment, natural
from tc3gen.spec.vocabulary import Common, Service


def modules_shown(service: Service) -> list[str]:
    """The modules of a version that its package shows, beside the clients."""
    events = [] if service.events is None else ["events"]
    return ["enums", "errors", *events, "models"]


@frozen
class File:
    """A file of the package: where it goes, the template that makes it, what fills it."""

    path: str
    template: str
    values: dict[str, Any]


EXPORTS: Mapping[str, tuple[str, ...]] = {
    "bulk_run": ("BulkProgress",),
    "credentials": ("Credential", "CredentialProvider", "Lease"),
    "event_stream": ("AsyncEventStream", "EventStream"),
    "http": ("Timeout",),
    "interceptors": ("AsyncInterceptor", "Interceptor"),
    "metadata": ("InstanceRole",),
    "otel": ("OpenTelemetry",),
    "pagers": ("AsyncPager", "Pager"),
    "profiles": ("ProfileCredential",),
    "rate": ("LocalRateLimiter", "RateLimiter"),
    "redis_rate": ("RedisRateLimiter",),
    "retry": ("RetryPolicy",),
    "roles": ("AssumeRole", "Saml", "WebIdentity"),
    "sites": ("Site",),
    "sources": ("Chain", "EnvironmentCredential"),
    "version": ("VERSION",),
    "watch": ("AttemptContext", "CallContext"),
    "wire": ("from_wire", "to_wire"),
}
"""What the package itself offers, by the modules of the runtime."""

CLIENTS = ("aio", "client")
"""The modules of the two clients."""


def plan_root(
    common: Common,
    exports: Mapping[str, tuple[str, ...]] = EXPORTS,
    unraised: Collection[str] = (),
) -> Iterator[File]:
    """What all services share, but for the runtime, which is copied.

    `unraised` are errors of the runtime that nothing in the package raises.
    """
    names = [name for found in exports.values() for name in found]
    yield File(
        "__init__.py",
        "package.py.jinja",
        {"exports": [*exports.items()], "exported": [*names, "errors"]},
    )
    if exports == EXPORTS:
        yield File("testing.py", "testing.py.jinja", {})
    yield File(
        "errors.py",
        "errors_common.py.jinja",
        {"header": header(common.source), **common_errors(common, unraised)},
    )


def plan_services(
    services: Iterable[Service], common: Common, clients: Sequence[str] = CLIENTS
) -> Iterator[File]:
    """The folders of services; the versions of one must be given together."""
    by_name: dict[str, list[Service]] = {}
    for service in services:
        by_name.setdefault(service.service, []).append(service)
    for versions in by_name.values():
        versions.sort(key=lambda service: service.version)
        yield from _alias_files(versions, common, clients)
        for service in versions:
            yield from _version_files(service, common, clients)


def _alias_files(
    versions: list[Service], common: Common, clients: Sequence[str]
) -> Iterator[File]:
    """`tc3/ses/`: the newest version under the name of the service."""
    newest = versions[-1]
    folder = names.service_package(newest.service)
    version = names.version_package(newest.version)
    folders = [names.version_package(service.version) for service in versions]
    base = {
        "header": header(newest.source, newest.service),
        "version": version,
        "title": newest.title,
    }
    yield File(
        f"{folder}/__init__.py",
        "alias.py.jinja",
        {
            **base,
            "date": newest.version,
            "clients": _client_classes(newest, clients),
            "versions": folders,
            "modules": modules_shown(newest),
            "exported": [
                *(name for _, name in _client_classes(newest, clients)),
                *modules_shown(newest),
                *folders,
            ],
        },
    )
    # Models and events are loaded when one is used.
    lazy = {"models": model_names(newest), "events": event_names(newest)}
    for module in modules_shown(newest):
        template = "alias_module.py.jinja" if module in lazy else "alias_all.py.jinja"
        values = {**base, "module": module, "names": lazy.get(module)}
        yield File(f"{folder}/{module}.py", template, values)


def _client_classes(service: Service, clients: Sequence[str]) -> list[tuple[str, str]]:
    """The modules and classes of the clients."""
    prefix = names.client_prefix(service)
    return [(m, f"{'Async' if m == 'aio' else ''}{prefix}Client") for m in clients]


def _version_files(
    service: Service, common: Common, clients: Sequence[str]
) -> Iterator[File]:
    folder = f"{names.service_package(service.service)}/{names.version_package(service.version)}"
    head = {"header": header(service.source, service.service)}
    yield File(
        f"{folder}/__init__.py",
        "version.py.jinja",
        {
            **head,
            "title": service.title,
            "date": service.version,
            "summary": service.summary,
            "clients": _client_classes(service, clients),
            "modules": modules_shown(service),
            "exported": [
                *(name for _, name in _client_classes(service, clients)),
                *modules_shown(service),
            ],
        },
    )
    client = client_values(service, common)
    for module in clients:
        values = {**head, **client, "aio": module == "aio"}
        yield File(f"{folder}/{module}.py", "client.py.jinja", values)
    yield File(
        f"{folder}/errors.py",
        "errors.py.jinja",
        {**head, **service_errors(service, common)},
    )
    yield File(f"{folder}/enums.py", "enums.py.jinja", {**head, **enum_values(service)})
    if service.waiters:
        yield File(
            f"{folder}/waiters.py",
            "waiters.py.jinja",
            {**head, **waiter_values(service)},
        )
    if service.bulk:
        yield File(
            f"{folder}/bulk.py", "bulk.py.jinja", {**head, **bulk_values(service)}
        )
    if service.events is not None:
        yield File(
            f"{folder}/events.py",
            "events.py.jinja",
            {**head, **event_values(service)},
        )
    modules: dict[str, list[str]] = {}
    for module, template, values in model_files(service):
        modules[module] = values["exports"]
        yield File(f"{folder}/models/{module}.py", template, {**head, **values})
    yield File(
        f"{folder}/models/__init__.py",
        "models.py.jinja",
        {
            **head,
            "title": service.title,
            "date": service.version,
            "modules": dict(sorted(modules.items(), key=lambda m: natural(m[0]))),
            "exported": [name for exported in modules.values() for name in exported],
        },
    )


def header(source: str, service: str = "") -> str:
    """The first line of a file. It names the spec, but not where the checkout lies."""
    folder, _, name = source.rpartition("/")
    shown = f"{service}/{name}" if folder == service and service else name
    return f"# Generated by tc3gen from {comment(shown)}. Do not edit."
