"""Services by name and version, and the search in them."""

from tc3gen.explorer.catalog.catalog import Catalog, UnknownService, Version
from tc3gen.explorer.catalog.search import Hit

__all__ = ["Catalog", "Hit", "UnknownService", "Version"]
