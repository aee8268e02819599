"""Waiting for a turn."""
