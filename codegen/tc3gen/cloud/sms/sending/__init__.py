"""Actions that send, limits of sending, and the outcome of what was sent."""
