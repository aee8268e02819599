"""The local cloud as tests use it, with whatever framework.

    with running_cloud() as cloud:
        with cloud.client(SesClient) as ses:
            ...
        mail = cloud.outbox.wait_for(recipient="ada@example.com")

`tc3gen.pytest_plugin` makes fixtures of it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

from tc3gen.cloud.server import LocalCloud

C = TypeVar("C")


class RunningCloud(LocalCloud):
    """A local cloud, and what it takes to call it.

    `url` is its address, `outbox` the mail that went out, `clock` can be moved, `ses`
    changes what accounts may do, and `reset()` makes it as new.
    """

    @property
    def secret_id(self) -> str:
        """The id of the key of its first account."""
        return next(iter(self.accounts))

    @property
    def secret_key(self) -> str:
        """The key of its first account."""
        return self.accounts[self.secret_id]

    def client(self, kind: Callable[..., C], **options: Any) -> C:
        """A new client of this cloud: `client(AsyncSesClient, timeout=2)`.

        Args:
            kind: the class of a generated client, of whatever package.
            options: what else it takes; given ones come before those of the cloud.
        """
        site = options.get("site", "international")
        return kind(**{**self.client_options(kind, site), **options})

    def client_options(
        self, kind: Callable[..., object], site: str = "international"
    ) -> dict[str, Any]:
        """The options with which a class of clients talks to this cloud.

        Where the service has several regions on the site, the first of them is one.
        """
        credential = _credential_class(kind)(self.secret_id, self.secret_key)
        options: dict[str, Any] = {"credential": credential, "endpoint": self.url}
        regions = getattr(kind, "regions", {}).get(site, ())
        return {**options, "region": regions[0]} if regions else options


def _credential_class(kind: Callable[..., object]) -> Any:
    """The `Credential` of the package that a client, or what it is derived from, is of."""
    for each in getattr(kind, "__mro__", (kind,)):
        package = each.__module__
        while package:
            module = sys.modules.get(package)
            found = getattr(module, "Credential", None)
            # The module of a user may import it from a package; a client has it above.
            if found is not None and hasattr(module, "__path__"):
                return found
            package = package.rpartition(".")[0]
    raise TypeError(f"{kind!r} is not the class of a generated client")
