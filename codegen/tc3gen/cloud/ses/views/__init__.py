"""Read-only views of the state, for tests and pages."""
