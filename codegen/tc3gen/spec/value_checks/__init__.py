"""Checks of values against the fields and types of a spec."""
