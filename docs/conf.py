"""Settings of Sphinx, which makes the pages: `make docs`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

project = "tc3"
author = "The tc3 project"
extensions = ["myst_parser", "sphinx_copybutton", "sphinx_design"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = "tc3"
html_show_sphinx = False
html_copy_source = False
html_show_copyright = False
html_use_index = False
html_static_path = ["_static"]
html_css_files = ["narrow.css"]
html_theme_options = {"navigation_with_keys": True}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "
copybutton_exclude = ".linenos, .gp, .go"
nitpicky = True
html_extra_path = ["llms.txt"]


def setup(app: Sphinx) -> None:
    """Have each page beside its HTML as Markdown, to which `llms.txt` leads."""
    app.connect("build-finished", copy_sources)


def copy_sources(app: Sphinx, error: Exception | None) -> None:
    """Copy the sources of all pages, and the list of the products' actions."""
    if error is not None:
        return
    sources = [Path(app.env.doc2path(name)) for name in app.env.found_docs]
    for source in [*sources, Path(app.srcdir, "reference", "llms.txt")]:
        shutil.copyfile(source, Path(app.outdir, source.relative_to(app.srcdir)))
