"""Finding the service and the action that a request means."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import field, frozen

from tc3gen.cloud.authorization import Authorization
from tc3gen.cloud.envelope import Envelope
from tc3gen.cloud.faults import ApiFault
from tc3gen.python.runtime.signature import SKIP
from tc3gen.spec.vocabulary import Action, Service


def _by_product(services: Iterable[Service]) -> dict[str, dict[str, Service]]:
    products: dict[str, dict[str, Service]] = {}
    for service in services:
        products.setdefault(service.service, {})[service.version] = service
    return products


@frozen
class Catalogue:
    """The versions of each product."""

    _products: dict[str, dict[str, Service]] = field(converter=_by_product)

    def find(self, envelope: Envelope) -> tuple[Service, Action]:
        """The service and action of a request, or a fault that says what is unknown."""
        name = envelope.required("Action")
        version = envelope.required("Version")
        versions = self._products.get(self._product(envelope, name, version))
        if versions is None:
            raise ApiFault("NoSuchProduct", "This cloud has no such product.")
        service = versions.get(version)
        if service is None:
            known = ", ".join(sorted(versions))
            raise ApiFault(
                "NoSuchVersion", f"No version `{version}`; there is {known}."
            )
        action = service.actions.get(name)
        if action is None:
            message = f"{service.service} {version} has no action `{name}`."
            raise ApiFault("InvalidAction", message)
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
            return authorization.service
        host = request.header("host").partition(":")[0]
        label, _, domain = host.partition(".")
        if label in self._products or domain.endswith("tencentcloudapi.com"):
            return label
        products = [
            product
            for product, versions in self._products.items()
            if version in versions and action in versions[version].actions
        ]
        if len(products) == 1:
            return products[0]
        if header != SKIP and envelope.fields is None:
            raise ApiFault("AuthFailure.InvalidAuthorization", Authorization.FORM)
        message = "Neither `Authorization` nor `Host` names a product of this cloud."
        raise ApiFault("NoSuchProduct", message)
