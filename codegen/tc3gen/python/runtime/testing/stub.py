"""Clients that answer from a script instead of a network. For tests of users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Generic, TypeVar, final

from ..clients.async_client import AsyncClient
from ..clients.base import BaseClient
from ..errors import ApiError, ConfigurationError, Tc3Error
from ..model import Request, Response
from ..narrowing import is_mapping
from .script import (
    RawRequest,
    Script,
    ScriptedResponse,
    StubError,
    code_of,
    error_reply,
    same_params,
)
from .service import StubService
from .transport import KEY, AsyncStubTransport, Pauses, StubTransport, replace_init

C = TypeVar("C", bound=BaseClient[Any, Any, Any])
Q = TypeVar("Q", bound=Request[Any])
R = TypeVar("R", bound=Response)


@final
class Stub(Generic[C]):
    """A script of responses, and the client that gets them. Made by `stub`."""

    def __init__(
        self,
        client: type[C],
        *,
        strict: bool,
        in_order: bool,
        everywhere: bool,
        options: Mapping[str, Any],
    ) -> None:
        self._class = client
        self._everywhere = everywhere
        self._script = Script(strict=strict, in_order=in_order)
        self._service = StubService(client, self._script)
        self._pauses = Pauses()
        self._undo: Callable[[], None] | None = None
        self._transport = (
            AsyncStubTransport(self._service.exchange)
            if issubclass(client, AsyncClient)
            else StubTransport(self._service.exchange)
        )
        self.client: C = client(**{**options, **self._options()})
        """The client: it asks for no key, sends nothing, and waits for nothing."""
        self._service.site = self.client._core.settings.site  # pyright: ignore[reportPrivateUsage]
        self._pauses.calm(self.client)

    @property
    def calls(self) -> list[Request[Any] | RawRequest]:
        """The requests that were sent, with their retries, as the service would read them."""
        return self._service.calls

    def answer(
        self,
        request: Callable[..., Request[R]] | Request[R] | str,
        *responses: R | Mapping[str, Any] | Callable[[Any], R],
        times: int | None = 1,
    ) -> None:
        """Set the responses to requests, in this order.

        Args:
            request: A request's class, for any of its requests; a request, for those that
                are the same on the wire; or the name of an action that has no model.
            responses: Responses; mappings with the names of the wire, sent as they are; or
                functions that are given the request and return a response. Without any, a
                response is made from the types of its members.
            times: How often each of them is given; None for any number of times, also none.

        Raises:
            StubError: A response does not fit its request.
        """
        action, cls, params = self._matched(request)
        for each in responses or (self._service.sampled(cls),):
            self._check_response(action, cls, each)
            self._script.add(
                ScriptedResponse(action, params, self._service.replying(each), times)
            )

    def fail(
        self,
        request: Callable[..., Request[Any]] | Request[Any] | str,
        error: type[ApiError] | Tc3Error | str,
        message: str = "",
        *,
        times: int | None = 1,
    ) -> None:
        """Set the error that requests fail with. The client retries as it would; without a pause.

        Args:
            request: As with `answer`.
            error: The class of an error code, or a code, which the service returns; or an
                error of the SDK, such as `errors.CallTimeout("too slow")`.
            message: The message of the service.
            times: How often; None for any number of times, also none.
        """
        action, _, params = self._matched(request)
        if isinstance(error, Tc3Error) and not isinstance(error, ApiError):
            self._script.add(
                ScriptedResponse(action, params, error_reply(error), times)
            )
            return
        code = error if isinstance(error, str) else code_of(error)
        if isinstance(error, ApiError):
            message = message or error.message
        content = {"Error": {"Code": code, "Message": message}}
        self._script.add(
            ScriptedResponse(action, params, self._service.replying(content), times)
        )

    def sent(self, request: type[Q]) -> list[Q]:
        """The requests of one class that were sent, in order."""
        return [call for call in self.calls if isinstance(call, request)]

    def assert_sent(self, request: Request[Any]) -> None:
        """Checks that a request was sent that is the same on the wire.

        Raises:
            StubError: None was.
        """
        cls: Any = type(request)
        wanted = self._service.wire(request)
        found = [self._service.wire(call) for call in self.sent(cls)]
        token = cls.__action__.client_token
        if not any(same_params(wanted, params, token) for params in found):
            action = cls.__action__.name
            shown = "".join(f"\n  sent:     {params}" for params in found)
            raise StubError(
                action, f"was not sent like this:\n  expected: {wanted}{shown}"
            )

    def check(self) -> None:
        """Checks that nothing failed, and every response was asked for. Done by `with`.

        Raises:
            StubError: What failed first, or the responses that are left.
        """
        if self._service.failures:
            raise self._service.failures[0]
        left = self._script.left()
        if left:
            raise StubError("", f"responses that nobody asked for: {', '.join(left)}")

    def __enter__(self) -> Stub[C]:
        if self._everywhere:
            self._undo = replace_init(self._class, self._options(), self._pauses.calm)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._undo is not None:
            self._undo()
            self._undo = None
        if error is None:
            self.check()

    async def __aenter__(self) -> Stub[C]:
        return self.__enter__()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.__exit__(kind, error, traceback)

    def _matched(
        self, request: Any
    ) -> tuple[str, type[Request[Any]] | None, Mapping[str, Any] | None]:
        """The action, the class of its request, and the parameters that are asked for."""
        if isinstance(request, str):
            return request, self._service.request_class(request), None
        cls: Any = request if isinstance(request, type) else type(request)
        action = getattr(cls, "__action__", None)
        if action is None:
            raise StubError("", f"{cls.__name__} is not the request of an action")
        if self._service.request_class(action.name) is not cls:
            raise StubError(
                action.name, f"{self._class.__name__} has no {cls.__name__}"
            )
        return action.name, cls, None if cls is request else self._service.wire(request)

    def _check_response(self, action: str, cls: Any, response: object) -> None:
        """Refuses a response that is of another action, or has a wrong member, at once."""
        if is_mapping(response):
            return
        if isinstance(response, Response):
            if cls is not None and not isinstance(response, cls.__action__.response):
                wanted = cls.__action__.response.__name__
                raise StubError(
                    action, f"is answered by {wanted}, not {type(response).__name__}"
                )
            self._service.wire(response)
        elif not callable(response):
            what = type(response).__name__
            raise StubError(action, f"{what} is no response, mapping or function")

    def _options(self) -> dict[str, Any]:
        return {"credential": KEY, "transport": self._transport}


def _is_client_class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, BaseClient)


def stub(
    client: type[C],
    *,
    strict: bool = False,
    in_order: bool = False,
    everywhere: bool = False,
    **options: Any,
) -> Stub[C]:
    """A client for tests, without a network, a key or a pause; use it in a `with`.

    What it sends is read as the service would read it, and compared with the models: an
    unknown, missing or mistyped parameter raises `StubError`, which is an AssertionError.
    Requests get the responses that are given for them; actions without any are answered with
    values made from their types. At the end of the `with` all responses must have been asked
    for, and a `StubError` that the code under test has caught is raised again.

    Args:
        client: `SesClient`, `AsyncSesClient` or such.
        strict: Whether every call needs a response that was given for it.
        in_order: Whether calls must come in the order of the responses; it is strict, too.
        everywhere: Whether all clients of this class that are made within the `with` are
            such ones: for code that makes its own.
        options: Those of the client, as `site="china"`.
    """
    if not _is_client_class(client):
        raise ConfigurationError("stub takes the class of a client, such as SesClient")
    return Stub(
        client,
        strict=strict,
        in_order=in_order,
        everywhere=everywhere,
        options=options,
    )
