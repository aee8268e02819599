"""Masking of secrets on the pages: signatures, tokens, passwords."""
