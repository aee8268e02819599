"""Generates tc3, a typed SDK for Tencent Cloud API 3.0, from YAML."""
