"""Models, JSON values and bytes: one into the other, checked."""
