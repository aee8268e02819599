"""YAML text as nodes that know their positions."""
