"""Sources of credentials, and the caches that keep them fresh."""
