"""Build both distributions, and use them where nothing else is: `python -m tests.packages`.

Part of `make test-nightly`, because it takes minutes: sdist and wheel are the same bytes twice,
pass `twine check --strict`, can be built from the sdist alone, and make a first call on the oldest
Python that is installed, with the lowest versions of all libraries, too, and on the newest.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
VERSIONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
FIRST_CALL = """
import asyncio
from tc3.ses import AsyncSesClient, SesClient
from tc3gen.cloud import running_cloud

async def groups(cloud):
    async with cloud.client(AsyncSesClient) as ses:
        return (await ses.list_receivers(offset=0, limit=10)).total_count

with running_cloud() as cloud:
    with cloud.client(SesClient) as ses:
        ses.create_receiver(receivers_name="Readers")
    assert asyncio.run(groups(cloud)) == 1
print("first calls made")
"""


def main() -> None:
    with TemporaryDirectory() as name:
        work = Path(name)
        built = [build(source, work) for source in ("", "generated")]
        wheels = [wheel for wheel, _ in built]
        run(
            sys.executable, "-m", "twine", "check", "--strict",
            *(path for pair in built for path in pair),
        )  # fmt: skip
        for wheel, sdist in built:
            build_alone(sdist, wheel, work)
        oldest, newest = oldest_and_newest()
        for python in (oldest, newest):
            use(python, wheels, work)
        use(oldest, wheels, work, lowest(work))


def build(source: str, work: Path) -> tuple[Path, Path]:
    """Build a wheel and an sdist of a clean copy, twice; both times the same bytes."""
    first, second = (
        build_once(source, work / f"{source or 'root'}{n}") for n in (1, 2)
    )
    for one, other in zip(first, second, strict=True):
        assert one.name == other.name
        assert content(one) == content(other), f"{one.name} is not reproducible"
    print(*(path.name for path in first), "built twice, the same")
    return first


def build_once(source: str, folder: Path) -> tuple[Path, Path]:
    copy, out = folder / "copy", folder / "dist"
    run("git", "clone", "--quiet", ROOT, copy)
    run(sys.executable, "-m", "build", "--outdir", out, copy / source)
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


def content(path: Path) -> bytes | dict[str, bytes]:
    """The bytes of a wheel, or the files of an sdist, whose archive holds the time."""
    if path.suffix == ".whl":
        return path.read_bytes()
    with tarfile.open(path) as archive:
        found = {}
        for member in filter(tarfile.TarInfo.isfile, archive):
            file = archive.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
        return found


def build_alone(sdist: Path, wheel: Path, work: Path) -> None:
    """Build from the sdist what was built from the sources."""
    folder = work / "alone" / sdist.name
    shutil.unpack_archive(sdist, folder, filter="data")
    (source,) = folder.iterdir()
    run(sys.executable, "-m", "build", "--wheel", "--outdir", folder / "dist", source)
    (again,) = (folder / "dist").iterdir()
    assert again.read_bytes() == wheel.read_bytes(), f"{again.name}: another from sdist"
    print(again.name, "built from the sdist alone, the same")


def oldest_and_newest() -> tuple[str, str]:
    found = list(pythons())
    return found[0], found[-1]


def pythons() -> Iterator[str]:
    """Interpreters that can make environments, the oldest first."""
    for version in VERSIONS:
        kept = sorted((Path.home() / ".pyenv/versions").glob(f"{version}.*/bin/python"))
        for path in (shutil.which(f"python{version}"), *map(str, kept)):
            if path and works(path):
                yield path
                break


def works(python: str) -> bool:
    code = "import ssl, sqlite3, venv"
    return subprocess.run([python, "-c", code], capture_output=True).returncode == 0


def lowest(work: Path) -> Path:
    """Constraints that hold each library to the lowest version that is allowed."""
    wanted = re.compile(r'"([a-z][a-z0-9-]*)>=([0-9.]+)[,"]')
    found: dict[str, str] = {}
    for name in ("pyproject.toml", "generated/pyproject.toml"):
        text = (ROOT / name).read_text().partition("[project]")[2]
        found |= wanted.findall(text.partition("[dependency-groups]")[0])
    # Of a library that both need, the higher one: they are installed together.
    aiohttp = (ROOT / "pyproject.toml").read_text().partition('"aiohttp>=')[2]
    found["aiohttp"] = aiohttp.partition(",")[0]
    path = work / "lowest.txt"
    path.write_text("".join(f"{name}=={version}\n" for name, version in found.items()))
    return path


def use(
    python: str, wheels: list[Path], work: Path, constraints: Path | None = None
) -> None:
    """Install the wheels into a new environment, generate, and make first calls."""
    version = Path(python).parts[-3]
    about = f"{version}, lowest versions" if constraints else version
    folder = work / f"env-{'lowest' if constraints else version}"
    run(python, "-m", "venv", folder)
    bin_ = folder / ("Scripts" if os.name == "nt" else "bin")
    extras = ("[smtp]", "[cli,speed,redis,otel,socks]")
    wanted = [
        f"{wheel}{extra if constraints else ''}"
        for wheel, extra in zip(wheels, extras, strict=True)
    ]
    limits = ["--constraint", constraints] if constraints else []
    run(bin_ / "python", "-m", "pip", "install", "--quiet", *limits, *wanted)
    run(bin_ / "tc3gen", "generate", "ses", "--out", folder / "made", cwd=folder)
    run(bin_ / "tc3gen", "init", "shop", cwd=folder)
    run(bin_ / "tc3gen", "check", "shop/spec", cwd=folder)
    run(bin_ / "python", "-c", FIRST_CALL, cwd=folder)
    print("generated and called on", about)


def run(*command: object, cwd: Path | None = None) -> None:
    """Run a command, whose output is shown only if it fails."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1704067200"}
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}")


if __name__ == "__main__":
    main()
