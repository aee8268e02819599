"""The published definitions of one version of a product, beside both SDKs' models."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection, Sequence
from pathlib import Path

from attrs import field, frozen

from tc3gen.sources.tccli.reading import definition_reader
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.load import load_specs

from .peers import Compared, Difference, Peers


@frozen
class Product:
    """A version of a product: its folder in tccli, and our spec of it."""

    folder: Path
    spec: Path

    @property
    def title(self) -> str:
        return f"{self.folder.parent.name} {self.folder.name}"


@frozen
class Result:
    """How the examples of a product fared."""

    title: str
    examples: int = 0
    values: int = 0
    differences: tuple[Difference, ...] = field(factory=tuple)


def published() -> Path | None:
    """The folder of the definitions in the installed tccli, which is not imported."""
    found = importlib.util.find_spec("tccli")
    places = found.submodule_search_locations if found else None
    return Path(next(iter(places)), "services") if places else None


def products(
    services: Path, specs: Path, names: Collection[str] = ()
) -> Sequence[Product]:
    """The versions in a folder of definitions that have a spec in another folder.

    `names` are the products' folders; without them, all are looked at.
    """
    found = []
    for folder in sorted(services.glob("*/v*/")):
        if names and folder.parent.name not in names:
            continue
        defined = definition_reader.definitions(folder, Problems())
        assert defined is not None, folder
        spec = specs / defined.service / f"{defined.version}.yaml"
        if spec.is_file():
            found.append(Product(folder, spec))
    return found


def compare(product: Product, package: str) -> Result:
    """Every example of a product through both SDKs."""
    problems = Problems()
    defined = definition_reader.definitions(product.folder, problems)
    specs = load_specs([product.spec])
    assert defined is not None, [*problems]
    assert not specs.problems
    (service,) = specs.services
    peers = Peers(service, package, product.folder.parent.name)
    compared: list[Compared] = [*peers.examples(defined)]
    return Result(
        product.title,
        len(compared) // 2,
        sum(one.values for one in compared),
        tuple(difference for one in compared for difference in one.differences),
    )
