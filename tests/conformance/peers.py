"""What our models and the official ones make of the same example."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from attrs import frozen

from tc3gen.python.naming import names
from tc3gen.sources.tccli.reading import requests
from tc3gen.sources.tccli.reading.definitions import Definitions
from tc3gen.spec.model import Service

Json = Any
NOTHING = "(nothing)"
"""Stands for a member that is not there."""


NEWER = {"DescribeSendRecordList"}
"""Actions that the packages of single products do not have yet; the whole SDK does."""


@frozen
class Difference:
    """A value that the two read or send differently."""

    service: str
    version: str
    action: str
    direction: str
    """`request` or `response`."""
    example: int
    path: str
    ours: Json
    official: Json

    @property
    def key(self) -> str:
        """How it is named in the table of known differences."""
        return (
            f"{self.service} {self.version} {self.action} {self.direction} "
            f"{self.example} {self.path}"
        )


@frozen
class Compared:
    """How an example fared."""

    values: int
    differences: tuple[Difference, ...]


class Peers:
    """Both SDKs for one version of a product."""

    def __init__(self, service: Service, package: str, product: str) -> None:
        self.service = service
        folder = names.service_package(service.service)
        version = names.version_package(service.version)
        self.models = importlib.import_module(f"{package}.{folder}.{version}.models")
        core = importlib.import_module(f"{package}._core.serialization.wire")
        self.to_wire, self.from_wire = core.to_wire, core.from_wire
        self.official = importlib.import_module(
            f"tencentcloud.{product}.{version}.models"
        )

    def examples(self, definitions: Definitions) -> Iterator[Compared]:
        """Every published example, its request and its response."""
        for name, examples in definitions.examples.items():
            if name in NEWER and not hasattr(self.official, f"{name}Request"):
                continue
            action = definitions.actions[name]
            for index, example in enumerate(examples):
                read = requests.request(
                    example.input, definitions.objects[action.input], definitions
                )
                yield self._compare(name, "Request", index, read.values)
                yield self._compare(
                    name, "Response", index, requests.response(example.output).values
                )

    def _compare(
        self, action: str, kind: str, index: int, values: Mapping[str, Json]
    ) -> Compared:
        ours, official = (
            self._ours(action, kind, values),
            self._official(action, kind, values),
        )
        found = tuple(
            Difference(
                self.service.service, self.service.version, action, kind.lower(),
                index, path, one, other,
            )
            for path, one, other in differences(ours, official)
        )  # fmt: skip
        return Compared(count(values), found)

    def _ours(self, action: str, kind: str, values: Mapping[str, Json]) -> Json:
        prefix = names.action_class(action, self.service.actions[action].python_name)
        cls = getattr(self.models, prefix + kind)
        model = self.from_wire(cls, values, strict=False)
        if kind == "Response":
            model.raw = {}  # unknown members would come back, which the official SDK drops
        return without_nulls(self.to_wire(model, validate=False), values)

    def _official(self, action: str, kind: str, values: Mapping[str, Json]) -> Json:
        name = action[:1].upper() + action[1:]
        model = getattr(self.official, name + kind)()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of members that it does not know
            try:
                model._deserialize(dict(values))
            except Exception as error:  # whatever its code raises is its response
                return f"{type(error).__name__} raised"
        return without_nulls(model._serialize(), values)


def without_nulls(made: Json, published: Json) -> Json:
    """What was made of an example, without what the example says to be nothing.

    A list that is null or missing is an empty list for us and nothing for the official
    SDK; both are right.
    """
    if isinstance(made, Mapping):
        before = published if isinstance(published, Mapping) else {}
        kept = {k: without_nulls(v, before.get(k)) for k, v in made.items()}
        return {
            k: v
            for k, v in kept.items()
            if v is not None and not (v == [] and before.get(k) is None)
        }
    if isinstance(made, list):
        items = published if isinstance(published, list) else []
        padded = [*items, *[None] * len(made)]
        return [without_nulls(item, padded[index]) for index, item in enumerate(made)]
    return made


def differences(
    ours: Json, official: Json, path: str = ""
) -> Iterator[tuple[str, Json, Json]]:
    """The places where two JSON values differ in meaning."""
    if isinstance(ours, dict) and isinstance(official, dict):
        for key in sorted({*ours, *official}):
            inside = f"{path}.{key}" if path else key
            yield from differences(
                ours.get(key, NOTHING), official.get(key, NOTHING), inside
            )
    elif isinstance(ours, list) and isinstance(official, list):
        if len(ours) != len(official):
            yield path, ours, official
            return
        for index, (one, other) in enumerate(zip(ours, official, strict=True)):
            yield from differences(one, other, f"{path}.{index}")
    elif not _same(ours, official):
        yield path, ours, official


def _same(one: Json, other: Json) -> bool:
    """1 and 1.0 are one number, 1 and true are not; two ways to write a time are one time."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if one == other:
        return True
    return isinstance(one, str) and isinstance(other, str) and _same_time(one, other)


def _same_time(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(_zoned(one)) == datetime.fromisoformat(
            _zoned(other)
        )
    except (ValueError, TypeError):
        return False


def _zoned(text: str) -> str:
    return f"{text[:-1]}+00:00" if text.endswith("Z") else text


def count(values: Json) -> int:
    """How many scalar values a JSON value holds."""
    if isinstance(values, Mapping):
        return sum(map(count, values.values()))
    if isinstance(values, list):
        return sum(map(count, values))
    return 1
