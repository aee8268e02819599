"""What `pages` may say."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ..texts import SEND

Found = Callable[[str], list[str]]

PAGING = (
    SEND
    + """\
    params:
      Offset: {type: integer, doc: D.}
      Limit: {type: string, doc: D.}
      Filter: {type: Filter, doc: D.}
    returns:
      Total: {type: integer, doc: D.}
      Next: {type: string, doc: D.}
      Data: {type: Data, doc: D.}
      Groups: {type: "list[string]", doc: D.}
    pages: %s
types:
  Filter: {doc: D., fields: {Page: {type: integer, doc: D.}}}
  Data: {doc: D., fields: {Items: {type: "list[string]", doc: D.}}}
"""
)


@pytest.mark.parametrize(
    "pages",
    [
        "{offset: Offset, limit: Limit, total: Total, items: Groups}",
        "{page: Filter.Page, size: Limit, items: Data.Items}",
        "{token: Limit, next: Next, items: Groups}",
    ],
)
def test_paging(problems: Found, pages: str) -> None:
    assert problems(PAGING % pages) == []


@pytest.mark.parametrize(
    ("pages", "problem"),
    [
        (
            "{offset: Ofset, limit: Limit, items: Groups}",
            '18:21: there is no "Ofset" in the parameters; did you mean `Offset`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Groupes}",
            '18:50: there is no "Groupes" in the response; did you mean `Groups`?',
        ),
        (
            "{offset: Offset, limit: Limit, total: Count, items: Groups}",
            '18:50: there is no "Count" in the response',
        ),
        (
            "{page: Offset, size: Size, items: Groups}",
            '18:33: there is no "Size" in the parameters',
        ),
        (
            "{token: Limit, next: Text, items: Groups}",
            '18:33: there is no "Text" in the response; did you mean `Next`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Data.Item}",
            '18:50: there is no "Item" in `Data`; did you mean `Items`?',
        ),
        (
            "{offset: Offset, limit: Limit, items: Groups.Items}",
            '18:50: there is no "Items" in `Groups`',
        ),
        (
            "{offset: Filter, limit: Limit, items: Groups}",
            "18:21: `Filter` must be `integer` or `string` to page by, not `Filter`",
        ),
        (
            "{offset: Offset, limit: Limit, items: Data}",
            "18:50: `Data` must be a list to page by, not `Data`",
        ),
        (
            "{token: Limit, next: Groups, items: Groups}",
            "18:33: `Groups` must be `integer` or `string` to page by, "
            "not `list[string]`",
        ),
    ],
)
def test_paging_names_members(problems: Found, pages: str, problem: str) -> None:
    assert problems(PAGING % pages) == [f"ses.yaml:{problem}"]
