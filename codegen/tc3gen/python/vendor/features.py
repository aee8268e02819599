"""What of the runtime a vendored package has only where it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tc3gen.python.plan import EXPORTS
from tc3gen.spec.vocabulary import Service

FEATURES: Mapping[str, tuple[str, ...]] = {
    "credentials": (
        "aio_keeper", "keeper", "keys", "metadata", "profiles", "refresh", "roles", "sts",
    ),
    "forms": (
        "aio_chunks", "chance", "chunks", "event_parser", "event_reader", "event_stream",
        "forms", "signature_v1",
    ),
    "hooks": ("logs", "otel", "watch"),
    "rate": ("rate", "redis_rate"),
}  # fmt: skip
"""The modules of each feature."""

MEANINGS: Mapping[str, str] = {
    "credentials": "credentials from profile files, roles and functions, renewed in time",
    "forms": "GET, older signatures, files, bytes and event streams",
    "hooks": "interceptors, the log and OpenTelemetry",
    "rate": "rate limiters",
}

_SHOWN_WITH = {"interceptors": "hooks", "sources": "credentials"}
"""Modules that are always there, but of no use without a feature."""

_SHOWN_IF_USED = frozenset(("bulk_run", "pagers"))

_STAND_IN = '''\
"""Not in this package: {meaning}."""

from typing import Any

from .left_out import missing


def __getattr__(name: str) -> Any:
    return missing(name, "{feature}")
'''

LEFT_OUT = '''\
"""What stands in for the parts of the runtime that this package does not have."""

from importlib import import_module
from typing import Any


def missing(name: str, feature: str) -> Any:
    """Stands in for a name of a module that is not here, until it is called."""
    if name.startswith("__"):
        raise AttributeError(name)

    def refuse(*args: object, **kwargs: object) -> Any:
        # Not imported above: type checkers would find a circle.
        errors = import_module(f"{__package__}.errors")
        raise errors.ConfigurationError(
            f"not in this package: vendor it again with `--with {feature}`"
        )

    return refuse
'''

_NO_LOG = '''\
"""Not in this package: the log."""

import logging
from typing import Any

LOG = logging.getLogger("tc3.left_out")
LOG.disabled = True
LOGGED: Any = None


def retrying(*args: object) -> None:
    pass
'''


def needed(services: Iterable[Service]) -> set[str]:
    """The features that actions cannot do without."""
    actions = [action for service in services for action in service.actions.values()]
    special = any(a.form != "json" or a.streams for a in actions)
    return {"forms"} if special else set()


def left_out(features: Collection[str]) -> dict[str, str]:
    """What stands in for each module of the other features, if something imports it."""
    return {
        module: _NO_LOG
        if module == "logs"
        else _STAND_IN.format(meaning=MEANINGS[feature], feature=feature)
        for feature, modules in FEATURES.items()
        if feature not in features
        for module in modules
    }


def exports(
    features: Collection[str], imported: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """What the package offers: the usual, and what goes with its features and actions."""
    missing = left_out(features)
    of_use = {module for module, feature in _SHOWN_WITH.items() if feature in features}
    return {
        module: names
        for module, names in EXPORTS.items()
        if module not in missing
        and (module not in _SHOWN_WITH or module in of_use)
        and (module not in _SHOWN_IF_USED or module in imported)
    }
