"""Dry runs: what would be sent, in four forms; nothing is sent."""
