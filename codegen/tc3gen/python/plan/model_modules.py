"""The modules of models and enums, as their templates take them."""

from __future__ import annotations

from attrs import frozen

from tc3gen.python.plan.annotations import Annotation
from tc3gen.python.plan.imports import Imports


@frozen
class ModelField:
    """A member of a class: its declaration as code, and its documentation."""

    line: str
    doc: str
    annotation: Annotation


@frozen(kw_only=True)
class TypeModule:
    """The module of a data type."""

    exports: list[str]
    name: str
    base: str
    doc: str
    fields: list[ModelField]
    imports: Imports


@frozen(kw_only=True)
class ActionModule:
    """The module of an action: its request and its response."""

    exports: list[str]
    prefix: str
    response_base: str
    outcomes: str
    """The class attribute of the response that tells refused items; empty if none does."""
    method: str
    doc: str
    decorator: str
    params: list[ModelField]
    returns: list[ModelField]
    imports: Imports


@frozen
class EnumMemberPlan:
    """A member of an enum."""

    line: str
    doc: str


@frozen
class EnumPlan:
    """A class of `_enums.py`."""

    name: str
    base: str
    open: bool
    doc: str
    members: list[EnumMemberPlan]


@frozen
class EnumsModule:
    """`_enums.py`, and `enums.py`, which loads it."""

    doc: str
    runtime: tuple[str, ...]
    """The lines that import names of the runtime."""
    exported: list[str]
    classes: list[EnumPlan]
