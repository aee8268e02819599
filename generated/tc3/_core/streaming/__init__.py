"""Responses that come as streams of events."""
