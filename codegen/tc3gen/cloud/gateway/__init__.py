"""From a request to a call, or to the error that the real service would give."""
