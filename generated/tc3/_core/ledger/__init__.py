"""Ledgers: they record what must not happen twice, for all processes that share one."""
