"""The sources of a client that was given no credential."""

from __future__ import annotations

from ..credentials import TemporaryCredential
from .instance_role import InstanceRole
from .profiles import ProfileCredential
from .providers import HOW_TO_GIVE_ONE, Chain, EnvironmentCredential
from .source import Asker, Source, SourceUnavailable, Steps


def default_source() -> Source:
    """Make a chain of environment, profile files and instance role, in that order."""
    return Default(EnvironmentCredential(), ProfileCredential(), InstanceRole())


class Default(Chain):
    """The chain of a client that was given no credential."""

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        try:
            return (yield from super().fetch(asker))
        except SourceUnavailable as error:
            reason = str(error)
        raise SourceUnavailable(f"{reason}. {HOW_TO_GIVE_ONE}")
