"""Blocks of statements of which some are gone, on the trees of libcst."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst


def tidy_block(
    before: Sequence[cst.BaseStatement], after: Sequence[cst.BaseStatement]
) -> list[cst.BaseStatement]:
    """What is left of a block, as if it had been written so."""
    left = [*_reached_statements(after)]
    if len(left) == len(before):
        return left
    if left:
        left[0] = _closed_up(left[0])
    return _returned_at_once(left)


def is_text(statement: cst.BaseStatement) -> bool:
    """Tell if a statement is a text that stands alone: documentation."""
    if not isinstance(statement, cst.SimpleStatementLine) or not statement.body:
        return False
    first = statement.body[0]
    texts = (cst.SimpleString, cst.ConcatenatedString)
    return isinstance(first, cst.Expr) and isinstance(first.value, texts)


def _reached_statements(
    body: Iterable[cst.BaseStatement],
) -> Iterable[cst.BaseStatement]:
    """The statements up to one that leaves the block."""
    for statement in body:
        yield statement
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[-1], (cst.Return, cst.Raise, cst.Continue, cst.Break)
        ):
            return


def _closed_up(statement: cst.BaseStatement) -> cst.BaseStatement:
    """A statement that begins a block now, without the blank lines above it."""
    lines = getattr(statement, "leading_lines", ())
    kept = [line for line in lines if line.comment is not None]
    return statement.with_changes(leading_lines=kept) if lines else statement


def _returned_at_once(body: list[cst.BaseStatement]) -> list[cst.BaseStatement]:
    """A block whose last line returns what the line before it assigns, in one line."""
    if len(body) < 2:
        return body
    assigned, returned = _single(body[-2]), _single(body[-1])
    if not isinstance(assigned, cst.Assign) or not isinstance(returned, cst.Return):
        return body
    target, name = assigned.targets[0].target, returned.value
    if not isinstance(target, cst.Name) or not isinstance(name, cst.Name):
        return body
    if target.value != name.value or len(assigned.targets) > 1:
        return body
    line = cst.ensure_type(body[-2], cst.SimpleStatementLine)
    return [
        *body[:-2],
        line.with_changes(body=[returned.with_changes(value=assigned.value)]),
    ]


def _single(statement: cst.BaseStatement) -> cst.BaseSmallStatement | None:
    """The statement of a line that has one."""
    if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) == 1:
        return statement.body[0]
    return None
