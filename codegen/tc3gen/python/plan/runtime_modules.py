"""The modules of the runtime that generated code imports: one table for all templates.

A module of the runtime that moves, or a name that goes elsewhere, is changed here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tc3gen.python.source import literals
from tc3gen.python.source.literals import import_from, in_order, natural

EXPORTS: Mapping[str, tuple[str, ...]] = {
    "auth.instance_role": ("InstanceRole",),
    "auth.profiles": ("ProfileCredential",),
    "auth.providers": ("Chain", "EnvironmentCredential"),
    "auth.roles": ("AssumeRole", "AssumeRoleWithSaml", "WebIdentity"),
    "bulk.progress": ("BulkProgress",),
    "clients.any_service": ("AsyncClient", "Client"),
    "credentials": ("Credential", "CredentialProvider", "TemporaryCredential"),
    "endpoints": ("Site",),
    "hooks.interceptors": (
        "AsyncInterceptor",
        "AttemptContext",
        "CallContext",
        "Interceptor",
    ),
    "hooks.otel": ("OpenTelemetry",),
    "ledger.entry": ("UncertainEntry",),
    "ledger.redis_ledger": ("RedisLedger",),
    "ledger.sqlite_ledger": ("SqliteLedger",),
    "outcomes.item": ("RefusedItem",),
    "paging.pagers": ("AsyncPager", "Pager"),
    "ratelimit.limiter": ("LocalRateLimiter", "RateLimiter"),
    "ratelimit.redis_limiter": ("RedisRateLimiter",),
    "retry": ("RetryPolicy",),
    "serialization.cattrs_converter": ("configure_converter", "converter"),
    "serialization.fields": ("NULL",),
    "serialization.wire": ("from_wire", "to_wire"),
    "streaming.stream": ("AsyncEventStream", "EventStream"),
    "transport.timeouts": ("Timeout",),
    "version": ("VERSION", "__version__"),
}
"""The names that the package itself offers, by the modules of the runtime."""

TESTING: Mapping[str, tuple[str, ...]] = {
    "testing.ledger": ("MemoryLedger",),
    "testing.samples": ("sample",),
    "testing.script": ("RawRequest", "StubError"),
    "testing.stub": ("Stub", "stub"),
}
"""The names that `testing.py` offers."""

ERRORS: Mapping[str, tuple[str, ...]] = {
    "bulk.errors": ("BulkError", "InvalidRow"),
    "errors": (
        "ApiError",
        "CallTimeout",
        "ConfigurationError",
        "ConnectError",
        "CredentialError",
        "EventError",
        "ResponseError",
        "Tc3Error",
        "TransportError",
        "ValidationError",
        "WaitError",
        "WaitFailed",
        "WaitTimeout",
    ),
    "ledger.errors": ("InProgress", "LedgerConflict", "LedgerError", "Uncertain"),
    "outcomes.failure": ("PartialFailure",),
}
"""The errors that the runtime raises itself; `errors.py` of the package has them."""

INSIDE: Mapping[str, tuple[str, ...]] = {
    "bulk.definition": ("Bulk",),
    "clients": ("types",),
    "clients.async_client": ("AsyncClient",),
    "clients.deprecated_actions": ("deprecated",),
    "clients.sync_client": ("Client",),
    "errors": ("Retry", "by_code"),
    "ledger.check": ("Check",),
    "lazy_imports": ("installed_beside", "lazy"),
    "model": (
        "Model",
        "Pages",
        "Request",
        "RequestPart",
        "Response",
        "field",
        "model",
        "request",
        "response",
    ),
    "outcomes.refusal": ("Outcomes", "PartialResponse"),
    "serialization.enums": (
        "BySite",
        "NumberEnum",
        "SiteEnum",
        "TextEnum",
        "open_enum",
    ),
    "serialization.fields": ("Null",),
    "waiters": ("Waiter",),
    "webhooks": ("webhook_lists", "webhooks"),
    "webhooks.webhooks": ("On",),
}
"""The names that only generated modules use. Two of them, the clients that generated ones
derive from, are offered by the package for another class: one for any service."""

_HOMES = {
    name: module
    for table in (EXPORTS, TESTING, ERRORS, INSIDE)
    for module, names in table.items()
    for name in names
}


def runtime_imports(
    names: Collection[str],
    above: int,
    indent: int = 0,
    exported: Collection[str] = (),
) -> tuple[str, ...]:
    """The lines that import names of the runtime.

    `above` is the number of dots that lead from the importing module to the package, which
    offers the `exported` names to others.
    """
    homes: dict[str, list[str]] = {}
    for name in names:
        shown = literals.exported(name) if name in exported else name
        homes.setdefault(_HOMES[name], []).append(shown)
    return exported_imports(homes, above, indent)


def exported_imports(
    homes: Mapping[str, Iterable[str]], above: int, indent: int = 0
) -> tuple[str, ...]:
    """The lines that import names from the modules of the runtime they are in."""
    return tuple(
        import_from(_path(module, above), [*homes[module]], indent)
        for module in sorted(homes, key=natural)
    )


def lazy_exports(
    exports: Mapping[str, Iterable[str]],
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Modules of the runtime with their names, for a package that loads them lazily."""
    return tuple((module, tuple(in_order(names))) for module, names in exports.items())


def _path(module: str, above: int) -> str:
    dots = "." * above
    return f"{dots}_core.{module}" if module else f"{dots}_core"
