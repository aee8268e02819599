"""Tests of `tc3/_core`, one file a module, through the generated package."""
