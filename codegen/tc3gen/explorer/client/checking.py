"""All that is wrong with a request, in the words of the client.

The client stops at the first problem. What it finds is noted, a fitting value is put in its
place, and the client is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from tc3gen.cloud.responses.samples import make_members
from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.client.reading import (
    Problem,
    Step,
    python_path,
    read_request,
    wire_path,
    wire_steps,
)
from tc3gen.spec.model import Action, Field

MAX_PROBLEMS = 40
"""Problems that are looked for; each takes reading the request once more."""


def check_request(
    package: ClientPackage, action: Action, values: Mapping[str, Any], site: str
) -> list[dict[str, str]]:
    """The problems of a request.

    `path` is the field as the client's `ValidationError` names it, `message` its reason,
    and `wire` the same place by the names of the wire.
    """
    reading = read_request(package, action, values, site)
    found = list(reading.problems)
    asked: Any = deepcopy(dict(values))
    seen = {problem.steps for problem in found}
    mended: set[tuple[Step, ...]] = set()
    model = reading.model
    while len(found) < MAX_PROBLEMS:
        problem = first_problem(package, action, model, site)
        if problem is None or problem.steps in mended:
            break
        if problem.steps not in seen:
            found.append(problem)
        seen.add(problem.steps)
        mended.add(problem.steps)
        if not _mend_value(package, action, asked, problem.steps):
            break
        model = read_request(package, action, asked, site).model
    return [
        {
            "path": python_path(package, action, problem.steps),
            "message": problem.message,
            "wire": wire_path(problem.steps),
        }
        for problem in found
    ]


def first_problem(
    package: ClientPackage, action: Action, model: Any, site: str
) -> Problem | None:
    """Return the problem for which the client refuses a model."""
    try:
        package.root.to_wire(model, site=site)
    except package.root.errors.ValidationError as error:
        return Problem(wire_steps(package, action, error.field), error.reason)
    return None


def _mend_value(
    package: ClientPackage, action: Action, values: Any, steps: tuple[Step, ...]
) -> bool:
    """Put something that fits in a place; False where there is no such place."""
    fields: Mapping[str, Field] = action.params
    place: Any = values
    field: Field | None = None
    for number, step in enumerate(steps):
        if isinstance(step, str):
            field = fields.get(step)
            kind = package.service.types.get(field.type.name) if field else None
            fields = kind.fields if kind else {}
        if number == len(steps) - 1:
            return field is not None and _replace_value(package, field, place, step)
        try:
            place = place[step]
        except (KeyError, IndexError, TypeError):
            return False
    return False


def _replace_value(
    package: ClientPackage, field: Field, place: Any, step: Step
) -> bool:
    if isinstance(step, int):
        if not isinstance(place, list):
            return False
        item = make_members({field.name: field}, package.service).get(field.name)
        place[step] = item[0] if isinstance(item, list) and item else None
        return place[step] is not None
    if not isinstance(place, dict):
        return False
    value = place.get(step)
    most = field.items[1] if field.items else None
    if isinstance(value, list) and most is not None and len(value) > most:
        place[step] = value[: int(most)]
    elif not field.required:
        place.pop(step, None)
    else:
        place.update(make_members({field.name: field}, package.service))
    return True
