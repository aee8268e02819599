"""Merging newly imported facts into an edited spec."""
