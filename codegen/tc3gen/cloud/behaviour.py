"""What a product does beyond answering with its documented examples."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from tc3gen.cloud.requests import Call
from tc3gen.spec.fit import Misfit
from tc3gen.spec.vocabulary import Action


class Behaviour(Protocol):
    """A product that keeps state, one state for each account."""

    def answer(self, call: Call) -> Mapping[str, Any] | None:
        """The answer to a call; None for an action without behaviour of its own."""
        ...

    def refine(
        self, action: Action, misfit: Misfit, params: Mapping[str, Any]
    ) -> str | None:
        """The code that the action documents for parameters that miss the spec."""
        ...
