"""The Explorer's pages, and the addresses that its scripts and other programs use."""

from tc3gen.explorer.web.routes import add_routes

__all__ = ["add_routes"]
