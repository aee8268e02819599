"""Where specs come from: published definitions and documentation pages."""
