"""Changes as text, Markdown and JSON."""
