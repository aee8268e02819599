"""The version of the SDK."""

VERSION = "0.1.0"
__version__ = VERSION

REQUEST_CLIENT = f"tc3-{VERSION}"
"""The name of the SDK in the provider's records."""
