"""The picture of the README: the Explorer and the outbox, side by side."""
