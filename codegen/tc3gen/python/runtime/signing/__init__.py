"""Signatures. Pure functions."""
