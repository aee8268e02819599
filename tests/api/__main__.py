"""Fail if the public API lost something: `python -m tests.api`; `--renew` takes it as it is."""

from __future__ import annotations

import sys

from .compare import ROOTS, SNAPSHOT, SOURCES, all_breaks, current, written

RENEW = """\
Keep what was there, as `docs/explanation/compatibility.md` promises it. If this version may \
break it,
say so in CHANGELOG.md and renew the snapshot: python -m tests.api --renew"""


def main() -> None:
    if sys.argv[1:] == ["--renew"]:
        SNAPSHOT.mkdir(exist_ok=True)
        for name in ROOTS:
            text = written(current(name, SOURCES[name]))
            (SNAPSHOT / f"{name}.txt").write_text(text, "utf-8")
        return
    found = list(all_breaks())
    if found:
        sys.exit("\n".join([*found, RENEW]))


if __name__ == "__main__":
    main()
