"""Names of the API as names of Python."""
