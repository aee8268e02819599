"""Actions that report what became of messages."""
