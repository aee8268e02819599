"""The commands. Each is a function of its words and of the options before it."""
