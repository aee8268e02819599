"""The reference pages that code tells better than people: `python -m tests.manual` writes them.

Commands come from click and from the table of options, the spec format from the table of
properties, errors, options of clients and the local cloud from docstrings. None of it is
written a second time.
"""
