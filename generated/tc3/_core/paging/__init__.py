"""Walks over the pages of an action."""
