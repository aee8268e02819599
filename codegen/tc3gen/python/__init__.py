"""From a service to a Python package."""
