"""Turns the rows of a bulk method into the items of a request. No input or output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from ..errors import ValidationError
from ..model import Request
from ..narrowing import is_tuple
from ..serialization import json_codec as jsontext
from ..serialization.encoder import encoder_of
from ..serialization.hooks import site_conversion, unstructure
from ..serialization.shapes import ModelMember, members
from ..serialization.violations import Violation

if TYPE_CHECKING:
    from ..calls.settings import ClientSettings


class Limits(NamedTuple):
    """The limits of a client for every request."""

    site: str
    validate: bool
    max_body: int
    as_query: bool = False
    """True if parameters travel one by one, as in a query, and not as JSON."""


def limits_of(settings: ClientSettings, requests: Sequence[Request[Any]]) -> Limits:
    """Find the limits by a client's settings: the strictest that one of the requests needs."""
    limits = Limits(
        site=settings.site, validate=settings.validate, max_body=settings.max_body
    )
    for request in requests:  # with forms
        from ..calls import forms

        info = request.__action__
        method = forms.method_of(settings, info.form, info.repeatable)
        if method == "GET" or settings.signature != "TC3-HMAC-SHA256":
            most = min(limits.max_body, forms.limit(settings, method))
            limits = limits._replace(max_body=most, as_query=True)
    return limits


class RowEncoder:
    """Turns rows of one kind into the items of a request."""

    def __init__(
        self, request: Request[Any], name: str, key: str | None, limits: Limits
    ) -> None:
        self.request = request
        self._name = name
        self._key = key or ""
        self._limits = limits
        self._around: int | None = None
        cls: Any = type(request)
        found = next(member for member in members(cls) if member.name == name)
        self._wire_name = found.info.wire
        bounds = found.info.items
        self.most = bounds[1] if bounds else None
        shape = found.shape.item
        self.model: Any = shape.cls if shape.kind == "model" else None
        conversion = site_conversion(limits.site, validate=limits.validate)
        checks: Any = "all" if limits.validate else "none"
        self._encode = encoder_of(shape, found.info, conversion, checks=checks)
        inside: tuple[ModelMember, ...] = (
            () if self.model is None else members(self.model)
        )
        self._values = [member.name for member in inside if member.required]
        self._texts = [(m.name, m.info.wire) for m in inside if m.shape.kind == "json"]

    def item(self, row: object) -> tuple[Any, str, int]:
        """The item for a row, what tells it from others, and its bytes in a request."""
        made: Any = row
        key: Any = row
        if self.model is None:
            if isinstance(row, tuple) or attrs.has(type(row)):
                raise Violation("it has values, but the first row has none")
            wire = self._encode(row)
        else:
            made = self._made(row)
            key = getattr(made, self._key)
            wire = self._encode(made)
            # As text, so that the next row may use the same mapping again.
            for name, wire_name in self._texts:
                setattr(made, name, wire.get(wire_name))
        return made, str(key), self._size(wire)

    def around(self, item: Any, size: int) -> int:
        """Bytes of a request beside its items. Checks the other members once."""
        if self._around is None:
            from ..calls.body import fill_token

            limits = self._limits
            params = unstructure(
                self.filled([item]), limits.site, validate=limits.validate
            )
            fill_token(self.request.__action__, params)
            dumps = jsontext.dumps_checked if limits.validate else jsontext.dumps
            whole = len(dumps(params))
            if limits.as_query:
                from ..calls.forms import query_size

                whole = query_size(self.request.__action__.name, params)
            self._around = whole - size
        return self._around

    def _size(self, wire: Any) -> int:
        """Bytes of an item; as a query, at most so many: its number is among them."""
        if self._limits.as_query:
            from ..calls.forms import query_size

            params = {f"{self._wire_name}.{self.most}": wire}
            try:
                return query_size(self.request.__action__.name, params)
            except ValidationError as error:
                raise Violation(error.reason) from None
        try:
            return len(jsontext.dumps_checked(wire))
        except (ValueError, TypeError, RecursionError) as error:
            raise Violation(jsontext.reason(error)) from None

    def filled(self, items: list[Any]) -> Request[Any]:
        """The request with its rows."""
        changes: dict[str, Any] = {self._name: items}
        made: Request[Any] = attrs.evolve(self.request, **changes)  # type: ignore[misc]
        return made

    def _made(self, row: object) -> Any:
        if isinstance(row, self.model):
            return attrs.evolve(row)
        if not is_tuple(row):
            what = type(row).__name__
            values = ", ".join(self._values) + ("," if len(self._values) == 1 else "")
            raise Violation(f"must be ({values}) or {self.model.__name__}, not {what}")
        if len(row) != len(self._values):
            raise Violation(
                f"has {len(row)} values, but needs {len(self._values)}: "
                f"{', '.join(self._values)}"
            )
        return self.model(**dict(zip(self._values, row, strict=True)))
