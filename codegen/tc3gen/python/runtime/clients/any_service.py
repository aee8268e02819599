"""Clients for services that this package has no models of."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any, Concatenate, ParamSpec

from ..errors import ApiError, ConfigurationError, hide_arguments
from . import async_client, sync_client

P = ParamSpec("P")

_SERVICE = re.compile(r"[a-z][a-z0-9]{0,31}\Z")
_VERSION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def _options_of(
    init: Callable[Concatenate[Any, P], None],
) -> Callable[[Callable[..., None]], Callable[Concatenate[Any, str, str, P], None]]:
    """Give a constructor the options of another one, behind the service and its version."""

    def typed(
        own: Callable[..., None],
    ) -> Callable[Concatenate[Any, str, str, P], None]:
        return own

    return typed


class Client(sync_client.Client):
    """Calls any action of any service by its name on the wire, without models.

    For what the clients with models lack, such as a service that was not generated::

        with tc3.Client("cvm", "2017-03-12", region="ap-singapore") as cvm:
            page = cvm.call("DescribeInstances", {"Limit": 10}, repeatable=True)
            print(page.raw["TotalCount"], page.request_id)

    Nothing is checked against a spec, and the response is in `raw`. Options, signatures,
    retries, credentials and errors are those of every client: `repeatable=True` says that an
    action may be sent again after it may have been carried out. Threads may share a client.

    Args:
        service: Such as `cvm`: the first part of the host, before `.tencentcloudapi.com`.
        version: Of its API, such as `2017-03-12`.
        credential: As of every client, and so are all other options.
    """

    @_options_of(sync_client.Client.__init__)
    @hide_arguments
    def __init__(self, service: str, version: str, *args: Any, **options: Any) -> None:
        _set_service(self, service, version)
        super().__init__(*args, **options)

    def _error_source(self) -> Callable[[], dict[str, type[ApiError]]]:
        return partial(_error_classes, self.service, self.version)


class AsyncClient(async_client.AsyncClient):
    """Calls any action of any service, asynchronously; see `Client`::

        async with tc3.AsyncClient("cvm", "2017-03-12", region="ap-singapore") as cvm:
            page = await cvm.call("DescribeInstances", {"Limit": 10}, repeatable=True)

    Tasks of one event loop share it.
    """

    @_options_of(async_client.AsyncClient.__init__)
    @hide_arguments
    def __init__(self, service: str, version: str, *args: Any, **options: Any) -> None:
        _set_service(self, service, version)
        super().__init__(*args, **options)

    def _error_source(self) -> Callable[[], dict[str, type[ApiError]]]:
        return partial(_error_classes, self.service, self.version)


def _set_service(client: Any, service: object, version: object) -> None:
    """Set what generated clients have on their classes. Raises `ConfigurationError`."""
    if not isinstance(service, str) or not _SERVICE.match(service):
        raise ConfigurationError("service must be a name such as cvm")
    if not isinstance(version, str) or not _VERSION.match(version):
        raise ConfigurationError("version must be a date such as 2017-03-12")
    client.service = service
    client.version = version


def _error_classes(service: str, version: str) -> dict[str, type[ApiError]]:
    """The error classes of the service where the package has them, else the common ones."""
    own = f"...{service}.v{version.replace('-', '')}.errors"
    for module in (own, "...errors"):
        try:
            errors = import_module(module, __package__)
        except ImportError:
            continue
        classes: dict[str, type[ApiError]] | None = getattr(errors, "CODES", None)
        if classes is not None:
            return classes
    return {}
