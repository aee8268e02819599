"""Comparisons of two specs, one module for each kind of definition."""
