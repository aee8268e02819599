"""The two clients: thin loops around the calls."""
