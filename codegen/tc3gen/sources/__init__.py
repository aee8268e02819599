"""Sources of specs: published definitions, documentation pages."""
