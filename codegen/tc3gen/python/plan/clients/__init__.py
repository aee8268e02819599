"""The two clients of a service, and all kinds of their methods."""
