"""What of a module belongs to a feature."""

from __future__ import annotations

import re
from textwrap import dedent

import pytest

from tc3gen.python.output.package import RUNTIME
from tc3gen.python.source.feature_marks import apply_marks
from tc3gen.python.vendoring.features import missing_features

SOURCE = dedent(
    '''\
    import os

    LIMIT = 5  # with limits
    """How many."""


    class Client:
        session: object = None  # with sessions

        def send(
            self,
            text: str,
            session: object = None,  # with sessions
        ) -> str:
            if session is not None:  # with sessions
                # What is sent over it.
                text = str(session) + text
            if os.environ:  # without sessions
                text = text.upper()
            return self.encode(
                text,
                # with limits
                most=min(
                    LIMIT,
                    10,
                ),
            )

        # with limits
        @staticmethod
        def check(text: str) -> bool:
            return len(text) < LIMIT
    '''
)


def test_whole() -> None:
    made = apply_marks(SOURCE)
    assert "# with" not in made
    assert "upper" not in made, "only for those who have no sessions"
    assert made == apply_marks(SOURCE.replace("# with limits", "# with other"))
    assert "    def send(\n        self,\n        text: str,\n        session" in made


def test_without_a_feature() -> None:
    assert apply_marks(SOURCE, {"sessions", "limits"}) == dedent(
        """\
        import os


        class Client:
            def send(
                self,
                text: str,
            ) -> str:
                if os.environ:
                    text = text.upper()
                return self.encode(
                    text,
                )
        """
    )


@pytest.mark.parametrize(
    "comment", ["# with a reason", "# without it, none", "#with x"]
)
def test_other_comments_are_no_marks(comment: str) -> None:
    source = f"LIMIT = 5  {comment}\n"
    assert apply_marks(source, {"a", "it", "x", "reason"}) == source


def test_every_mark_of_the_runtime_names_a_feature() -> None:
    """A typing error would leave code in every package, or in none."""
    known = missing_features(())
    for path in sorted(RUNTIME.rglob("*.py")):
        source = path.read_text()
        whole = apply_marks(source)
        for name in known:
            source = source.replace(f"# with {name}\n", "\n")
            source = source.replace(f"# without {name}\n", "\n")
        assert apply_marks(source, {"none"}) == source, path.name
        compile(whole, path.name, "exec")


def test_marks_are_the_exception() -> None:
    """A feature is a folder, or a name; what neither can say is marked."""
    mark = re.compile(r"# (with|without) (\w+)\n")
    found = [
        feature
        for path in RUNTIME.rglob("*.py")
        for _, feature in mark.findall(path.read_text())
        if feature in missing_features(())
    ]
    assert 0 < len(found) <= 30
