"""Requests taken apart, parameters read and errors named, without input or output."""
