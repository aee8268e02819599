"""The options of clients, from the constructor that all of them have."""

from __future__ import annotations

from tc3gen.docs.escaping import code
from tc3gen.docs.markdown import bullets, page

from .source import find, first_line, paragraphs, parameters

_BASE = "tc3._core.clients.base.BaseClient"
_TAKEN = (
    "Timeout",
    "RetryPolicy",
    "LocalRateLimiter",
    "RedisRateLimiter",
    "Interceptor",
    "AsyncInterceptor",
    "OpenTelemetry",
    "Credential",
    "EnvironmentCredential",
    "ProfileCredential",
    "InstanceRole",
    "AssumeRole",
    "AssumeRoleWithSaml",
    "WebIdentity",
    "Chain",
)


def options_page() -> str:
    """All options, those that can change later, and the classes that they take."""
    init = find(f"{_BASE}.__init__")
    later = find(f"{_BASE}.with_options")
    names = [each.name for each in later.parameters if each.name != "self"]  # type: ignore[attr-defined]
    return page(
        "Options of clients",
        [
            "Synchronous and asynchronous clients of every service take the same ones. All but "
            "`credential` and `region` are given by name.",
            parameters(init),
            "## For one call, or a few",
            f"`client.with_options(...)` takes {', '.join(map(code, names))}.",
            *paragraphs(later),
            "## What they take",
            bullets(
                (code(f"tc3.{name}"), first_line(find(f"tc3.{name}")))
                for name in _TAKEN
            ),
        ],
    )
