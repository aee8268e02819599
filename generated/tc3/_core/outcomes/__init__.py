"""Refused items of calls that succeeded."""
