"""The Explorer and the reference with all products: start, search, pages, memory, files.

It takes minutes, and is measured on request only: `python -m tests.bench --only explorer`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

from attrs import evolve, frozen

from .table import Row

AREA = "explorer, 300 versions"
_MEGA = 1024 * 1024
QUERIES = (
    "s", "de", "describe", "send email", "SendEmail", "describe instances", "TemplateID",
    "InvalidParameterValue", "签名", "短信 模板", "list of all servers", "xyzzy",
)  # fmt: skip
LARGE = ("csip", "teo")
"""The products with the longest pages."""


def rows() -> list[Row]:
    if find_spec("tccli") is None:
        reason = "tccli is not installed: `make conformance` installs it"
        return [Row(area=AREA, peer="all", skipped=reason)]
    with TemporaryDirectory(prefix="tc3-bench-") as name:
        return list(_rows(Path(name)))


def _rows(folder: Path) -> Iterator[Row]:
    specs = folder / "spec"
    _tc3gen("import", "tccli", "--out", str(specs))
    with _serving(folder, specs) as first:
        yield Row(area=AREA, peer="first start", unit="s", ours=first.start)
    with _serving(folder, specs) as again:
        note = f"{again.cpu:.2f} s of CPU"
        yield evolve(_at_most("second start", again.start, 3), note=note)
        taken = [_timed(f"{again.url}/search?q={quote(each)}") for each in QUERIES]
        yield _at_most("slowest of 12 searches", max(each[0] for each in taken), 0.1)
        pages = [page for name in LARGE for page in _pages(again.url, name)]
        size, seconds, path = max(pages)
        note = f"{size / 1024:,.0f} KB, {path}"
        yield Row(area=AREA, peer="largest page", unit="ms", ours=seconds, note=note)
        yield Row(
            area=AREA,
            peer="its memory then",
            ratio=again.megabytes(),
            at_most=400,
            note="MB",
        )
    out = folder / "reference"
    begun = time.perf_counter()
    said = _tc3gen("docs", str(specs), "--out", str(out))
    seconds = time.perf_counter() - begun
    size = sum(file.stat().st_size for file in out.rglob("*.md"))
    note = f"{said.partition(': ')[2].partition(',')[0]}, {size / _MEGA:,.0f} MB"
    yield Row(area=AREA, peer="tc3gen docs", unit="s", ours=seconds, note=note)


@frozen
class Served:
    """An explorer that runs."""

    url: str
    start: float
    """Seconds until its first page was there."""
    cpu: float
    """Seconds of CPU until then."""
    process: int

    def megabytes(self) -> float:
        """Its memory at most, so far."""
        status = Path(f"/proc/{self.process}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        return int(found[1]) / 1024 if found else 0


@contextmanager
def _serving(folder: Path, specs: Path) -> Iterator[Served]:
    command = [sys.executable, "-m", "tc3gen", "explorer", str(specs), "--port", "0"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    begun = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        url = ""
        while not url:
            found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
            url = found[0] if found else ""
        _timed(f"{url}/")
        seconds = time.perf_counter() - begun
        yield Served(url, seconds, _cpu(process.pid), process.pid)
    finally:
        process.terminate()
        process.communicate()


def _cpu(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pages(url: str, product: str) -> Iterator[tuple[int, float, str]]:
    """Size and time of the pages of a product's longest actions."""
    text = _timed(f"{url}/{product}")[1].decode()
    paths = sorted(set(re.findall(rf'href="(/{product}/[\d-]+/[A-Z]\w+)"', text)))
    for path in paths:
        seconds, body = _timed(f"{url}{path}")
        yield len(body), seconds, path


def _timed(url: str) -> tuple[float, bytes]:
    request = urllib.request.Request(url)
    if "/search" in url:
        request.add_header("Accept", "application/json")
    begun = time.perf_counter()
    with urllib.request.urlopen(request, timeout=300) as response:
        body: bytes = response.read()
    if "/search" in url:
        json.loads(body)
    return time.perf_counter() - begun, body


def _at_most(peer: str, seconds: float, target: float) -> Row:
    unit = "ms" if target < 1 else "s"
    return Row(
        area=AREA,
        peer=peer,
        unit="ms" if unit == "ms" else "s",
        ours=seconds,
        ratio=seconds,
        at_most=target,
    )


def _tc3gen(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tc3gen", *arguments],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
