"""A module of the runtime as it is where some names have one known value, or do not exist.

A feature that is left out leaves its options at their defaults: what depends on them is decided
here, once, instead of at each call.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import libcst as cst

from tc3gen.python.vendoring.blocks import is_text, tidy_block
from tc3gen.python.vendoring.conditions import Decisions

GONE = ""
"""The value of a name that does not exist."""

Removal = cst.RemovalSentinel


def specialize_module(source: str, absent: Mapping[str, str]) -> str:
    """A module without some names.

    `absent` maps names of parameters, attributes, variables, functions and classes to the
    expression that stands for them, or to `GONE`. Of a function, `f()` is the value of its calls.
    Parameters and keyword arguments of these names go, as do assignments to them, their
    definitions, and items of displays, unions and subscripts; what is true or false then is
    decided.
    """
    if not any(name.removesuffix("()").lstrip(".") in source for name in absent):
        return source
    return cst.parse_module(source).visit(_Specialize(absent)).code


class _Specialize(Decisions):
    def __init__(self, absent: Mapping[str, str]) -> None:
        super().__init__()
        self._values = {
            name: cst.parse_expression(text) if text else None
            for name, text in absent.items()
        }
        self._gone = {name for name, value in self._values.items() if value is None}
        self._texts: set[int] = set()
        """Lines of documentation whose attribute goes, by `id`."""
        self._in_slots = False

    def _is_absent(self, node: cst.CSTNode | None) -> bool:
        """Tell if a name, an attribute or a call of one is absent."""
        if isinstance(node, cst.Name):
            return node.value in self._values
        if isinstance(node, cst.Attribute):
            name = node.attr.value
            is_known = name in self._values or f".{name}" in self._values
            return is_known or self._is_gone(node.value)
        if isinstance(node, cst.Await):
            return self._is_absent(node.expression)
        if isinstance(node, cst.Call):
            return self._is_absent(node.func)
        return False

    def _is_gone(self, node: cst.CSTNode) -> bool:
        names = (cst.Name, cst.Attribute)
        return (
            isinstance(node, names)
            and self._is_absent(node)
            and (self._value(node) is None)
        )

    def _is_from_gone(self, node: cst.CSTNode) -> bool:
        """Tell if a value comes of a call of what is gone."""
        if isinstance(node, cst.Await):
            return self._is_from_gone(node.expression)
        return isinstance(node, cst.Call) and self._is_gone(node.func)

    def _value(self, node: cst.Name | cst.Attribute) -> cst.BaseExpression | None:
        if isinstance(node, cst.Attribute):
            name = node.attr.value
            return self._values.get(f".{name}") or self._values.get(name)
        return self._values.get(node.value)

    # Names, where they are read

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        return False  # the name behind the dot is none of its own

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        if self._is_absent(original_node):
            return self._value(original_node) or original_node
        return original_node.with_changes(value=original_node.value.visit(self))

    def leave_Name(
        self, original_node: cst.Name, updated_node: cst.Name
    ) -> cst.BaseExpression:
        return self._values.get(original_node.value) or original_node

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        return False

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.ImportFrom | Removal:
        if isinstance(original_node.names, cst.ImportStar):
            return original_node
        left = [a for a in original_node.names if a.evaluated_name not in self._gone]
        if len(left) == len(original_node.names):
            return original_node
        if not left:
            return cst.RemoveFromParent()
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return original_node.with_changes(names=left)

    def leave_Call(
        self, original_node: cst.Call, updated_node: cst.Call
    ) -> cst.BaseExpression:
        function = original_node.func
        if isinstance(function, cst.Attribute):
            function = function.attr
        if not isinstance(function, cst.Name):
            return updated_node
        value = self._values.get(f"{function.value}()")
        if value is not None:
            return value
        if function.value == "isinstance" and self._is_gone(
            original_node.args[1].value
        ):
            return cst.Name("False")
        return updated_node

    # What goes with a name

    def visit_Arg(self, node: cst.Arg) -> bool:
        return False

    def leave_Arg(
        self, original_node: cst.Arg, updated_node: cst.Arg
    ) -> cst.Arg | Removal:
        is_star = original_node.star and self._is_absent(original_node.value)
        if is_star or self._is_absent(original_node.keyword):
            return cst.RemoveFromParent()
        return original_node.with_changes(value=original_node.value.visit(self))

    def visit_Param(self, node: cst.Param) -> bool:
        return not self._is_absent(node.name)

    def leave_Param(
        self, original_node: cst.Param, updated_node: cst.Param
    ) -> cst.Param | Removal:
        if self._is_absent(original_node.name):
            return cst.RemoveFromParent()
        return updated_node

    def visit_Parameters(self, node: cst.Parameters) -> bool:
        return not self._has_only_absent_keywords(node)

    def leave_Parameters(
        self, original_node: cst.Parameters, updated_node: cst.Parameters
    ) -> cst.Parameters:
        if not self._has_only_absent_keywords(original_node):
            return updated_node
        without_star = original_node.with_changes(
            star_arg=cst.MaybeSentinel.DEFAULT, kwonly_params=()
        )
        return cst.ensure_type(without_star.visit(self), cst.Parameters)

    def _has_only_absent_keywords(self, node: cst.Parameters) -> bool:
        names = [param.name for param in node.kwonly_params]
        is_bare = isinstance(node.star_arg, cst.ParamStar)
        return is_bare and bool(names) and all(map(self._is_absent, names))

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return not self._is_absent(node.name)

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | Removal:
        if self._is_absent(original_node.name):
            return cst.RemoveFromParent()
        return updated_node

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return not self._is_absent(node.name)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef | Removal:
        if self._is_absent(original_node.name):
            return cst.RemoveFromParent()
        return updated_node

    def visit_Assign(self, node: cst.Assign) -> bool:
        target = node.targets[0].target
        self._in_slots = isinstance(target, cst.Name) and target.value == "__slots__"
        return not all(self._is_absent(each.target) for each in node.targets)

    def visit_AssignTarget(self, node: cst.AssignTarget) -> bool:
        return not self._is_absent(node.target)

    def leave_AssignTarget(
        self, original_node: cst.AssignTarget, updated_node: cst.AssignTarget
    ) -> cst.AssignTarget | Removal:
        if self._is_absent(original_node.target):
            return cst.RemoveFromParent()
        return updated_node

    def leave_Assign(
        self, original_node: cst.Assign, updated_node: cst.Assign
    ) -> cst.Assign | Removal:
        self._in_slots = False
        is_gone = all(self._is_absent(each.target) for each in original_node.targets)
        if is_gone or self._is_from_gone(original_node.value):
            return cst.RemoveFromParent()
        return updated_node

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:
        return not self._is_absent(node.target)

    def leave_AnnAssign(
        self, original_node: cst.AnnAssign, updated_node: cst.AnnAssign
    ) -> cst.AnnAssign | Removal:
        if self._is_absent(original_node.target):
            return cst.RemoveFromParent()
        return updated_node

    def leave_Nonlocal(
        self, original_node: cst.Nonlocal, updated_node: cst.Nonlocal
    ) -> cst.Nonlocal | Removal:
        left = [item for item in original_node.names if not self._is_absent(item.name)]
        if not left:
            return cst.RemoveFromParent()
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return original_node.with_changes(names=left)

    def visit_Del(self, node: cst.Del) -> bool:
        return False

    def leave_Del(
        self, original_node: cst.Del, updated_node: cst.Del
    ) -> cst.Del | Removal:
        target = original_node.target
        if not isinstance(target, cst.Tuple):
            return cst.RemoveFromParent() if self._is_absent(target) else original_node
        left = [e for e in target.elements if not self._is_absent(e.value)]
        if len(left) == 1:
            return original_node.with_changes(target=left[0].value)
        left[-1] = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return original_node.with_changes(target=target.with_changes(elements=left))

    def leave_Raise(
        self, original_node: cst.Raise, updated_node: cst.Raise
    ) -> cst.Raise | Removal:
        raised = original_node.exc
        if raised is not None and self._is_gone(raised):
            return cst.RemoveFromParent()
        return updated_node

    def leave_Expr(
        self, original_node: cst.Expr, updated_node: cst.Expr
    ) -> cst.Expr | Removal:
        if self._is_absent(original_node.value):
            return cst.RemoveFromParent()
        return updated_node

    def leave_ExceptHandler(
        self, original_node: cst.ExceptHandler, updated_node: cst.ExceptHandler
    ) -> cst.ExceptHandler | Removal:
        caught = original_node.type
        if caught is not None and self._is_gone(caught):
            return cst.RemoveFromParent()
        return updated_node

    def leave_Element(
        self, original_node: cst.Element, updated_node: cst.Element
    ) -> cst.Element | Removal:
        value = original_node.value
        is_slot = self._in_slots and isinstance(value, cst.SimpleString)
        if self._is_gone(value) or (
            is_slot and isinstance(value, cst.SimpleString) and self._is_known(value)
        ):
            return cst.RemoveFromParent()
        return updated_node

    def _is_known(self, text: cst.SimpleString) -> bool:
        return text.raw_value in self._values or f".{text.raw_value}" in self._values

    def leave_DictElement(
        self, original_node: cst.DictElement, updated_node: cst.DictElement
    ) -> cst.DictElement | Removal:
        value = original_node.value
        names = value.raw_value.split() if isinstance(value, cst.SimpleString) else []
        is_gone = self._is_gone(value) or self._is_gone(original_node.key)
        if is_gone or (names and self._gone.issuperset(names)):
            return cst.RemoveFromParent()
        return updated_node

    def leave_SubscriptElement(
        self, original_node: cst.SubscriptElement, updated_node: cst.SubscriptElement
    ) -> cst.SubscriptElement | Removal:
        index = original_node.slice
        if isinstance(index, cst.Index) and self._is_gone(index.value):
            return cst.RemoveFromParent()
        return updated_node

    # Statements around

    def visit_IndentedBlock(self, node: cst.IndentedBlock) -> None:
        self._note_texts(node.body)

    def visit_Module(self, node: cst.Module) -> None:
        self._note_texts(node.body)

    def _note_texts(self, body: Sequence[cst.BaseStatement]) -> None:
        for line, following in pairwise(body):
            if not isinstance(line, cst.SimpleStatementLine):
                continue
            first = line.body[0]
            target: cst.CSTNode | None = None
            if isinstance(first, cst.AnnAssign):
                target = first.target
            elif isinstance(first, cst.Assign):
                target = first.targets[0].target
            if self._is_absent(target) and is_text(following):
                self._texts.add(id(following))

    def leave_SimpleStatementLine(
        self,
        original_node: cst.SimpleStatementLine,
        updated_node: cst.SimpleStatementLine,
    ) -> cst.SimpleStatementLine | Removal:
        if id(original_node) in self._texts or not updated_node.body:
            return cst.RemoveFromParent()
        return updated_node

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        return updated_node.with_changes(
            body=tidy_block(original_node.body, updated_node.body)
        )
