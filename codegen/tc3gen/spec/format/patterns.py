"""Regular expressions for texts of a spec; the checks and `schema.json` share them."""

from __future__ import annotations

NAME = r"[A-Za-z][A-Za-z0-9_]*"
MAX_NAME_LENGTH = 128
"""Characters of a name; the longest in the published definitions has 64."""

PATH = rf"{NAME}(?:\.{NAME})*"
SERVICE = r"[a-z][a-z0-9]{0,63}"
VERSION = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
CLIENT = r"[A-Z][A-Za-z0-9]{0,63}"
REGION = r"[a-z]+(?:-[a-z0-9]+)+"
MAX_REGION_LENGTH = 64
ADDRESS = r"https?://[^\s/]+(?:/\S*)?"
HEADER = r"[A-Za-z][A-Za-z0-9-]{0,127}"
HOST = r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,63}"
OWN_REGION = r"[a-z0-9]+(?:-[a-z0-9]+)*"
MAX_HOST_LENGTH = 253
DOMAIN = r"(?:(?:[a-z0-9-]|\{(?:service|region)\}){1,63}\.){1,8}[a-z]{2,63}"
"""A host in which `{service}` and `{region}` stand for their names."""
ERROR_CODE = r"[A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z0-9_]+)*"
ENUM_MEMBER = r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*"
TYPE = rf"(list\[)*{NAME}\]*"
