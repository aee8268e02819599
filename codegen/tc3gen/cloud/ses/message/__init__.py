"""A mail: its record, MIME, footer, and mail that comes in."""
