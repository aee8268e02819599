"""Features of the runtime that a vendored package has only if asked for, or needed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tc3gen.python.plan.package import EXPORTS
from tc3gen.python.vendoring.absences import ABSENT
from tc3gen.python.vendoring.needs import NEEDED

FEATURES: Mapping[str, tuple[str, ...]] = {
    "attempts": (),
    "cli": ("cli",),
    "compiled": ("serialization.compiled",),
    "compression": ("transport.compression", "transport.content_encoding"),
    "connections": ("transport.proxies", "transport.synchronous.socks", "transport.tls"),
    "converter": ("serialization.cattrs_converter",),
    "credentials": ("auth",),
    "forms": (
        "calls.forms", "calls.randomness", "calls.v1_requests", "serialization.sse",
        "signing.common_parameters",
        "signing.v1", "streaming",
        "transport.asynchronous.stream", "transport.synchronous.stream",
    ),
    "gateway": ("transport.header_rules",),
    "hooks": ("hooks",),
    "ledger": ("calls.fingerprint", "calls.once", "clients.once", "ledger", "redis_access"),
    "options": (),
    "orjson": ("serialization.json_codec",),
    "rate": ("ratelimit", "redis_access"),
    "raw": (),
    "wire": ("serialization.strict_decoder", "serialization.wire"),
}  # fmt: skip
"""The folders and modules that are kept whole with each feature that can be asked for."""

_ONLY_OF: Mapping[str, tuple[str, ...]] = {
    "aio": ("transport.asynchronous", "auth.async_cache"),
    "client": ("transport.synchronous", "auth.cache"),
}
"""The folders and modules that one kind of client alone needs."""

STAND_INS: Mapping[str, Mapping[str, str]] = {
    "connections": {"transport.proxies": "transport.no_proxies"},
}
"""The modules that a feature is in, and those in their place where it is left out."""

_RAISED_BY: Mapping[str, tuple[str, ...]] = {
    **NEEDED,
    "ledger": ("InProgress", "LedgerConflict", "LedgerError", "Uncertain"),
}
"""The errors that nothing raises without a feature."""

_SHOWN_WITH = {
    "bulk": ("bulk",),
    "outcomes": ("outcomes",),
    "pages": ("paging",),
    "converter": ("serialization.cattrs_converter",),
    "credentials": ("auth",),
    "forms": ("streaming",),
    "hooks": ("hooks",),
    "ledger": ("ledger",),
    "rate": ("ratelimit",),
    "wire": ("serialization.wire",),
}
"""Folders that are of no use without a feature."""

_NEVER_SHOWN = ("clients.any_service",)
"""Modules that no vendored package offers: it is for the actions that were asked for."""

_NAMES_SHOWN_WITH = {
    "CredentialProvider": "credentials",
    "NULL": "nulls",
    "TemporaryCredential": "credentials",
}


_READ = ("reads_bytes", "reads_enums", "reads_json", "reads_lists")

_IMPLIED: Mapping[str, tuple[str, ...]] = {
    "bulk": ("attempts", "options"),
    "cli": (*FEATURES, *NEEDED),
    "compiled": ("keep_bytes", "wire"),
    "connections": ("elsewhere", "shared_transports"),
    "converter": ("wire",),
    "credentials": ("shared_state",),
    "forms": ("keep_bytes",),
    "hooks": ("asked", "attempts", "begun"),
    "hosts": ("elsewhere",),
    "ledger": ("asked", "attempts", "begun", "keep_bytes", "options"),
    "rate": ("rates",),
    "options": ("shared_state", "shared_transports"),
    "wire": _READ,
}
"""The features that others cannot do without."""

_ALL = {*FEATURES, *NEEDED}.union(*_IMPLIED.values())


def implied_features(wanted: Collection[str]) -> frozenset[str]:
    """The features, and those that they cannot do without."""
    found = frozenset(wanted)
    more = found.union(*(_IMPLIED.get(name, ()) for name in found))
    return found if more == found else implied_features(more)


def missing_features(wanted: Collection[str]) -> set[str]:
    """The features that a package with these ones does not have."""
    return _ALL - {*wanted}


def stand_ins(lacking: Collection[str]) -> dict[str, str]:
    """The modules that lie in the place of others where some features are missing."""
    return {
        module: other
        for feature in lacking
        for module, other in STAND_INS.get(feature, {}).items()
    }


def absent(module: str, lacking: Iterable[str]) -> dict[str, str]:
    """The names that a module of the runtime does without where some features are missing."""
    return {
        name: value
        for feature in lacking
        for room, names in ABSENT.get(feature, {}).items()
        if is_in(module, (room,))
        for name, value in names.items()
    }


def exports(wanted: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The public names of the package: the usual ones, and those of its features."""
    lacking = missing_features(wanted)
    shown = {
        module: tuple(n for n in names if _NAMES_SHOWN_WITH.get(n) not in lacking)
        for module, names in EXPORTS.items()
        if module not in _NEVER_SHOWN
        and not any(is_in(module, _SHOWN_WITH.get(name, ())) for name in lacking)
    }
    return {module: names for module, names in shown.items() if names}


def kept_whole(
    modules: Iterable[str], wanted: Iterable[str], clients: Collection[str]
) -> list[str]:
    """The modules that features need in a package with these clients."""
    places = [place for name in wanted for place in FEATURES.get(name, ())]
    of_others = [
        place
        for client, found in _ONLY_OF.items()
        if client not in clients
        for place in found
    ]
    return [m for m in modules if is_in(m, places) and not is_in(m, of_others)]


def is_in(module: str, places: Iterable[str]) -> bool:
    """Tell if a module of the runtime is one of these, or lies in one of these folders."""
    return any(f"{module}.".startswith(f"{place}.") for place in places)


def unraised_errors(wanted: Collection[str]) -> set[str]:
    """The errors that nothing in the package raises."""
    return {
        error for name in missing_features(wanted) for error in _RAISED_BY.get(name, ())
    }
