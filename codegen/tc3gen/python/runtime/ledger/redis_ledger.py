"""A ledger in Redis, for any number of processes and machines."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from importlib import import_module
from typing import Any

from ..errors import hide_arguments
from ..redis_access.address import RedisAddress
from ..redis_access.commands import Script
from ..redis_access.connections import RedisConnections
from .entry import Entry, Step, StepResult, UncertainEntry, uncertain_entry
from .ledger import LEASE, WEEK, Ledger, OnUnavailable
from .redis_scripts import FIELDS, scripts
from .trouble import Unreachable

_PATIENCE = 2.0
"""Seconds to wait for Redis, for connecting and for a reply each."""

_AT_ONCE = 500
"""Keys that Redis looks through at a time."""


class RedisLedger(Ledger):
    """Records calls in Redis, or in a cluster of it. Needs `pip install tc3[redis]`.

    A call is recorded before it is sent, so Redis must not forget: it needs `appendonly yes`
    and `appendfsync always`, and memory that it never evicts keys from. A weaker setting is
    warned of once, in the log. Responses are stored as they came.
    """

    @hide_arguments
    def __init__(
        self,
        url: str,
        *,
        prefix: str = "tc3:once",
        cluster: bool = False,
        expiry: float = WEEK,
        lease: float = LEASE,
        on_unavailable: OnUnavailable = "fail",
    ) -> None:
        """Sets up a ledger. Redis is not asked yet.

        Args:
            url: As `redis://:password@host:6379/0`, `rediss://` for TLS, or
                `redis+unix:///path/to/socket`.
            prefix: What the keys in Redis begin with.
            cluster: Whether the URL is that of a node of a cluster.
            expiry: Seconds for which the outcome of a call is remembered, a week by default.
                Uncertain calls are remembered until they are resolved.
            lease: Seconds after which a process that is not heard of counts as gone.
            on_unavailable: What calls do while Redis cannot be used: `fail` with a
                `TransportError`, so that nothing is sent, or go out without it (`send`).

        Raises:
            ConfigurationError: An option is wrong, or the library `redis` is missing.
        """
        super().__init__(expiry=expiry, lease=lease, on_unavailable=on_unavailable)
        self._address = RedisAddress(url, "the ledger")
        self._name = self._address.shown
        self._prefix = f"{prefix}:"
        self._connections = RedisConnections(
            self._address, "RedisLedger", _PATIENCE, cluster=cluster
        )
        self._errors = self._connections.errors
        texts = scripts(self._times)
        self._scripts = {kind: Script(text) for kind, text in texts.items()}
        self._checked = False

    def close(self) -> None:
        super().close()
        self._connections.close()

    async def aclose(self) -> None:
        await super().aclose()
        await self._connections.aclose()

    def _apply(self, step: Step) -> StepResult:
        try:
            if not self._checked:
                self._warn(_settings(self._connections.client))
            return _step_result(self._connections.run(*self._question(step)))
        except self._errors as error:
            raise self._unreachable(error) from None

    async def _apply_async(self, step: Step) -> StepResult:
        try:
            if not self._checked:
                held = await self._connections.of_loop()
                self._warn(await _settings_async(held.client))
            return _step_result(
                await self._connections.run_async(*self._question(step))
            )
        except self._errors as error:
            raise self._unreachable(error) from None

    def _list(self) -> Iterator[UncertainEntry]:
        try:
            client = self._connections.client
            now = float(client.time(**_any_node(client))[0])
            for key in client.scan_iter(f"{self._pattern}*", count=_AT_ONCE):
                found = self._lost(key, client.hmget(key, FIELDS), now)
                if found is not None:
                    yield found
        except self._errors as error:
            raise self._unreachable(error) from None

    async def _list_async(self) -> AsyncIterator[UncertainEntry]:
        try:
            client = (await self._connections.of_loop()).client
            now = float((await client.time(**_any_node(client)))[0])
            async for key in client.scan_iter(f"{self._pattern}*", count=_AT_ONCE):
                found = self._lost(key, await client.hmget(key, FIELDS), now)
                if found is not None:
                    yield found
        except self._errors as error:
            raise self._unreachable(error) from None

    @property
    def _pattern(self) -> str:
        """The prefix, for Redis to match as it is."""
        return "".join(f"\\{c}" if c in "*?[]\\^" else c for c in self._prefix)

    def _lost(self, key: bytes, values: list[Any], now: float) -> UncertainEntry | None:
        """The entry under a key of Redis, if it is uncertain."""
        entry = _entry(values)
        if entry is None or not entry.is_lost(now):
            return None
        return uncertain_entry(key.decode()[len(self._prefix) :], entry)

    def _question(self, step: Step) -> tuple[Script, str, list[str]]:
        """The script of a step, its key and its arguments."""
        args = [step.holder, step.state, step.fingerprint, step.action]
        if step.kind == "settle":
            args += [step.request_id, step.cause]
            if step.response is not None:
                args.append(step.response)
        return self._scripts[step.kind], self._prefix + step.key, args

    def _unreachable(self, error: BaseException) -> Unreachable:
        return Unreachable(self._address.mask(str(error) or type(error).__name__))

    def _warn(self, settings: Mapping[str, str]) -> None:
        """Tell once if Redis could forget what it has recorded."""
        weak = [] if self._checked else [*_weaknesses(settings)]
        self._checked = True
        if weak:
            logging.getLogger(__name__).warning(
                "the ledger's %s may forget what it has recorded, and a call may then be sent "
                "twice: %s",
                self._name,
                "; ".join(weak),
            )


def _weaknesses(settings: Mapping[str, str]) -> Iterator[str]:
    """Tell how a Redis with these settings may forget."""
    if settings.get("appendonly") == "no":
        yield "set `appendonly yes` and `appendfsync always`"
    elif settings.get("appendfsync") not in ("always", None):
        yield f"appendfsync is {settings['appendfsync']}, set `appendfsync always`"
    policy = settings.get("maxmemory-policy", "noeviction")
    if settings.get("maxmemory", "0") != "0" and policy != "noeviction":
        yield f"maxmemory-policy is {policy}, set `maxmemory-policy noeviction`"


_PATTERNS = ("append*", "maxmemory*")


def _settings(client: Any) -> dict[str, str]:
    """The settings of a Redis; none where they may not be seen, as with some providers."""
    refusal = import_module("redis").ResponseError
    found: dict[str, str] = {}
    try:
        for pattern in _PATTERNS:
            found |= client.config_get(pattern, **_any_node(client))
    except refusal:
        pass
    return _texts(found)


async def _settings_async(client: Any) -> dict[str, str]:
    refusal = import_module("redis").ResponseError
    found: dict[str, str] = {}
    try:
        for pattern in _PATTERNS:
            found |= await client.config_get(pattern, **_any_node(client))
    except refusal:
        pass
    return _texts(found)


def _any_node(client: Any) -> dict[str, Any]:
    """The argument by which a client of a cluster asks one node; none for another client."""
    if hasattr(client, "get_random_node"):
        return {"target_nodes": "random"}
    return {}


def _texts(settings: Mapping[Any, Any]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in settings.items()}


def _step_result(reply: int | list[Any]) -> StepResult:
    if isinstance(reply, list):
        return StepResult(False, _entry(reply))
    return StepResult(reply == 1, None)


def _entry(values: list[Any]) -> Entry | None:
    """An entry from its fields; None where there is none."""
    state, holder, fingerprint, action, began, lease, response, request_id, cause = (
        values
    )
    if state is None:
        return None
    return Entry(
        _text(state),  # type: ignore[arg-type] # of our own script
        _text(holder),
        _text(fingerprint),
        _text(action),
        float(began or 0),
        float(lease or 0),
        response=None if response is None else _text(response),
        request_id=_text(request_id),
        cause=_text(cause),
    )


def _text(value: Any) -> str:
    """Decode what Redis gives."""
    return value.decode() if isinstance(value, bytes) else str(value or "")
