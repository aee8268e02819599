"""What the two clients have in common: their options."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from weakref import WeakValueDictionary

from . import clock
from .credentials import Credential, CredentialProvider
from .errors import ApiError, ConfigurationError
from .http import Timeout, TransportOptions, as_timeout
from .interceptors import check_interceptors
from .retry import RetryPolicy
from .sites import (
    Site,
    check_region,
    check_site,
    default_endpoint,
    parse_endpoint,
)
from .sources import Source, as_source, default_source, from_environment

if TYPE_CHECKING:
    from typing_extensions import Self

    from .attempts import Learned
    from .call import Core, HttpMethod, SignatureMethod
    from .rate import RateLimiter
    from .tls import ClientCert

T = TypeVar("T")
S = TypeVar("S")
Hook = TypeVar("Hook")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\Z")
_DEFAULT_RETRY = RetryPolicy()


class BaseClient(
    Generic[
        T,
        S,
        Hook,
    ]
):
    """The options of a client.

    Its transport is a `T`, its session may be an `S`, its interceptors are `Hook`s.
    """

    service: ClassVar[str]
    version: ClassVar[str]
    regions: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    request_size: ClassVar[int] = 10 * 1024 * 1024
    """Bytes of the largest request that the service takes."""
    _interceptor_kinds: ClassVar[tuple[type, ...]]

    def __init__(
        self,
        credential: Credential | Source | CredentialProvider | None = None,
        region: str | None = None,
        *,
        site: Site = "international",
        endpoint: str | None = None,
        language: str = "en-US",
        timeout: float | Timeout = Timeout(),  # noqa: B008
        retry: RetryPolicy = _DEFAULT_RETRY,
        rate_limiter: RateLimiter | None = None,
        interceptors: Sequence[Hook] = (),
        proxy: str | None = None,
        trust_env: bool = True,
        ca_file: str | None = None,
        client_cert: ClientCert | None = None,
        max_connections: int = 100,
        session: S | None = None,
        validate: bool = True,
        signature: SignatureMethod = "TC3-HMAC-SHA256",
        unsigned_payload: bool = False,
        http_method: HttpMethod = "POST",
        transport: T | None = None,
    ) -> None:
        """Sets up a client. Nothing is sent yet.

        Args:
            credential: Who calls: a `Credential`, a source such as `InstanceRole()`, or a
                function that returns one. Without one: the environment, a profile file,
                the role of the instance, in that order.
            region: Such as `ap-singapore`. Without one: the only region of the site, if
                the service has just one there.
            site: The provider's site where the account is, `international` or `china`.
            endpoint: Another server, as `http://127.0.0.1:8808`.
            language: Of the service's error messages, `en-US` or `zh-CN`.
            timeout: Seconds for the whole call, or a `Timeout`.
            retry: How often and how fast a failed call is tried again.
            rate_limiter: Makes calls wait, so that they keep to the service's limits; a
                `LocalRateLimiter` or a `RedisRateLimiter`, which clients may share.
            interceptors: See `Interceptor`; the first is the outermost one.
            proxy: URL of an HTTP proxy, for all requests. Without one, those that the
                environment names: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY.
            trust_env: Whether the environment may name proxies.
            ca_file: Certificates to trust instead of the system's, a file in PEM form.
            client_cert: Who the client is in TLS: a PEM file with certificate and key, or
                (certificate, key), or (certificate, key, password).
            max_connections: Most connections that are open at a time.
            session: Whose connections are used: an `aiohttp.ClientSession`, or, by a
                synchronous client, a `urllib3.PoolManager`. Its own proxies, certificates
                and limits hold. It is not closed by the client.
            validate: Whether requests are checked against the spec before they are sent.
            signature: `HmacSHA256` and `HmacSHA1` are for what knows only the older ones;
                a request then has at most 1 MB. Files and bytes are signed with
                `TC3-HMAC-SHA256` all the same, as those cannot.
            unsigned_payload: Leaves the body out of the signature, which saves hashing a
                large one; then only TLS protects it.
            http_method: `GET` sends actions that may be repeated as GET, with at most
                32 KB; all others are posted, since anyone on the way may send a GET again.
            transport: Sends the requests instead of the usual transport; it is not closed
                by the client.

        Raises:
            ConfigurationError: An option is wrong.
        """
        check_site(site)
        known = self.regions.get(site, ())
        if region is None and len(known) == 1:
            region = known[0]
        connecting = TransportOptions(
            proxy=proxy,
            trust_env=trust_env,
            ca_file=ca_file,
            client_cert=client_cert,
            max_connections=max_connections,
            session=session,
        )
        connecting.check()
        if transport is not None and session is not None:
            raise ConfigurationError("pass transport or session, not both")
        self._options: dict[str, Any] = {
            "region": region,
            "site": site,
            "endpoint": endpoint,
            "language": language,
            "timeout": timeout,
            "retry": retry,
            "rate_limiter": rate_limiter,
            "interceptors": interceptors,
            "validate": validate,
            "signature": signature,
            "unsigned_payload": unsigned_payload,
            "http_method": http_method,
        }
        self._core = self._make_core()
        self._owns_transport = True
        self._closed = False
        self._parent: Self | None = None
        if transport is not None:
            self._transport: T = transport
            self._owns_transport = False
        if self._owns_transport:
            self._transport = self._make_transport(connecting)
        self._keepers: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._use(from_environment() if credential is None else credential)

    def with_options(
        self,
        *,
        credential: Credential | Source | CredentialProvider | None = None,
        region: str | None = None,
        language: str | None = None,
        timeout: float | Timeout | None = None,
        retry: RetryPolicy | None = None,
        rate_limiter: RateLimiter | None = None,
        interceptors: Sequence[Hook] | None = None,
        validate: bool | None = None,
        signature: SignatureMethod | None = None,
        unsigned_payload: bool | None = None,
        http_method: HttpMethod | None = None,
    ) -> Self:
        """This client with other options, for one call or many.

        It shares the connections of this client, and cannot be used once this is closed.
        """
        given = {
            "region": region,
            "language": language,
            "timeout": timeout,
            "retry": retry,
            "rate_limiter": rate_limiter,
            "interceptors": interceptors,
            "validate": validate,
            "signature": signature,
            "unsigned_payload": unsigned_payload,
            "http_method": http_method,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        made = copy.copy(self)
        made._options = {**self._options, **changed}
        made._core = made._make_core(self._core.learned)
        made._owns_transport = False
        made._parent = self
        if credential is not None:
            made._use(credential)
        return made

    def __repr__(self) -> str:
        settings = self._core.settings
        return f"<{type(self).__name__} {settings.endpoint.host} {settings.region}>"

    def _make_core(self, learned: Learned | None = None) -> Core:
        from .call import Core, Settings

        options = self._options
        site, region, endpoint = options["site"], options["region"], options["endpoint"]
        _check_language(options["language"])
        _check_rate_limiter(options["rate_limiter"])
        if not isinstance(options["retry"], RetryPolicy):
            raise ConfigurationError("retry must be a RetryPolicy, as RetryPolicy(3)")
        check_region(region, site, self.regions if endpoint is None else {})
        return Core(
            Settings(
                service=self.service,
                version=self.version,
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
                rate_limiter=options["rate_limiter"],
                interceptors=check_interceptors(
                    options["interceptors"], self._interceptor_kinds
                ),
                signature=options["signature"],
                http_method=options["http_method"],
                unsigned_payload=options["unsigned_payload"],
            ),
            learned,
        )

    def _use(self, credential: Credential | Source | CredentialProvider | None) -> None:
        """Takes a credential as it is; what gives one gets a keeper, which is shared."""
        self._credential = credential if isinstance(credential, Credential) else None
        if self._credential is None:
            source = default_source() if credential is None else credential
            keeper = self._keepers.get(id(source))
            if keeper is None:
                keeper = self._make_keeper(as_source(source))
                self._keepers[id(source)] = keeper
            self._keeper = keeper

    def _make_keeper(self, source: Source) -> Any:
        raise NotImplementedError

    def _make_transport(self, options: TransportOptions) -> T:
        raise NotImplementedError

    @staticmethod
    def _now() -> float:
        return clock.monotonic()

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


def _check_rate_limiter(limiter: object) -> None:
    if limiter is not None and (
        isinstance(limiter, type) or not hasattr(limiter, "acquire_async")
    ):
        raise ConfigurationError(
            "rate_limiter must be a limiter, such as LocalRateLimiter()"
        )
