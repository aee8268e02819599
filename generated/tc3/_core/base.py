"""What the two clients have in common: their options."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from .credentials import Credential, CredentialProvider, default_credential
from .errors import ApiError, ConfigurationError
from .http import Timeout, as_timeout
from .retry import RetryPolicy
from .sites import (
    Site,
    check_proxy,
    check_region,
    check_site,
    default_endpoint,
    parse_endpoint,
)

if TYPE_CHECKING:
    from typing_extensions import Self

    from .call import Core

T = TypeVar("T")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\Z")
_DEFAULT_RETRY = RetryPolicy()


class BaseClient(Generic[T]):
    """The options of a client, and its transport `T`."""

    service: ClassVar[str]
    version: ClassVar[str]
    regions: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    request_size: ClassVar[int] = 10 * 1024 * 1024
    """Bytes of the largest request that the service takes."""

    def __init__(
        self,
        credential: Credential | CredentialProvider | None = None,
        region: str | None = None,
        *,
        site: Site = "international",
        endpoint: str | None = None,
        language: str = "en-US",
        timeout: float | Timeout = Timeout(),  # noqa: B008
        retry: RetryPolicy = _DEFAULT_RETRY,
        proxy: str | None = None,
        ca_file: str | None = None,
        max_connections: int = 100,
        validate: bool = True,
        transport: T | None = None,
    ) -> None:
        """Sets up a client. Nothing is sent yet.

        Args:
            credential: Who calls; a function is asked before each request. Without one:
                the environment, then the profile file.
            region: Such as `ap-singapore`. Without one: the only region of the site, if
                the service has just one there.
            site: The provider's site where the account is, `international` or `china`.
            endpoint: Another server, as `http://127.0.0.1:8808`.
            language: Of the service's error messages, `en-US` or `zh-CN`.
            timeout: Seconds for the whole call, or a `Timeout`.
            retry: How often and how fast a failed call is tried again.
            proxy: URL of an HTTP proxy.
            ca_file: Certificates to trust instead of the system's.
            max_connections: Most connections that are open at a time.
            validate: Whether requests are checked against the spec before they are sent.
            transport: Sends the requests instead of the usual transport; it is not closed
                by the client.

        Raises:
            ConfigurationError: An option is wrong, or there is no credential.
        """
        check_site(site)
        known = self.regions.get(site, ())
        if region is None and len(known) == 1:
            region = known[0]
        if proxy is not None:
            check_proxy(proxy)
        if max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1")
        self._options: dict[str, Any] = {
            "credential": default_credential() if credential is None else credential,
            "region": region,
            "site": site,
            "endpoint": endpoint,
            "language": language,
            "timeout": timeout,
            "retry": retry,
            "validate": validate,
        }
        self._core = self._make_core()
        self._owns_transport = transport is None
        self._closed = False
        self._parent: Self | None = None
        self._transport: T = (
            self._make_transport(
                proxy=proxy, ca_file=ca_file, max_connections=max_connections
            )
            if transport is None
            else transport
        )

    def with_options(
        self,
        *,
        credential: Credential | CredentialProvider | None = None,
        region: str | None = None,
        language: str | None = None,
        timeout: float | Timeout | None = None,
        retry: RetryPolicy | None = None,
        validate: bool | None = None,
    ) -> Self:
        """This client with other options, for one call or many.

        It shares the connections of this client, and cannot be used once this is closed.
        """
        given = {
            "credential": credential,
            "region": region,
            "language": language,
            "timeout": timeout,
            "retry": retry,
            "validate": validate,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        made = copy.copy(self)
        made._options = {**self._options, **changed}
        made._core = made._make_core()
        made._owns_transport = False
        made._parent = self
        return made

    def __repr__(self) -> str:
        settings = self._core.settings
        return f"<{type(self).__name__} {settings.endpoint.host} {settings.region}>"

    def _make_core(self) -> Core:
        from .call import Core, Settings

        options = self._options
        site, region, endpoint = options["site"], options["region"], options["endpoint"]
        _check_language(options["language"])
        _check_credential(options["credential"])
        check_region(region, site, self.regions if endpoint is None else {})
        return Core(
            Settings(
                service=self.service,
                version=self.version,
                credential=options["credential"],
                endpoint=(
                    default_endpoint(self.service, region, site)
                    if endpoint is None
                    else parse_endpoint(endpoint, site)
                ),
                region=region,
                site=site,
                language=options["language"],
                timeout=as_timeout(options["timeout"]),
                retry=options["retry"],
                validate=options["validate"],
                max_body=self.request_size,
                error_classes=self._error_classes,
            )
        )

    def _make_transport(
        self, *, proxy: str | None, ca_file: str | None, max_connections: int
    ) -> T:
        raise NotImplementedError

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed")
        if self._parent is not None:
            self._parent._check_open()

    @classmethod
    def _error_classes(cls) -> dict[str, type[ApiError]]:
        """The error classes of the service by their codes, loaded when one is needed."""
        home = next(base for base in cls.__mro__ if "service" in vars(base))
        try:
            errors = import_module(f"{home.__module__.rpartition('.')[0]}.errors")
        except ImportError:
            return {}
        classes: dict[str, type[ApiError]] = errors.CODES
        return classes


def _check_language(language: object) -> None:
    if not isinstance(language, str) or not _LANGUAGE.match(language):
        raise ConfigurationError(f"language {language!r} is no language tag")


def _check_credential(credential: object) -> None:
    if not isinstance(credential, Credential) and not callable(credential):
        raise ConfigurationError(
            "credential must be a Credential, or a function that returns one"
        )
