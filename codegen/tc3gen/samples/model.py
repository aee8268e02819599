"""The input of samples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import field, frozen

from tc3gen.spec.model import Action, Service


@frozen(kw_only=True)
class SignedRequest:
    """A request with its signature, for languages without a client."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    query: str = field(default="", repr=False)
    body: bytes = field(default=b"", repr=False)


@frozen(kw_only=True)
class SampleRequest:
    """A request to be shown as code."""

    service: Service
    action: Action
    values: Mapping[str, Any] = field(repr=False)
    """The parameters that were filled in, as they stand on the wire."""
    fits: bool = True
    """False if it breaks the spec, so that no model can hold it."""
    newest: bool = True
    """True for the newest version of the product, which is imported by the product's name."""
    package: str = "tc3"
    """The package that has the client of the service."""
    site: str = "international"
    endpoint: str | None = None
    """Another server than the provider's own."""
    region: str | None = None
    signed: SignedRequest | None = field(default=None, repr=False)
