"""The specs of all products that an installed `tccli` publishes, kept in the user's cache."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from tc3gen.explorer.caching import cache_folder, make_folder
from tc3gen.sources.tccli import importing
from tc3gen.sources.tccli.update import key_of
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.files import COMMON, shipped_specs, spec_files
from tc3gen.util.progress_bar import progress


def every_spec() -> list[Path]:
    """List the bundled specs, and those of every other published version.

    The first run imports some 300 versions, which takes a minute or two; later ones only
    what has changed.

    Raises:
        NotFound: tccli is not installed.
        OSError: the cache cannot be written.
    """
    bundled = spec_files([shipped_specs()], Problems())
    known = {(path.parent.name, path.stem) for path in bundled if path.name != COMMON}
    return [*bundled, *_import_published(known)]


def _import_published(known: Iterable[tuple[str, str]]) -> Iterator[Path]:
    """Import what is published beside the known versions; yields the files."""
    known = set(known)
    sources = [
        source
        for source in importing.find_sources(None, None, ())
        if key_of(source.folder) not in known
    ]
    out = cache_folder() / "published"
    make_folder(out)
    with progress("definitions") as tell:
        for count, done in enumerate(
            importing.import_versions(sources, out, keep=True), 1
        ):
            tell(count, len(sources), done.name)
            if done.outcome != "failed":
                service, version = done.name.split()
                yield out / service / f"{version}.yaml"
