"""Python source as text: literals, wrapping, statements, marks of features."""
