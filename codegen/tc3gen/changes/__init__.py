"""Changes between two descriptions of a service, and their meaning for a caller."""
