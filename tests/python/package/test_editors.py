"""Editors that complete by jedi, and tools that read docstrings as reStructuredText."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import jedi
import pytest
from effort import by_night
from sphinx.application import Sphinx

from tc3.ses import AsyncSesClient, SesClient
from tc3gen.python.source.literals import docstring_text, member_docstring

MADE = {
    "with": "with SesClient() as s:",
    "async with": "async with AsyncSesClient() as s:",
    "with_options": "if s := SesClient().with_options(timeout=1):",
}


@pytest.mark.parametrize("how", [*MADE][:1] + [by_night(how) for how in [*MADE][1:]])
def test_all_methods_are_completed(how: str) -> None:
    code = [
        "from tc3.ses import AsyncSesClient, SesClient",
        "async def call():",
        f"    {MADE[how]}",
        "        s.",
    ]
    found = {each.name for each in jedi.Script("\n".join(code)).complete(4, 10)}
    cls = AsyncSesClient if how == "async with" else SesClient
    assert {name for name in dir(cls) if not name.startswith("_")} <= found


DOCUMENTED = """
x
=
.. automodule:: tc3
   :members: AsyncClient, AsyncInterceptor, CallContext, Client, Interceptor, OpenTelemetry
.. automodule:: tc3.testing
   :members:
.. automodule:: tc3.errors
   :members:
.. automodule:: tc3.sts.v20180813.client
   :members:
.. automodule:: tc3.ses.v20201002.bulk
   :members:
.. automodule:: tc3.ses.v20201002.waiters
   :members:
.. automodule:: tc3.ses.v20201002.events
   :members:
.. automodule:: tc3.ses.v20201002.enums
   :members:
.. automodule:: tc3.ses.v20201002.models.batch_send_email
   :members:
.. automodule:: tc3.ses.v20201002.models.cycle_email_param
   :members:
"""


@pytest.mark.slow
@pytest.mark.nightly
def test_docstrings_are_valid_for_sphinx_too(tmp_path: Path) -> None:
    source, out = tmp_path / "source", tmp_path / "out"
    source.mkdir()
    source.joinpath("index.rst").write_text(DOCUMENTED)
    warnings = StringIO()
    settings = {
        "project": "x",
        "extensions": ["sphinx.ext.autodoc", "sphinx.ext.napoleon"],
        "text_sectionchars": "=",
    }
    app = Sphinx(
        source, None, out, out, "text", settings, status=None, warning=warnings
    )
    app.build()
    assert warnings.getvalue() == ""
    said = " ".join((out / "index.txt").read_text().split())
    assert "for accounts that were granted it. Deprecated: Use" in said
    assert "Send one message to every address of a recipient group." in said


@pytest.mark.parametrize(
    ("text", "doc"),
    [
        ("Plain.", '"""Plain."""'),
        ("Raw. Deprecated: Use x.", '"""Raw. Deprecated:\n    Use x.\n    """'),
        ("Begins at 08:00 or so.", '"""Begins at\n    08:00 or so.\n    """'),
        ("A `b::c` is none.", '"""A `b::c` is none."""'),
        ("Ends in one:", '"""Ends in one:"""'),
        ("One of:\n- a: b", '"""One of:\n    - a: b\n    """'),
        (f"{'word ' * 20}end: x", None),
    ],
)
def test_what_stands_before_a_colon_is_not_taken_for_a_type(
    text: str, doc: str | None
) -> None:
    assert member_docstring(text) == (doc or docstring_text(text, 4))
