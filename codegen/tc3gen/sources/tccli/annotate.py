"""The text of an imported spec, with marks at what was inferred."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tc3gen.spec.editing.dump import dump_spec

# In the section of the actions only their own keys are indented so far.
_INFERRED = re.compile(
    r"^    (?:repeatable: true|(?:client_token|form|host|streams): \S+|"
    r"(?:outcomes|pages):(?: \{.*\})?)$",
    re.M,
)
_NEXT_SECTION = re.compile(r"^(?:types|enums|errors):$", re.M)


def spec_text(document: Mapping[str, Any]) -> str:
    """The text of a spec file.

    Raises:
        Unwritable: Some value cannot stand in a spec.
    """
    text = dump_spec(document)
    start = text.index("\nactions:")
    following = _NEXT_SECTION.search(text, start)
    end = following.start() if following else len(text)
    actions = _INFERRED.sub(r"\g<0> # inferred", text[start:end])
    return text[:start] + actions + text[end:]
