"""The reference as Markdown: for people, for Sphinx (MyST), for language models."""
