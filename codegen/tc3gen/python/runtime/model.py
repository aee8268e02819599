"""Generated models: attrs classes whose fields know their names and limits on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Literal, TypeVar

import attr  # `attrs` is the same, and seven modules more

from .endpoints import Site
from .errors import ValidationError
from .narrowing import is_object
from .serialization.fields import INFO, FieldInfo, ModelBase, Role, is_sent

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    from .ledger.check import Check
else:

    def dataclass_transform(**_: Any) -> Callable[[Any], Any]:
        """Means something to type checkers only; Python 3.10 lacks it."""
        return lambda decorated: decorated


C = TypeVar("C", bound=type)
M = TypeVar("M", bound="Model")
R = TypeVar("R", bound="Response")

Form = Literal["json", "get", "multipart", "octet-stream"]
"""The encodings of an action's parameters."""


class _Info:
    """Not made by attrs, which would take longer to make the two classes than all that is
    done with them in a process that makes one call."""

    def __init__(self, **given: Any) -> None:
        vars(self).update(given)


class Pages(_Info):
    """The members that carry the position, the size and the items; Python names.

    One of `offset` (items to skip), `page` (counted from 1) and `token` is set. `items`,
    `total` and `next` may be dotted paths into the response.
    """

    items: str
    offset: str | None = None
    page: str | None = None
    token: str | None = None
    next: str | None = None
    limit: str | None = None
    total: str | None = None
    text: bool = False
    """True where positions and sizes travel as text."""


class ActionInfo(_Info):
    """Facts of the spec about an action."""

    name: str
    response: type[Response]
    repeatable: bool = False
    client_token: str | None = None
    unsigned: bool = False
    rate_limit: int | None = None
    host: str | None = None
    """The host that serves it, if it is not that of the service."""
    pages: Pages | None = None
    check: Check | None = None
    form: Form = "json"
    streams: bool | str = False
    """True if the response may be a stream of events; the parameter that asks for it."""
    special: bool = False
    """True if one of the two is not as usual."""


def field(
    wire: str,
    *,
    default: Any = attr.NOTHING,
    factory: Callable[[], Any] | None = None,
    deprecated: str | None = None,
    sensitive: bool = False,
    always: bool = False,
    nullable: bool = False,
    format: Literal["iso"] | None = None,
    header: str | None = None,
    **limits: Any,
) -> Any:
    """A member of a model. `wire` is its name on the wire; limits are inclusive."""
    info = FieldInfo(
        wire=wire,
        deprecated=deprecated,
        sensitive=sensitive,
        always=always,
        nullable=nullable,
        format=format,
        header=header,
        constraints=limits,
        **limits,
    )
    return attr.field(
        default=attr.Factory(factory) if factory is not None else default,
        metadata={INFO: info},
        repr=_hidden_text if sensitive else True,
    )


def _hidden_text(value: object) -> str:
    return "None" if value is None else "'***'"


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def model(cls: C) -> C:
    """Make a data type; a subclass of `Model`."""
    return attr.define(cls, kw_only=True)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def response(cls: C) -> C:
    """Make the response of an action; a subclass of `Response`."""
    return attr.define(cls, kw_only=True)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
def request(
    name: str,
    *,
    response: type[Response],
    repeatable: bool = False,
    client_token: str | None = None,
    unsigned: bool = False,
    rate_limit: int | None = None,
    host: str | None = None,
    pages: Pages | None = None,
    check: Check | None = None,
    form: Form = "json",
    streams: bool | str = False,
) -> Callable[[C], C]:
    """Make the request of the action `name`; a subclass of `Request`.

    `repeatable` says that sending it twice does no harm, `client_token` which member of the
    wire makes it so; `rate_limit` is in requests a second. `streams` is true, or names a
    parameter that must be, where the response may be a stream of events.
    """
    info = ActionInfo(
        name=name,
        response=response,
        repeatable=repeatable,
        client_token=client_token,
        unsigned=unsigned,
        rate_limit=rate_limit,
        host=host,
        pages=pages,
        check=check,
        form=form,
        streams=streams,
        special=form != "json" or streams is not False,
    )

    def make(cls: C) -> C:
        made = attr.define(cls, kw_only=True)
        made.__action__ = info  # type: ignore[attr-defined]
        return made

    return make


