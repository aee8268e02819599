"""The specs that come with tc3gen, by name."""

from __future__ import annotations

import re
from pathlib import Path

from tc3gen.spec.reading.files import shipped_specs

_NAME = re.compile(
    r"(?P<service>[a-z][a-z0-9]{0,63})(?:@(?P<version>\d{4}-\d\d-\d\d))?\Z"
)


def shipped_spec(name: str) -> Path | None:
    """Find the spec called `ses` or `ses@2020-10-02`; None if there is none.

    A service with several versions is the folder that holds all of them.
    """
    found = _NAME.match(name)
    if found is None:
        return None
    folder = shipped_specs() / found["service"]
    versions = sorted(folder.glob("*.yaml"))
    if found["version"] is not None:
        file = folder / f"{found['version']}.yaml"
        return file if file in versions else None
    if len(versions) > 1:
        return folder
    return versions[0] if versions else None
