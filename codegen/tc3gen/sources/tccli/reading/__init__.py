"""The published definitions and their texts, as data."""
