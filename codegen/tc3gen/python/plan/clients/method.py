"""A method of a client, as it will stand in the class."""

from __future__ import annotations

from attrs import field, frozen

from tc3gen.python.plan.annotations import Annotation
from tc3gen.python.source.literals import function_head, parameter


@frozen
class Parameter:
    """A parameter of a method; annotation and default are code."""

    name: str
    annotation: str
    default: str | None = None


@frozen(kw_only=True)
class Method:
    """A method whose parts are code, laid out for a class; `doc` is text."""

    name: str
    returns: str
    doc: str
    body: str
    keywords: tuple[Parameter, ...] = ()
    positional: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()
    is_async: bool = False
    annotations: tuple[Annotation, ...] = field(factory=tuple)
    """The types of its parameters and its result, for the imports of the module."""

    @property
    def head(self) -> str:
        """Everything from `def` to the colon."""
        keyword = "async def" if self.is_async else "def"
        return function_head(
            f"{keyword} {self.name}",
            [_laid_out(each) for each in self.positional],
            [_laid_out(each) for each in self.keywords],
            self.returns,
        )


def _laid_out(each: Parameter) -> str:
    return parameter(each.name, each.annotation, each.default)
