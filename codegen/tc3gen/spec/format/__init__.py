"""The spec format: every property that a spec file may hold, with its meaning, once."""
