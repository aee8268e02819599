"""Types that hold themselves: each of a circle is found, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from tc3gen.reference.recursion import find_recursive_types
from tc3gen.spec.model import Field, Type, TypeRef

NAMES = [f"T{number}" for number in range(7)]


def types_of(links: Mapping[str, list[str]]) -> dict[str, Type]:
    return {
        name: Type(
            name=name,
            fields={
                f"F{number}": Field(name=f"F{number}", type=TypeRef(other))
                for number, other in enumerate(others)
            },
        )
        for name, others in links.items()
    }


def reached(links: Mapping[str, list[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(links[start])
    while waiting:
        name = waiting.pop()
        if name in links and name not in found:
            found.add(name)
            waiting += links[name]
    return found


@given(
    st.dictionaries(
        st.sampled_from(NAMES), st.lists(st.sampled_from([*NAMES, "string"]))
    )
)
def test_each_type_that_leads_to_itself(links: dict[str, list[str]]) -> None:
    expected = {name for name in links if name in reached(links, name)}
    assert find_recursive_types(types_of(links)) == expected


def test_time_is_linear() -> None:
    def seconds(number: int) -> float:
        links = {f"T{n}": [f"T{n + 1}", f"T{n // 2}"] for n in range(number)}
        types = types_of(links)
        began = process_time()
        assert len(find_recursive_types(types)) == number
        return process_time() - began

    small = large = 0.0
    for _ in range(4):
        small, large = (min(seconds(n) for _ in range(2)) for n in (2000, 8000))
        if large < 8 * small + 0.05:
            return
    raise AssertionError(f"{small:.3f} s, {large:.3f} s")
