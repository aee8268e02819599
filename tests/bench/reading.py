"""Reading a large response: from its bytes to models."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from tc3gen.python.output.generate import generate_package

from . import instances
from .calling.mail import official
from .measure import Contest, turns
from .table import Row

AREA = "reading 100 instances, CPU"
ROUNDS = 11
READS = 15

Read = Callable[[], Any]


def rows() -> list[Row]:
    body = instances.response_body()
    with TemporaryDirectory(prefix="tc3-bench-") as folder:
        contest = _compete(_contestants(body, Path(folder)))
    pairs: list[tuple[str, str, float | None]] = [
        ("orjson", "official", 0.6),
        ("json", "official", 1.0),
        ("orjson", "cattrs, orjson", None),
        ("json", "cattrs, json", None),
    ]
    return [_row(contest, *pair, f"{len(body) / 1000:.0f} KB") for pair in pairs]


def _compete(contestants: dict[str, Read]) -> Contest:
    contest = Contest()
    for name in turns(contestants, ROUNDS):
        read = contestants[name]
        with contest.stopwatch(name, READS):
            for _ in range(READS):
                read()
    return contest


def _row(
    contest: Contest, ours: str, peer: str, target: float | None, size: str
) -> Row:
    title = f"{peer}; ours with {ours}"
    missing = [name for name in (ours, peer) if name not in contest.samples]
    if missing:
        reason = f"{missing[0]} is not installed: pip install --group bench"
        return Row(area=AREA, peer=title, skipped=reason)
    return Row(
        area=AREA,
        peer=title,
        unit="ms",
        ours=contest.cpu(ours),
        theirs=contest.cpu(peer),
        ratio=contest.cpu_ratio(ours, peer),
        at_most=target,
        note=size,
    )


def _contestants(body: bytes, folder: Path) -> dict[str, Read]:
    """Each has read once: what the first reading of a class costs is left out."""
    spec = Path(__file__).with_name("cvm.yaml")
    sys.path.insert(0, str(folder))
    found: dict[str, Read] = {}
    for parser in ("json", "orjson"):
        if _optional(parser) is None:
            continue
        package = f"bench_{parser}"
        problems = generate_package([spec], folder, package=package).problems
        assert not problems, problems
        with _absent("orjson" if parser == "json" else None):
            found[parser] = _ours(body, package)
        found.update(_cattrs(body, package, parser))
    models = official("cvm.v20170312.models")
    if models is not None:
        found["official"] = _official(body, models)
    return found


def _ours(body: bytes, package: str) -> Read:
    """Through a client, over a transport that has the response already."""
    http = import_module(f"{package}._core.transport.base")

    class Canned:
        def exchange(self, request: object, timeout: object) -> Any:
            return http.HttpResponse(200, {}, body)

        def close(self) -> None:
            pass

    service = import_module(f"{package}.cvm.v20170312")
    credential = import_module(package).Credential("id", "key")
    client = service.CvmClient(credential, "ap-guangzhou", transport=Canned())
    assert client.describe_instances().instance_set[99].data_disks[1].cdc_id is None
    return lambda: client.describe_instances()


def _official(body: bytes, models: ModuleType) -> Read:
    def read() -> Any:
        response = models.DescribeInstancesResponse()
        response._deserialize(json.loads(body)["Response"])
        return response

    assert read().InstanceSet[99].DataDisks[1].CdcId is None
    return read


def _cattrs(body: bytes, package: str, parser: str) -> dict[str, Read]:
    """The same models as plain attrs classes, read by cattrs."""
    if _optional("cattrs") is None:
        return {}
    from .cattrs_peer import reader

    module = import_module(f"{package}.cvm.v20170312.models")
    structure = reader(module.DescribeInstancesResponse)
    loads = import_module(parser).loads

    def read() -> Any:
        return structure(loads(body)["Response"])

    assert read().InstanceSet[99].DataDisks[1].CdcId is None
    return {f"cattrs, {parser}": read}


def _optional(name: str) -> ModuleType | None:
    try:
        return import_module(name)
    except ImportError:
        return None


@contextmanager
def _absent(name: str | None) -> Iterator[None]:
    """Inside, the module cannot be imported, as if it were not installed."""
    if name is None:
        yield
        return
    known = sys.modules.get(name)
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]
        if known is not None:
            sys.modules[name] = known
