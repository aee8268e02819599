"""Small helpers that know nothing about specs or packages."""
