"""Calls: the client of a command, what became of its calls, and what its errors mean."""
