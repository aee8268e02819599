"""The public API, held against what was promised last: `python -m tests.api`."""
