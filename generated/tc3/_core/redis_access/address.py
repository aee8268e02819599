"""The URL of a Redis: checked, and shown without its password."""

from __future__ import annotations

from urllib.parse import SplitResult, unquote, urlsplit

from ..errors import ConfigurationError

_SCHEMES = ("redis", "rediss", "redis+unix")


class RedisAddress:
    """The address of a Redis. Its repr, and the texts that `mask` gives, have no password."""

    def __init__(self, url: str, user: str) -> None:
        """Reads a URL; `user` is what uses it, as in `the rate limiter`.

        Raises:
            ConfigurationError: It is no URL of a Redis.
        """
        self._user = user
        parts = self._parsed(url)
        self.shown = f"redis at {parts.netloc.rpartition('@')[2] or parts.path}"
        self.url = url.replace("redis+unix:", "unix:", 1)
        """As the library `redis` writes it."""
        self._secrets = {parts.password or "", unquote(parts.password or "")} - {""}

    def __repr__(self) -> str:
        return f"<RedisAddress {self.shown}>"

    def mask(self, text: str) -> str:
        """Replace the password in a text, such as the message of an error."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text

    def bad(self) -> ConfigurationError:
        """The error for a URL that cannot be used; it does not quote it."""
        return ConfigurationError(
            f"the URL of {self._user}'s Redis must be as redis://host:6379/0, "
            "rediss://host:6379/0 or redis+unix:///path"
        )

    def _parsed(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            fine = parts.scheme in _SCHEMES and bool(parts.hostname or parts.path)
            fine = fine and parts.port != 0 and "@" not in parts.path
        except (ValueError, TypeError, AttributeError):
            raise self.bad() from None
        if not fine:
            raise self.bad()
        return parts
