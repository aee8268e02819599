"""Documentation pages, read as text and merged into specs."""
