"""A folder in which somebody writes specs of their own: begun, described to editors, watched."""
