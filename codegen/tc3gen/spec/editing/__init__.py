"""Writing specs as YAML, and changing one while keeping its text."""
