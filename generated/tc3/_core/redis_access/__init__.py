"""Connections to Redis, for what processes share: rate limits and ledgers."""
