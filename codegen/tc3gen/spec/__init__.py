"""The model of a spec: reading, checking and editing it."""
