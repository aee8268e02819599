"""A request as it arrived, and the call that it turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from tc3gen.cloud.temporary_keys import Session
from tc3gen.spec.model import Action, Service


@frozen(kw_only=True)
class Part:
    """A part of a multipart body."""

    name: str
    content_type: str
    """Its media type in lower case; empty where it names none."""
    content: bytes = field(repr=False)


@frozen
class Parts:
    """The parts of a multipart body, or the reason for which it cannot be read."""

    parts: tuple[Part, ...] = ()
    problem: str = ""


@frozen(kw_only=True)
class ReceivedRequest:
    """A request as HTTP delivered it.

    Names of headers are in lower case; the query is not decoded.
    """

    method: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    parts: Parts = Parts()
    """Those of a multipart body."""

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return self.headers.get(name, "").strip()

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without what may follow it."""
        return self.header("content-type").partition(";")[0].strip().lower()


@frozen(kw_only=True)
class Call:
    """An admitted request: who calls what, with parameters that fit the spec."""

    service: Service
    action: Action
    region: str | None
    """None only for a service without regions."""
    language: str
    params: Mapping[str, Any]
    account: str | None
    """The id of the permanent key that signed, or that a temporary one was made with;
    None for an unsigned call."""
    session: Session | None = None
    """Session of the temporary key that signed, if one did."""
    wants_events: bool = False
    """True if the response is to be a stream of events."""
    request_id: str

    @property
    def version(self) -> str:
        return self.service.version
