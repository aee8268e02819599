"""What changed between two descriptions of a service, and what it means for a caller."""
