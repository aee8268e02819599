"""Ways to run a cloud: in a thread, in the foreground, in a test."""
