"""`python -m tc3gen` is `tc3gen`."""

from __future__ import annotations

from tc3gen.cli import main

if __name__ == "__main__":
    main(prog_name="python -m tc3gen")
