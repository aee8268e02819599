"""The items that the service refused in a call that succeeded."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from importlib import import_module
from typing import Any, ClassVar

from ..errors import ApiError, ResponseError, nearest_class
from ..model import Response, model
from ..narrowing import is_list
from .failure import PartialFailure
from .item import RefusedItem, RefusedWithoutCode

MAX_KEPT = 1_000
"""Refused items that are kept of a walk over pages or of a bulk call, which may be about
millions: people read no more, and programs get a count."""

_HTTP_OK = 200
"""The HTTP status of any response that became a model."""


class Outcomes:
    """The members of a response that tell what was refused. Names are those of Python.

    Either `of` is the dotted path of a list of results, whose members are `item`, `code` and
    `message`, and all with a code that is not in `ok` are refused; or `counts` are the paths
    of numbers.
    """

    __slots__ = ("action", "code", "counts", "item", "message", "of", "ok")

    def __init__(
        self,
        action: str,
        *,
        of: str | None = None,
        item: str | None = None,
        code: str | None = None,
        ok: tuple[str | int, ...] = (),
        message: str | None = None,
        counts: tuple[str, ...] = (),
    ) -> None:
        self.action = action
        self.of = of
        self.item = item
        self.code = code
        self.ok = ok
        self.message = message
        self.counts = counts


@model
class PartialResponse(Response):
    """The response of an action that tells what became of each item."""

    __outcomes__: ClassVar[Outcomes]

    @property
    def refused(self) -> tuple[RefusedItem, ...]:
        """The items that the service refused, although the call succeeded.

        Raises:
            ResponseError: The results are not a list.
        """
        return tuple(_refused_items(self))

    def raise_for_refused(self) -> None:
        """Raise an error that has those of all refused items; none was refused otherwise.

        Raises:
            PartialFailure: The service refused at least one.
            ResponseError: The results are not a list.
        """
        raise_for(self.refused, self)


class RefusedItems:
    """The refused items of several calls: all are counted, the first are kept."""

    __slots__ = ("count", "kept")

    def __init__(self) -> None:
        self.count = 0
        self.kept: tuple[RefusedItem, ...] = ()

    def add(self, response: Response) -> None:
        """Take those of one more response; most have none."""
        if isinstance(response, PartialResponse):
            found = response.refused
            self.count += sum(each.count for each in found)
            self.kept += found[: MAX_KEPT - len(self.kept)]


def raise_for(
    refused: tuple[RefusedItem, ...],
    response: Response | None = None,
    count: int | None = None,
) -> None:
    """Raise `PartialFailure` if anything was refused; `count` is more where not all is kept."""
    if refused:
        raise PartialFailure(refused, response, count)


def _refused_items(response: PartialResponse) -> Iterator[RefusedItem]:
    outcomes = response.__outcomes__
    for path in outcomes.counts:
        count = _follow_path(response, path)
        if type(count) is int and count > 0:
            left_out = "1 item was" if count == 1 else f"{count:,} items were"
            error = _error(response, "", f"{left_out} left out")
            yield RefusedItem(error=error, count=count, place=path)
    if outcomes.of is None:
        return
    results = _follow_path(response, outcomes.of)
    if results is None:
        return
    if not is_list(results):
        raise _no_list(response, outcomes.of)
    for index, result in enumerate(results):
        code = _member(result, outcomes.code)
        if outcomes.ok and ("" if code is None else code) in outcomes.ok:
            continue
        item = _member(result, outcomes.item)
        yield RefusedItem(
            error=_error(response, code, _member(result, outcomes.message)),
            item=item if isinstance(item, (str, int)) else None,
            place=f"{outcomes.of}[{index}]",
            result=result,
        )


def _follow_path(response: Response, path: str) -> Any:
    value: Any = response
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _member(result: Any, name: str | None) -> Any:
    """A member of a result; what is not even a model has none."""
    value = getattr(result, name, None) if name else None
    return value.value if isinstance(value, Enum) else value


def _error(response: PartialResponse, code: Any, message: Any) -> ApiError:
    code = "" if code is None else str(code)
    cls = nearest_class(code, _error_classes(type(response)))
    error = (cls if code else RefusedWithoutCode)(
        code,
        "" if message is None else str(message),
        request_id=response.request_id or None,
        action=response.__outcomes__.action,
    )
    error.sent = True
    return error


def _error_classes(cls: type) -> dict[str, type[ApiError]]:
    """The error classes of the service that a response belongs to, by their codes."""
    home = next(base for base in cls.__mro__ if "__outcomes__" in vars(base))
    try:
        errors = import_module(f"{home.__module__.rsplit('.', 2)[0]}.errors")
    except (ImportError, ValueError):
        return {}
    classes: dict[str, type[ApiError]] = errors.CODES
    return classes


def _no_list(response: PartialResponse, path: str) -> ResponseError:
    error = ResponseError(
        f"{path} is not a list", status=_HTTP_OK, request_id=response.request_id
    )
    error.sent = True
    return error
