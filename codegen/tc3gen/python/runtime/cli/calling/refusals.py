"""Items that the service refused in calls that succeeded, as values and as an exit code."""

from __future__ import annotations

from typing import Any

from ...model import Response
from ...outcomes.item import RefusedItem
from ...outcomes.refusal import RefusedItems
from ..exits import DONE, REFUSED
from ..output import errors
from ..output.stdout import flush_output


def exit_code_of(*responses: Response) -> int:
    """The exit code for responses whose refused items are shown, if there are any."""
    found = RefusedItems()
    found.add(*responses)
    return show_refused(found.kept, found.count)


def show_refused(refused: tuple[RefusedItem, ...], count: int) -> int:
    """Show refused items on standard error, behind the result. Returns the exit code."""
    if not refused:
        return DONE
    flush_output()
    items = "1 item was" if count == 1 else f"{count:,} items were"
    requests = {each.error.request_id for each in refused}
    errors.show_refused(
        {
            "code": "PartialFailure",
            "message": f"{items} refused",
            "count": count,
            "refused": [_values(each) for each in refused],
            "action": refused[0].error.action,
            "request_id": requests.pop() if len(requests) == 1 else None,
            "may_be_done": True,
            "exit_code": REFUSED,
        }
    )
    return REFUSED


def _values(refused: RefusedItem) -> dict[str, Any]:
    return {
        "item": refused.place if refused.item is None else refused.item,
        "code": refused.error.code,
        "message": refused.error.message,
        "count": refused.count,
    }
