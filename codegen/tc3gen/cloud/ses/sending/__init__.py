"""Actions that send, and the outcome of what was sent."""
