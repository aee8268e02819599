"""Texts of messages: templates that are filled in, and the number of characters."""
