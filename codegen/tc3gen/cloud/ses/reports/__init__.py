"""Actions that count."""
