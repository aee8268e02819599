"""A local cloud: answers as the real service would."""