class Model(ModelBase):
    """A data type, a request or a response, which converts to and from JSON."""

    __slots__ = ()

    def to_dict(self, *, site: Site = "international") -> dict[str, Any]:
        """Make JSON-ready values of it, with the names of the wire.

        The same as `tc3.to_wire`, but that a response, or a part of one, is not checked: it
        goes back as it came.

        Raises:
            errors.ValidationError: It breaks the spec.
        """
        from .serialization.wire import to_wire

        return to_wire(self, site=site, validate=is_sent(self.__class__))

    def to_json(self, *, site: Site = "international") -> str:
        """Make JSON text of it, with the names of the wire; see `to_dict`."""
        from .serialization.json_codec import dumps

        return dumps(self.to_dict(site=site)).decode()

    @classmethod
    def from_json(  # noqa: PYI019
        cls: type[M],
        text: str | bytes,
        *,
        site: Site = "international",
        strict: bool | None = None,
    ) -> M:
        """Read it from JSON text with the names of the wire; see `tc3.from_wire`.

        Raises:
            errors.ValidationError: It is not a JSON object, or strictly read and wrong.
        """
        from .serialization.wire import from_json

        return from_json(cls, text, site, strict)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic, and FastAPI, have models as members, parameters and results."""
        from importlib import import_module

        # Not a dependency, so that type checkers need not know it.
        core_schema: Any = import_module("pydantic_core.core_schema")

        from .errors import Tc3Error
        from .serialization.wire import from_wire

        def read(value: Any) -> Any:
            if isinstance(value, cls):
                return value
            if not is_object(value):
                reason = f"must be an object, or a {cls.__name__}"
                raise ValueError(reason)  # noqa: TRY004, RUF100 - which pydantic reads
            try:
                made = from_wire(cls, value)
                if is_sent(cls):
                    made.to_dict()  # which checks it as a client does
                return made
            except Tc3Error as error:  # pydantic takes a ValueError for what is wrong
                raise ValueError(str(error)) from None

        return core_schema.no_info_plain_validator_function(
            read,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.to_dict),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> Any:
        """Describe models in JSON schemas, as OpenAPI has them, by their members' names."""
        made: Any = cls  # by attrs
        members = {
            each.metadata[INFO].wire: each
            for each in attr.fields(made)
            if INFO in each.metadata
        }
        required = [
            name for name, each in members.items() if each.default is attr.NOTHING
        ]
        described: dict[str, Any] = {
            "type": "object",
            "title": cls.__name__,
            "properties": {name: {} for name in members},
        }
        return described | ({"required": required} if required else {})


@model
class Response(Model):
    """The response of an action. An action without a model has this class itself."""

    __role__: ClassVar[Role] = "response"

    request_id: str = attr.field(default="")
    """Identifies the call, to ask the provider about it."""

    replayed: bool = attr.field(default=False, repr=False, eq=False)
    """True if a ledger gave it, which has recorded it before: nothing was sent now."""

    raw: Mapping[str, Any] = attr.field(factory=dict[str, Any], repr=False, eq=False)
    """The response as it was received, with the names of the wire and unknown members."""


attr.resolve_types(Response)  # type: ignore[type-var] # so that they hold in the modules of subclasses, too


class RequestPart(Model):
    """A data type that requests have, which is read strictly as they are."""

    __slots__ = ()
    __role__: ClassVar[Role] = "request part"


class Request(Model, Generic[R]):
    """The request of an action, to be sent with `client.send`."""

    __slots__ = ()
    __role__: ClassVar[Role] = "request"
    __action__: ClassVar[ActionInfo]


def action_of(request: Any) -> ActionInfo:
    """Return a request's action. Raises `ValidationError` if it is not a request."""
    if not isinstance(request, Request):
        raise ValidationError(
            "",
            "must be a request such as models.SendEmailRequest(...), not "
            f"{type(request).__name__}",
        )
    return request.__action__
