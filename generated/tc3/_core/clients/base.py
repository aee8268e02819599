"""The common part of the two clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, Union
from weakref import WeakValueDictionary

from .. import clock
from ..auth.providers import as_source, from_environment
from ..auth.source import Source
from ..credentials import Credential, CredentialProvider
from ..endpoints import Site
from ..errors import ApiError, ConfigurationError, Tc3Error, hide_arguments
from ..not_copied import NotCopied
from ..retry import RetryPolicy
from ..transport.base import TransportOptions
from ..transport.timeouts import Timeout
from . import types
from .options import ClientOptions

if TYPE_CHECKING:
    from ..bulk.run import BulkRun
    from ..calls.attempts import Attempts, SharedState
    from ..calls.core import CallPipeline

AnyCredential = Union[  # noqa: UP007
    Credential,
    Source,
    CredentialProvider,
]

T = TypeVar("T")
S = TypeVar("S")
Hook = TypeVar("Hook")
Self = TypeVar("Self", bound="BaseClient[Any, Any, Any]")
"""The class of a client; editors that complete by jedi do not know `typing.Self`."""
_DEFAULT_RETRY = RetryPolicy()


class BaseClient(
    NotCopied,
    Generic[
        T,
        S,
        Hook,
    ],
):
    """The options of a client.

    Its transport is a `T`, its session may be an `S`, its interceptors are `Hook`s.
    """

    _instead = "it holds keys and connections: make one in each process"
    service: ClassVar[str]
    version: ClassVar[str]
    regions: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    own_domain: ClassVar[str | None] = None
    """The host of a service that is not the provider's, with `{service}` and `{region}`."""
    signing_name: ClassVar[str | None] = None
    """The name of the service in signatures, where it is another one."""
    request_size: ClassVar[int] = 10 * 1024 * 1024
    """Bytes of the largest request that the service takes."""
    _interceptor_kinds: ClassVar[tuple[type, ...]]

    @hide_arguments
    def __init__(
        self,
        credential: AnyCredential | None = None,
        region: str | None = None,
        *,
        site: Site = "international",
        endpoint: str | None = None,
        domain: str | None = None,
        backup_endpoint: str | None = None,
        language: str = "en-US",
        request_client: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | Timeout = Timeout(),  # noqa: B008
        retry: RetryPolicy = _DEFAULT_RETRY,
        rate_limiter: types.RateLimiter | None = None,
        ledger: types.Ledger | None = None,
        interceptors: Sequence[Hook] = (),
        proxy: str | None = None,
        trust_env: bool = True,
        ca_file: str | None = None,
        client_cert: types.ClientCert | None = None,
        max_connections: int = 100,
        session: S | None = None,
        validate: bool = True,
        signature: types.SignatureMethod = "TC3-HMAC-SHA256",
        unsigned_payload: bool = False,
        http_method: types.HttpMethod = "POST",
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
            endpoint: Another server, as `http://127.0.0.1:8808`, or a gateway with a path,
                as `https://gateway.example/tencent/`.
            domain: Where all services are, instead of `tencentcloudapi.com`: requests go to
                `SERVICE.DOMAIN`.
            backup_endpoint: A second server, for calls that could not be sent to the first:
                only where it is certain that no byte of the request left, as when no
                connection was made. It is asked at once, and in turns from then on.
            language: Of the service's error messages, `en-US` or `zh-CN`.
            request_client: What is added to the name of the SDK in `X-TC-RequestClient`,
                so that the provider's records tell programs apart: up to 128 letters, digits
                and `-_ ,;.`.
            headers: Sent with every request, beside those of the SDK. None of them is
                signed, and those of framing and signature cannot be set.
            timeout: Seconds for the whole call, or a `Timeout`.
            retry: How often and how fast a failed call is tried again.
            rate_limiter: Makes calls wait, so that they keep to the service's limits; a
                `LocalRateLimiter` or a `RedisRateLimiter`, which clients may share.
            ledger: Records the calls that have a key (`with_options(once=...)`), so that none
                of them happens twice, whatever becomes of this process: a `RedisLedger` or a
                `SqliteLedger`, which clients may share.
            interceptors: See `Interceptor`; the first is the outermost one.
            proxy: URL of a proxy, for all requests: `http://`, `https://` or, for
                synchronous clients, `socks5h://`. Without one, those that the environment
                names: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY.
            trust_env: Whether the environment may name proxies.
            ca_file: Certificates to trust instead of the system's, a file in PEM form.
            client_cert: Who the client is in TLS: a PEM file with certificate and key, or
                (certificate, key), or (certificate, key, password).
            max_connections: Most connections that are open at a time.
            session: An `aiohttp.ClientSession` whose connections an asynchronous client
                uses. Its own proxies, certificates, limits, traces and middlewares hold.
                It is not closed by the client.
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
        given = locals()  # the parameters are the options
        del given["self"], given["credential"]
        self._options = ClientOptions(**given)
        check_credential(credential)
        connecting = self._options.connecting()
        self._core = self._make_core()
        self._owns_transport = True
        self._needs_region = endpoint is None and domain is None
        self._closed = False
        self._parent: BaseClient[T, S, Hook] | None = None
        if transport is not None:
            self._transport: T = transport
            self._owns_transport = False
            if getattr(transport, "takes_any_region", False):  # as a test's
                self._needs_region = False
        else:
            self._transport = self._make_transport(connecting)
        self._keepers: WeakValueDictionary[int, Any] = WeakValueDictionary()
        self._use(from_environment() if credential is None else credential)

    @hide_arguments
    def with_options(  # noqa: PYI019
        self: Self,
        *,
        credential: AnyCredential | None = None,
        region: str | None = None,
        language: str | None = None,
        request_client: str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | Timeout | None = None,
        retry: RetryPolicy | None = None,
        rate_limiter: types.RateLimiter | None = None,
        ledger: types.Ledger | None = None,
        once: str | None = None,
        once_wait: float | None = None,
        interceptors: Sequence[Hook] | None = None,
        validate: bool | None = None,
        signature: types.SignatureMethod | None = None,
        unsigned_payload: bool | None = None,
        http_method: types.HttpMethod | None = None,
    ) -> Self:
        """This client with other options, for one call or many.

        It shares the connections of this client, and cannot be used once this is closed.

        `once` is the key, in the client's ledger, of one call that must not happen twice: used
        again after success, it gives the recorded response. `once_wait` is for how many seconds
        to wait while another holder of the key is at it.
        """
        given = locals()
        del given["self"], given["credential"]
        check_credential(credential)
        made = self._changed(given)
        if credential is not None:
            made._use(credential)
        return made

    def _changed(self: Self, given: Mapping[str, Any]) -> Self:  # noqa: PYI019
        """A copy with other options, those that are None left out."""
        made = type(self).__new__(type(self))
        vars(made).update(vars(self))
        made._options = self._options.changed(given)
        made._core = made._make_core(shared=self._core.learned)
        made._owns_transport = False
        made._parent = self
        return made

    def _refuse_once(self, what: str) -> None:
        """Refuse what takes more than one request for a call with a key."""
        if self._core.settings.once is not None:
            raise ConfigurationError(f"once= is for one request, not for {what}")

    def _with_key_of_chunk(self: Self, run: BulkRun[Any]) -> Self:  # noqa: PYI019
        """This client, with the key of the rows of a bulk call that are sent now."""
        once = self._core.settings.once
        assert once is not None
        key = run.key_of_chunk(once.key)
        return self._changed({"once": key, "harmless": run.busy_codes})

    def _hurried(self: Self, seconds: float) -> Self:  # noqa: PYI019
        """This client, with calls that take so many seconds at most."""
        timeout = self._core.settings.timeout
        if seconds >= timeout.total:
            return self
        return self.with_options(timeout=timeout._replace(total=max(seconds, 0.001)))

    def __repr__(self) -> str:
        if "_core" not in vars(self):
            return f"<{type(self).__name__}>"  # one that could not be made
        settings = self._core.settings
        return f"<{type(self).__name__} {settings.endpoint.host} {settings.region}>"

    def _use(self, credential: Any) -> None:
        """Takes a credential as it is; what gives one gets a keeper, which is shared."""
        self._credential = credential if isinstance(credential, Credential) else None
        if self._credential is None:
            self._keep(credential)

    def _keep(self, credential: AnyCredential | None) -> None:
        if credential is None:
            from ..auth.default_chain import default_source

            credential = default_source()
        keeper = self._keepers.get(id(credential))
        if keeper is None:
            keeper = self._make_keeper(as_source(credential))
            self._keepers[id(credential)] = keeper
        self._keeper = keeper

    def _make_core(self, shared: SharedState | None = None) -> CallPipeline:
        from ..calls.core import CallPipeline

        return CallPipeline(self._options.settings(self), shared=shared)

    def _renews(
        self, error: Tc3Error, credential: Credential | None, attempts: Attempts
    ) -> bool:
        """Have a key renewed that the service refuses; True if there may be another."""
        if self._credential is not None or credential is None:
            return False
        renewed: bool = attempts.may_change_key(error) and self._keeper.reject(
            credential
        )
        return renewed

    def _make_keeper(self, source: Source) -> Any:
        raise NotImplementedError

    def _make_transport(self, options: TransportOptions) -> T:
        raise NotImplementedError

    @staticmethod
    def _clock() -> Callable[[], float]:
        """Give the clock that deadlines go by: that of whoever waits."""
        return clock.monotonic

    def _check_usable(self) -> None:
        """Refuse a call that cannot succeed: without a region, or of a closed client."""
        self._check_open()
        settings = self._core.settings
        if settings.region is None and self._needs_region:
            known = self.regions.get(settings.site, ())
            if len(known) > 1:
                raise ConfigurationError(
                    f"{self.service} has several regions on the {settings.site} site: "
                    f"pass region=, one of {', '.join(known)}"
                )

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed")
        if self._parent is not None:
            self._parent._check_open()

    def _error_source(self) -> Callable[[], dict[str, type[ApiError]]]:
        """Give the function that loads the error classes of the service, by their codes.

        It must not hold the client, which would then be closed by the collector of garbage
        rather than when the last reference to it goes.
        """
        return partial(_error_classes, type(self))


def _error_classes(client: type) -> dict[str, type[ApiError]]:
    home = next(base for base in client.__mro__ if "service" in vars(base))
    try:
        errors = import_module(f"{home.__module__.rpartition('.')[0]}.errors")
    except ImportError:
        return {}
    classes: dict[str, type[ApiError]] = errors.CODES
    return classes


def check_credential(credential: Any) -> None:
    """Refuse what cannot be a credential, before anything else is looked at.

    Who passes id and key as two texts would else find the key in the message about a region.
    """
    if credential is not None and not isinstance(credential, Credential):
        as_source(credential)
