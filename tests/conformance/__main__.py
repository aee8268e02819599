"""`make conformance`: every published product, imported, generated and compared.

All definitions of the installed tccli are imported and generated; every module is compiled
and imported, the types of some products are checked, and every published example goes
through our models and those of the official SDK. Each difference must stand in `known.txt`.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TypeVar

from . import known
from .products import Product, Result, compare, products, published

T = TypeVar("T")
PACKAGE = "cloud"
BUILD = Path("build/conformance")
PROCESSES = os.cpu_count() or 1
TYPED = (
    "as_", "billing", "cdb", "cwp", "databuddy", "dnspod", "dlc", "ecm", "es", "faceid",
    "hunyuan", "iotexplorer", "kms", "live", "ocr", "organization", "ses", "sms", "sts",
    "tem",
)  # fmt: skip
"""Twenty products of all kinds whose types are checked."""

_IMPORT_ALL = """
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
count = 0
for name in sys.argv[2:]:
    service = importlib.import_module(f"{package.__name__}.{name}")
    for _, module, _ in pkgutil.walk_packages(service.__path__, service.__name__ + "."):
        loaded = importlib.import_module(module)
        for exported in getattr(loaded, "__all__", ()):
            getattr(loaded, exported)
        count += 1
print(count)
"""


def main() -> int:
    """The whole run; 0 if everything agrees or is explained."""
    services = published()
    if services is None:
        print("tccli is not installed: make conformance installs it", file=sys.stderr)
        return 1
    specs, out = BUILD / "spec", BUILD / "out"
    step("import", partial(tc3gen, "import", "tccli", "--out", specs))
    step(
        "generate",
        partial(tc3gen, "generate", specs, "--out", out, "--package", PACKAGE),
    )
    package = out / PACKAGE
    step("compile", partial(compile_all, package))
    folders = sorted(
        path.name for path in package.iterdir() if (path / "models.py").is_file()
    )
    step("import modules", partial(import_all, out, folders))
    step("mypy", partial(check_types, package))
    sys.path.insert(0, str(out))
    results = step("compare", partial(compare_all, products(services, specs)))
    return verdict(results)


def step(name: str, work: Callable[[], T]) -> T:
    """Does one step and says how long it took."""
    start = time.perf_counter()
    result = work()
    shown = "" if not isinstance(result, (str, int)) else f": {result}"
    print(f"{name}{shown} ({time.perf_counter() - start:.1f} s)", flush=True)
    return result


def tc3gen(*arguments: str | Path) -> str:
    """What the command says in the end."""
    done = run(Path(sys.executable).with_name("tc3gen"), *arguments)
    return done.splitlines()[-1]


def run(*command: str | Path, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def compile_all(package: Path) -> str:
    if not compileall.compile_dir(str(package), quiet=1, workers=PROCESSES):
        raise SystemExit("some module does not compile")
    return f"{sum(1 for _ in package.rglob('*.py'))} modules"


def import_all(out: Path, folders: Sequence[str]) -> str:
    """Imports every module, and looks up every name that one exports."""
    chunks = [folders[n :: PROCESSES * 8] for n in range(PROCESSES * 8)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        counts = pool.map(partial(_import_some, out), filter(None, chunks))
        return f"{sum(counts)} modules of {len(folders)} services"


def _import_some(out: Path, folders: Sequence[str]) -> int:
    return int(run(sys.executable, "-c", _IMPORT_ALL, PACKAGE, *folders, cwd=out))


def check_types(package: Path) -> str:
    there = [package / name for name in TYPED if (package / name).is_dir()]
    return run(sys.executable, "-m", "mypy", "--strict", *there).strip()


def compare_all(found: Sequence[Product]) -> list[Result]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        return [*pool.map(partial(compare, package=PACKAGE), found)]


def verdict(results: Iterable[Result]) -> int:
    """Prints the totals and what nobody has explained."""
    results = [*results]
    table = known.known()
    differences = [d for result in results for d in result.differences]
    unknown = [d for d in differences if d.key not in table]
    gone = table.keys() - {d.key for d in differences}
    print(
        f"{len(results)} versions, {sum(r.examples for r in results)} examples, "
        f"{sum(r.values for r in results)} values: {len(differences)} differences"
    )
    for reason, count in Counter(
        table[d.key] for d in differences if d.key in table
    ).items():
        print(f"{count:6} {reason}: {known.REASONS[reason]}")
    for difference in unknown:
        print(f"not explained: {known.shown(difference)}")
    for key in sorted(gone):
        print(f"in the table, but no difference any more: {key}")
    if "--write" in sys.argv:
        known.write(differences)
    return 1 if unknown or gone else 0


if __name__ == "__main__":
    sys.exit(main())
