"""Hooks around calls: interceptors, the log, OpenTelemetry."""
