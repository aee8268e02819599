"""Finding the service and the action that a request means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import field, frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope
from tc3gen.cloud.signing.tc3 import Authorization
from tc3gen.python.runtime.signing.tc3 import SKIP
from tc3gen.spec.model import Action, Service
from tc3gen.spec.own_hosts import own_hosts


def _by_product(services: Iterable[Service]) -> dict[str, dict[str, Service]]:
    products: dict[str, dict[str, Service]] = {}
    for service in services:
        products.setdefault(service.service, {})[service.version] = service
    return products


@frozen
class Router:
    """The versions of each product."""

    _products: dict[str, dict[str, Service]] = field(converter=_by_product)

    def add(self, service: Service) -> None:
        """Know one more version of a product."""
        self._products.setdefault(service.service, {})[service.version] = service

    def find(self, envelope: Envelope) -> tuple[Service, Action]:
        """The service and action of a request, or a fault that says what is unknown."""
        name = envelope.required("Action")
        version = envelope.required("Version")
        versions = self._products.get(self._product(envelope, name, version))
        if versions is None:
            raise ApiErrorResponse("NoSuchProduct", "This cloud has no such product.")
        service = versions.get(version)
        if service is None:
            known = ", ".join(sorted(versions))
            raise ApiErrorResponse(
                "NoSuchVersion", f"No version `{version}`; there is {known}."
            )
        action = service.actions.get(name)
        if action is None:
            message = f"{service.service} {version} has no action `{name}`."
            raise ApiErrorResponse("InvalidAction", message)
        _check_scope(envelope, service)
        return service, action

    def _product(self, envelope: Envelope, action: str, version: str) -> str:
        """The product by the signature's scope, the domain, or what is called.

        The last serves unsigned requests and older signatures: they have no scope, and
        a local address names no product.
        """
        request = envelope.request
        header = request.header("authorization")
        authorization = Authorization.parse(header)
        if authorization is not None:
            return self._signed_as(authorization.service, action, version)
        host = request.header("host").partition(":")[0]
        for product, versions in self._products.items():
            if any(host in own_hosts(service) for service in versions.values()):
                return product
        label, _, domain = host.partition(".")
        if label in self._products or domain.endswith("tencentcloudapi.com"):
            return label
        products = [*self._with_action(action, version)]
        if len(products) == 1:
            return products[0]
        if header != SKIP and envelope.fields is None:
            raise ApiErrorResponse(
                "AuthFailure.InvalidAuthorization", Authorization.FORM
            )
        message = "Neither `Authorization` nor `Host` names a product of this cloud."
        raise ApiErrorResponse("NoSuchProduct", message)

    def _signed_as(self, name: str, action: str, version: str) -> str:
        """The product whose requests are signed for a name; those of several may be."""
        found = [
            product
            for product, versions in self._products.items()
            if any(_signing_name(service) == name for service in versions.values())
        ]
        able = [each for each in self._with_action(action, version) if each in found]
        return next(iter(able or found), name)

    def _with_action(self, action: str, version: str) -> Iterator[str]:
        """The products that have an action in a version."""
        for product, versions in self._products.items():
            if version in versions and action in versions[version].actions:
                yield product


def _signing_name(service: Service) -> str:
    return service.signing_name or service.service


def _check_scope(envelope: Envelope, service: Service) -> None:
    """Raise `ApiErrorResponse` where a request is signed for another service."""
    authorization = Authorization.parse(envelope.request.header("authorization"))
    name = _signing_name(service)
    if authorization is not None and authorization.service != name:
        message = (
            f"The scope names `{authorization.service}`; requests to {service.service} are "
            f"signed for `{name}`."
        )
        raise ApiErrorResponse("AuthFailure.SignatureFailure", message)
