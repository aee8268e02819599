"""What is left of a runtime, shown on a small one."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest

from tc3gen.python.vendoring.prune import prune_definitions, strip_docs
from tc3gen.python.vendoring.shake import used_modules
from tc3gen.python.vendoring.tidy import tidy_files

SOURCES = {
    "client": """
        from __future__ import annotations

        import json
        import time
        from typing import TYPE_CHECKING

        from .base import Base, helper

        if TYPE_CHECKING:
            from .pages import Pager
            from .rare import Rare

        LIMIT = 5
        \"\"\"How many.\"\"\"

        UNUSED = time.time()


        class Client(Base):
            \"\"\"Calls.\"\"\"

            def send(self) -> str:
                return json.dumps(helper(LIMIT))

            # Of no use to most.
            @property
            def idle(self) -> Rare:
                return helper(1)

            def paginate(self) -> Pager:
                from .pages import Pager

                return Pager(self.send)

            def special(self) -> object:
                from .forms import prepare

                return prepare(self)
        """,
    "base": """
        from threading import local
        from urllib3.connection import HTTPConnection


        def helper(number: int) -> int:
            return number


        def nobody() -> None:
            pass


        class Base:
            pass


        class Here(local):
            value = 1


        class Connection(HTTPConnection):
            def endheaders(self) -> None:
                helper(1)
        """,
    "pages": "class Pager:\n    def __init__(self, send: object) -> None:\n        pass\n",
    "rare": "class Rare:\n    pass\n",
    "forms": "def prepare(value: object) -> object:\n    return value\n",
}
SOURCES = {name: dedent(text).lstrip() for name, text in SOURCES.items()}
SOURCES["__init__"] = ""
GENERATED = "from .._core.client import Client\n\nclass ToyClient(Client):\n    pass\n"


def left(text: str = GENERATED, wanted: tuple[str, ...] = ()) -> dict[str, str]:
    """The modules that are used by a generated file, with what is left of them."""
    unused = used_modules(SOURCES, [text], wanted=wanted)
    made = {
        f"{name}.py": prune_definitions(SOURCES[name], unused[name]) for name in unused
    }
    return {path.removesuffix(".py"): text for path, text in tidy_files(made).items()}


def test_what_nothing_mentions_goes() -> None:
    made = left()
    assert sorted(made) == ["__init__", "base", "client"]
    assert made["client"] == dedent(
        '''\
        from __future__ import annotations

        import json

        from .base import Base, helper

        LIMIT = 5
        """How many."""


        class Client(Base):
            """Calls."""

            def send(self) -> str:
                return json.dumps(helper(LIMIT))
        '''
    )
    assert made["base"] == dedent(
        """\
        def helper(number: int) -> int:
            return number


        class Base:
            pass
        """
    )


def test_what_a_generated_client_calls_stays_with_all_it_needs() -> None:
    text = GENERATED.replace("pass", "def all(self): return self.paginate()")
    made = left(text)
    assert sorted(made) == ["__init__", "base", "client", "pages"]
    assert "def paginate" in made["client"]
    assert "from .pages import Pager" in made["client"]


def test_what_is_mentioned_for_types_only_stays_too() -> None:
    text = GENERATED.replace("pass", "def odd(self): return self.idle")
    made = left(text)
    assert "from .rare import Rare" in made["client"]
    assert made["rare"] == SOURCES["rare"]


def test_a_module_that_is_wanted_stays_whole() -> None:
    assert "forms" not in left()
    whole = left(wanted=("forms",))
    assert whole["forms"] == SOURCES["forms"]


def test_methods_that_a_library_calls_stay() -> None:
    text = f"from .._core.base import Connection\n{GENERATED}"
    assert "def endheaders" in left(text)["base"]


DOCUMENTED = '''\
"""A module."""


class Alone:
    """Says enough.

    And more.
    """


def work(value: int) -> int:
    """Works.

    Args:
        value: A value.
    """
    number = value
    """Not a docstring, but a text that stands alone."""
    return number
'''


def test_documentation_is_shortened() -> None:
    made = strip_docs(DOCUMENTED)
    assert '    """Works."""\n    number = value' in made
    for gone in ("And more", "Args", "Says enough", "stands alone"):
        assert gone not in made


@pytest.mark.parametrize("end", ['no".', 'no"', 'no\\\\"', 'no\\"', "no\\\\", '"'])
def test_a_paragraph_may_end_with_a_quote(end: str) -> None:
    source = f'def f() -> int:\n    """Says {end}\n\n    More.\n    """\n    return 1\n'
    whole: dict[str, Any] = {}
    short: dict[str, Any] = {}
    exec(source, whole)
    exec(strip_docs(source), short)
    assert short["f"].__doc__ == whole["f"].__doc__.partition("\n")[0]


def test_documentation_and_comments_are_left_out() -> None:
    source = DOCUMENTED.replace('value\n    "', 'value  # noqa: X1\n    # why\n    "')
    made = tidy_files(
        {"a.py": prune_definitions(source, frozenset(), documented=False)}
    )["a.py"]
    assert made == (
        '"""A module."""\n\n\nclass Alone:\n    pass\n\n\n'
        "def work(value: int) -> int:\n    number = value  # noqa: X1\n    return number\n"
    )


PLAIN = """\
\"\"\"A module.\"\"\"

# ruff: noqa: F401
from __future__ import annotations

from .base import Base


class Colour(Base):
    RED = 1
    \"\"\"As a rose.\"\"\"

    # Not every leaf.
    GREEN = 2
    \"\"\"As a leaf.\"\"\"

    def __str__(self):
        return "a colour"
"""


def test_a_class_whose_members_were_documented_is_closed_up() -> None:
    made = tidy_files({"a.py": strip_docs(PLAIN)})["a.py"]
    assert made.partition("class")[2] == (
        " Colour(Base):\n    RED = 1\n    GREEN = 2\n\n"
        '    def __str__(self):\n        return "a colour"\n'
    )


def test_annotations_are_postponed_where_there_are_some() -> None:
    """But the comments for tools above that import stay."""
    future = "from __future__ import annotations"
    assert future not in strip_docs(PLAIN)
    assert "\n\n# ruff: noqa: F401\n\nfrom .base" in strip_docs(PLAIN)
    for some in ("def __str__(self) -> str:", "def __str__(self: str):"):
        assert future in strip_docs(PLAIN.replace("def __str__(self):", some))
    assert future in strip_docs(PLAIN.replace("RED = 1", "RED: int = 1"))
    assert future in prune_definitions(PLAIN + "A: int = 1\n", frozenset())
    assert future not in prune_definitions(PLAIN + "A: int = 1\n", frozenset("A"))
