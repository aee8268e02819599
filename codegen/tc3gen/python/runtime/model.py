"""What generated models are made of: attrs classes whose fields know the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

import attrs

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    from .pages import Pages
else:

    def dataclass_transform(**_: Any) -> Callable[[Any], Any]:
        """Means something to type checkers only; Python 3.10 lacks it."""
        return lambda decorated: decorated


C = TypeVar("C", bound=type)
R = TypeVar("R", bound="Response")

Bounds = tuple[float | None, float | None]
INFO = "tc3"

Form = Literal["json", "get", "multipart", "octet-stream"]
"""How the parameters of an action travel."""


@attrs.frozen(kw_only=True)
class FieldInfo:
    """What the spec says about a member, beside its type."""

    wire: str
    length: Bounds | None = None
    size: Bounds | None = None
    items: Bounds | None = None
    range: Bounds | None = None
    deprecated: str | None = None
    sensitive: bool = False
    format: Literal["iso"] | None = None
    header: str | None = None  # with forms
    """What it travels in beside a body that is bytes."""


@attrs.frozen(kw_only=True)
class ActionInfo:
    """What the spec says about an action."""

    name: str
    answer: type[Response]
    repeatable: bool = False
    client_token: str | None = None
    unsigned: bool = False
    rate_limit: int | None = None
    pages: Pages | None = None  # with pages
    form: Form = "json"  # with forms
    streams: bool | str = False  # with forms
    """Whether the answer may be a stream of events; the parameter that asks for it."""
    special: bool = False  # with forms
    """Whether one of the two is not as usual."""


def field(
    wire: str,
    *,
    default: Any = attrs.NOTHING,
    factory: Callable[[], Any] | None = None,
    length: Bounds | None = None,
    size: Bounds | None = None,
    items: Bounds | None = None,
    range: Bounds | None = None,
    deprecated: str | None = None,
    sensitive: bool = False,
    format: Literal["iso"] | None = None,
    header: str | None = None,  # with forms
) -> Any:
    """A member of a model. `wire` is its name on the wire; limits are inclusive."""
    info = FieldInfo(
        wire=wire,
        length=length,
        size=size,
        items=items,
        range=range,
        deprecated=deprecated,
        sensitive=sensitive,
        format=format,
        header=header,  # with forms
    )
    return attrs.field(
        default=attrs.Factory(factory) if factory is not None else default,
        metadata={INFO: info},
        repr=_hidden if sensitive else True,
    )


def _hidden(value: object) -> str:
    return "None" if value is None else "'***'"


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def model(cls: C) -> C:
    """Makes a data type."""
    return attrs.define(cls, kw_only=True)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def response(cls: C) -> C:
    """Makes the answer of an action; a subclass of `Response`."""
    return attrs.define(cls, kw_only=True)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def request(
    name: str,
    *,
    answer: type[Response],
    repeatable: bool = False,
    client_token: str | None = None,
    unsigned: bool = False,
    rate_limit: int | None = None,
    size_limit: int | None = None,
    pages: Pages | None = None,  # with pages
    form: Form = "json",  # with forms
    streams: bool | str = False,  # with forms
) -> Callable[[C], C]:
    """Makes the request of the action `name`; a subclass of `Request`.

    `repeatable` says that sending it twice does no harm, `client_token` which member of the
    wire makes it so; `rate_limit` is in requests a second. `streams` is true, or names a
    parameter that must be, where the answer may be a stream of events.
    """
    info = ActionInfo(
        name=name,
        answer=answer,
        repeatable=repeatable,
        client_token=client_token,
        unsigned=unsigned,
        rate_limit=rate_limit,
        pages=pages,  # with pages
        form=form,  # with forms
        streams=streams,  # with forms
        special=form != "json" or streams is not False,  # with forms
    )

    def make(cls: C) -> C:
        made = attrs.define(cls, kw_only=True)
        made.__action__ = info  # type: ignore[attr-defined]
        return made

    return make


@model
class Response:
    """The answer of an action. An action without a model answers this class itself."""

    request_id: str = attrs.field(default="")
    """Identifies the call, to ask the provider about it."""

    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)
    """The answer as it was received, with the names of the wire and unknown members."""


class Request(Generic[R]):
    """The request of an action, to be sent with `client.send`."""

    __slots__ = ()
    __action__: ClassVar[ActionInfo]
