"""The signature methods that the API knows."""

from typing import Literal

SignatureMethod = Literal["TC3-HMAC-SHA256", "HmacSHA256", "HmacSHA1"]
