"""Conditions of which a part is known, on the trees of libcst."""

from __future__ import annotations

import libcst as cst

Removal = cst.RemovalSentinel
Statements = cst.FlattenSentinel[cst.BaseStatement]
_TRUTH = {"True": True, "False": False, "None": False}


class Decisions(cst.CSTTransformer):
    """Decides conditions whose outcome is known, and keeps the branch that is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._branches: set[int] = set()
        """The `elif`s, by `id`."""

    def leave_Comparison(
        self, original_node: cst.Comparison, updated_node: cst.Comparison
    ) -> cst.BaseExpression:
        if len(updated_node.comparisons) != 1:
            return updated_node
        left, right = constant(updated_node.left), None
        comparison = updated_node.comparisons[0]
        right = constant(comparison.comparator)
        if left is None or right is None:
            return updated_node
        if isinstance(comparison.operator, (cst.Is, cst.Equal)):
            return cst.Name(str(left == right))
        if isinstance(comparison.operator, (cst.IsNot, cst.NotEqual)):
            return cst.Name(str(left != right))
        return updated_node

    def leave_UnaryOperation(
        self, original_node: cst.UnaryOperation, updated_node: cst.UnaryOperation
    ) -> cst.BaseExpression:
        truth = truth_of(condition(updated_node.expression))
        if truth is None or not isinstance(updated_node.operator, cst.Not):
            return updated_node
        return cst.Name(str(not truth))

    def leave_BooleanOperation(
        self, original_node: cst.BooleanOperation, updated_node: cst.BooleanOperation
    ) -> cst.BaseExpression:
        updated_node = _flattened(updated_node)
        left = truth_of(updated_node.left)
        decides = isinstance(updated_node.operator, cst.Or)
        if left is None:
            right = constant(updated_node.right)
            is_idle = right == str(not decides) and is_truth(updated_node.left)
            return updated_node.left if is_idle else updated_node
        return updated_node.left if left is decides else updated_node.right

    def leave_IfExp(
        self, original_node: cst.IfExp, updated_node: cst.IfExp
    ) -> cst.BaseExpression:
        test = condition(updated_node.test)
        truth = truth_of(test)
        if truth is None:
            return updated_node.with_changes(test=test)
        return updated_node.body if truth else updated_node.orelse

    def visit_If(self, node: cst.If) -> None:
        if isinstance(node.orelse, cst.If):
            self._branches.add(id(node.orelse))

    def leave_If(
        self, original_node: cst.If, updated_node: cst.If
    ) -> cst.BaseStatement | Statements | Removal:
        made = updated_node.with_changes(
            test=condition(updated_node.test), orelse=decide_branch(updated_node.orelse)
        )
        if id(original_node) in self._branches:
            return made  # the `if` that it belongs to decides
        truth = truth_of(made.test)
        if truth is None:
            is_idle = not made.body.body and made.orelse is None
            return cst.RemoveFromParent() if is_idle and is_pure(made.test) else made
        if truth:
            return cst.FlattenSentinel(_statements(made.body))
        if isinstance(made.orelse, cst.Else):
            return cst.FlattenSentinel(_statements(made.orelse.body))
        return cst.RemoveFromParent() if made.orelse is None else made.orelse


def decide_branch(rest: cst.If | cst.Else | None) -> cst.If | cst.Else | None:
    """An `elif` or `else`, or what is left of it."""
    if not isinstance(rest, cst.If):
        return rest
    truth = truth_of(rest.test)
    if truth is None:
        return rest
    return cst.Else(rest.body) if truth else rest.orelse


def constant(node: cst.BaseExpression) -> str | None:
    """The text of a constant that can be compared; None for what is not one."""
    if isinstance(node, cst.Name) and node.value in _TRUTH:
        return node.value
    if isinstance(node, cst.SimpleString):
        return repr(node.evaluated_value)
    return None


def truth_of(node: cst.BaseExpression) -> bool | None:
    """The truth of an expression, where that is known."""
    if isinstance(node, cst.Name):
        return _TRUTH.get(node.value)
    if isinstance(node, cst.SimpleString):
        return bool(node.evaluated_value)
    if isinstance(node, (cst.Tuple, cst.List)) and not node.elements:
        return False
    return None


def condition(node: cst.BaseExpression) -> cst.BaseExpression:
    """A condition without parts that do not matter to its truth."""
    if not isinstance(node, cst.BooleanOperation):
        return node
    decides = isinstance(node.operator, cst.Or)
    left, right = condition(node.left), condition(node.right)
    known = truth_of(right)
    if known is None:
        return node.with_changes(left=left, right=right)
    if known is not decides:
        return left
    return right if is_pure(left) else node


def _flattened(node: cst.BooleanOperation) -> cst.BooleanOperation:
    """`a or None or b` as `a or b`; with `and`, what is true in the middle."""
    inner = node.left
    if not isinstance(inner, cst.BooleanOperation) or inner.lpar:
        return node
    is_or = isinstance(node.operator, cst.Or)
    if isinstance(inner.operator, cst.Or) is not is_or:
        return node
    return (
        node
        if truth_of(inner.right) is not (not is_or)
        else node.with_changes(left=inner.left)
    )


def is_truth(node: cst.BaseExpression) -> bool:
    """Tell if an expression has no other values than true and false."""
    is_not = isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not)
    return is_not or isinstance(node, cst.Comparison)


def is_pure(node: cst.CSTNode) -> bool:
    """Tell if leaving an expression out changes nothing."""
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return node.func.value == "isinstance" and all(map(is_pure, node.args))
    if isinstance(node, (cst.Call, cst.Await, cst.NamedExpr, cst.Yield)):
        return False
    return all(is_pure(child) for child in node.children)


def _statements(suite: cst.BaseSuite) -> list[cst.BaseStatement]:
    assert isinstance(suite, cst.IndentedBlock)  # `ruff format` leaves no other
    return [*suite.body]
