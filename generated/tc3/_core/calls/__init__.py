"""One call, without input or output."""
