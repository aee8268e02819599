"""The client of a command, made from its options."""

from __future__ import annotations

from typing import Any, final

from ...clients.sync_client import Client
from ...credentials import Credential
from ...errors import ConfigurationError
from ...retry import RetryPolicy
from ...transport.base import TransportOptions
from ...transport.synchronous.transport import H11Transport
from ...transport.timeouts import Timeout
from ..catalog import Version
from ..settings import CommandSettings
from .ledger import once_of
from .tracking import Tracking

_USUAL = Timeout()


def class_of(version: Version) -> type[Client]:
    """A client class for a service version.

    The generated one has a method for each of up to 751 actions; what is needed here are
    its constants only.
    """
    head = version.head
    names: dict[str, Any] = {
        "__module__": f"{version.module}.client",
        "service": head["service"],
        "version": head["version"],
        "regions": {site: tuple(r) for site, r in head.get("regions", {}).items()},
    }
    for name in ("request_size", "own_domain", "signing_name"):
        if head.get(name):
            names[name] = head[name]
    return type("CommandLineClient", (Client,), names)


@final
class Connection:
    """A client, its transport, and the credential that it was given."""

    def __init__(self, client: Client, transport: Tracking) -> None:
        self.client = client
        self.transport = transport

    def __enter__(self) -> Connection:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()
        self.transport.close()


def connect(
    cls: type[Client],
    settings: CommandSettings,
    *,
    validate: bool = True,
    dry: bool = False,
) -> Connection:
    """A client with the options of a command.

    Raises:
        ConfigurationError: An option is wrong.
    """
    once = {} if dry else once_of(settings)
    options = TransportOptions(
        proxy=settings.text("proxy"), ca_file=settings.text("ca_file")
    )
    transport = Tracking(H11Transport(options), dry=dry)
    try:
        client = cls(
            credential_of(settings),
            settings.text("region"),
            site=site_of(settings),
            endpoint=settings.text("endpoint"),
            language=settings.text("language") or "en-US",
            timeout=_timeout(settings),
            retry=_retry(settings),
            transport=transport,
            validate=validate,
        )
        if once:
            client = client.with_options(**once)
    except BaseException:
        transport.close()
        raise
    return Connection(client, transport)


def site_of(settings: CommandSettings) -> Any:
    """The site of the account."""
    return settings.text("site") or "international"


def credential_of(settings: CommandSettings) -> Any:
    """The credential that options name; None for the usual chain."""
    secret_id, secret_key = settings.text("secret_id"), settings.text("secret_key")
    if secret_id or secret_key:
        if not secret_id or not secret_key:
            missing = "secret-key" if secret_id else "secret-id"
            raise ConfigurationError(f"--{missing} is missing")
        return Credential(secret_id, secret_key, settings.text("token"))
    profile = settings.text("profile")
    if profile:
        from ...auth.profiles import ProfileCredential

        return ProfileCredential(profile=profile)
    return None


def _timeout(settings: CommandSettings) -> Timeout:
    total = settings.seconds("timeout")
    if total is None:
        return _USUAL
    return Timeout(
        min(_USUAL.connect, total), min(max(_USUAL.read, total), total), total
    )


def _retry(settings: CommandSettings) -> RetryPolicy:
    retries = settings.count("retries")
    return RetryPolicy() if retries is None else RetryPolicy(retries + 1)
