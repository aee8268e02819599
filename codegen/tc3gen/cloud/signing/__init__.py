"""Signatures: who signed a request."""
