"""What a module is where some names have a known value, or do not exist."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tc3gen.python.output.package import RUNTIME
from tc3gen.python.vendoring.absences import ABSENT
from tc3gen.python.vendoring.features import STAND_INS
from tc3gen.python.vendoring.specialize import GONE, specialize_module
from tc3gen.python.vendoring.tidy import tidy_files


def left(source: str, **absent: str) -> str:
    made = specialize_module(dedent(source).lstrip(), absent)
    return tidy_files({"a.py": made})["a.py"]


OPTION = """
    class Client:
        __slots__ = ("limiter", "name")
        limiter: object = None
        \"\"\"Makes calls wait.\"\"\"

        def __init__(self, name: str, *, limiter: object = None) -> None:
            self.name = name
            self.limiter = limiter

        def send(self) -> str:
            if self.limiter is not None:
                self.limiter.wait(self.name)
            return self.name

    def make(limiter: object = None) -> Client:
        return Client("a", limiter=limiter)
"""


def test_an_option_disappears_with_all_that_asks_for_it() -> None:
    assert left(OPTION, limiter="None") == dedent(
        """\
        class Client:
            __slots__ = ("name",)

            def __init__(self, name: str) -> None:
                self.name = name

            def send(self) -> str:
                return self.name


        def make() -> Client:
            return Client("a")
        """
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("if on:\n    a()\nelse:\n    b()", "b()"),
        ("if not on:\n    a()\nelse:\n    b()", "a()"),
        ("if c:\n    a()\nelif on:\n    b()", "if c:\n    a()"),
        ("if c:\n    a()\nelif not on:\n    b()\nelse:\n    d()",
         "if c:\n    a()\nelse:\n    b()"),
        ("if on:\n    a()\nelif c:\n    b()", "if c:\n    b()"),
        ("if c and on:\n    a()", ""),
        ("if c or on:\n    a()", "if c:\n    a()"),
        ("if c() and on:\n    a()", "if c() and False:\n    a()"),
        ("x = c or on", "x = c or False"),
        ("x = on or c", "x = c"),
        ("x = a if on else b", "x = b"),
        ("x = kind == 'POST'", "x = True"),
        ("x = kind is None", "x = False"),
        ("def f():\n    if not on:\n        return a\n    return b",
         "def f():\n    return a"),
        ("x = gone.make()", ""),
        ("x = isinstance(a, gone)", "x = False"),
        ("x: a | b = [a, gone]", "x: a | b = [a, ]"),
        ("x = {'a': a, 'gone': gone}", "x = {'a': a, }"),
        ("del a, on", "del a"),
        ("gone(a)", ""),
        ("x = ask(1)", "x = False"),
        ("a.sent = on = b.on = True", "a.sent = True"),
        ("on = b.on = True", ""),
        ("x = {gone: 1, a: 2}", "x = {a: 2}"),
        ("x = c is None and not on", "x = c is None"),
        ("x = not c or on", "x = not c"),
        ("x = c or on or d", "x = c or d"),
        ("x = c and not on and d", "x = c and d"),
        ("x = c and not on", "x = c and True"),
        ("def f():\n    on = g()\n\n    h()\n    return x",
         "def f():\n    h()\n    return x"),
        ("def f():\n    x = g()\n    if on:\n        h(x)\n    return x",
         "def f():\n    return g()"),
        ("def f():\n    x = g()\n    return x", "def f():\n    x = g()\n    return x"),
        ("def f():\n    x: A = g()\n    del on\n    return x",
         "def f():\n    x: A = g()\n    return x"),
        ("def f():\n    nonlocal a, on\n    a = 1", "def f():\n    nonlocal a\n    a = 1"),
        ("def f():\n    nonlocal on\n    a = 1", "def f():\n    a = 1"),
    ],
)  # fmt: skip
def test_what_is_known_is_decided(before: str, after: str) -> None:
    names = {"on": "False", "kind": "'POST'", "gone": GONE, "ask()": "False"}
    assert specialize_module(f"{before}\n", names).strip() == after


def test_every_name_of_the_table_is_in_its_room() -> None:
    """A name that was changed there would be left in every package."""
    for feature, rooms in ABSENT.items():
        for room, names in rooms.items():
            place = RUNTIME / room.replace(".", "/")
            modules = [*place.rglob("*.py"), place.with_suffix(".py")]
            text = "\n".join(m.read_text() for m in modules if m.exists())
            for name in names:
                assert name.strip("().") in text, (feature, room, name)
    for pairs in STAND_INS.values():
        for name in {*pairs, *pairs.values()}:
            assert RUNTIME.joinpath(f"{name.replace('.', '/')}.py").exists()
