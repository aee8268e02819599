"""Signatures, templates and packages."""
