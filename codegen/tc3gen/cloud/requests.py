"""A request as it arrived, and the call that it turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tc3gen.spec.vocabulary import Action, Service


@frozen(kw_only=True)
class Request:
    """What HTTP delivered. Names of headers are in lower case; the query is undecoded."""

    method: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        """The value of a header, empty where there is none."""
        return self.headers.get(name, "").strip()


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
    """The id of the key that signed; None for an unsigned call."""
    request_id: str

    @property
    def version(self) -> str:
        return self.service.version
