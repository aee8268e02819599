"""The description of a service: its vocabulary, loading and rules."""
