"""Whatever a file holds, loading and checking it raise nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tc3gen.spec.checks.run import check_specs
from tc3gen.spec.format.action_properties import ACTION as ACTION_SHAPE
from tc3gen.spec.format.field_properties import FIELD as FIELD_SHAPE
from tc3gen.spec.model import Common
from tc3gen.spec.problems import Problems
from tc3gen.spec.reading.load import Specs
from tc3gen.spec.reading.service import read_common, read_service
from tc3gen.spec.yaml.nodes import compose

from ..whole import WHOLE

VALUES = st.recursive(
    st.sampled_from(["5", "true", "null", "text", "NO", '""', "[]", "{}", "string"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(
            st.tuples(
                st.sampled_from(
                    [*FIELD_SHAPE.keys, *ACTION_SHAPE.keys, "fields", "values", "Send"]
                ),
                inner,
            ),
            max_size=3,
            unique_by=lambda pair: pair[0],
        ).map(lambda pairs: f"{{{', '.join(f'{k}: {v}' for k, v in pairs)}}}")
    ),
    max_leaves=12,
)
KEYS = ["service", "version", "title", "summary", "regions", "client", "rate_limit"]
KEYS += ["actions", "types", "enums", "errors", "parameters", "description"]


def outcome(text: str) -> tuple[Specs, bool]:
    """What a text gives as a service and as the common file, and whether that is all."""
    problems = Problems()
    root = compose(text, "ses.yaml", problems)
    if root is None:
        return Specs((), Common()), len(problems) > 0
    service = read_service(root, "ses.yaml", "ses.yaml", problems)
    common = read_common(root, "ses.yaml", "ses.yaml", problems)
    return Specs((service,), common, trees={"ses.yaml": root}), len(problems) > 0


@given(st.dictionaries(st.sampled_from(KEYS), VALUES))
def test_no_structure_raises(values: dict[str, str]) -> None:
    specs, _ = outcome("\n".join(f"{key}: {value}" for key, value in values.items()))
    check_specs(specs)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    specs, has_problems = outcome(text)
    check_specs(specs)
    assert has_problems


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 30), st.text(max_size=5))
def test_no_damaged_spec_raises(start: int, length: int, text: str) -> None:
    specs, _ = outcome(WHOLE[:start] + text + WHOLE[start + length :])
    check_specs(specs)
