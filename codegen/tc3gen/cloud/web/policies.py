"""Headers of responses: what a browser may do with them. Nothing that a mail asks for."""

from __future__ import annotations

from collections.abc import Mapping

_COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
}


def _with_policy(*directives: str, referrer: str = "no-referrer") -> Mapping[str, str]:
    policy = "; ".join(directives)
    return {**_COMMON, "Referrer-Policy": referrer, "Content-Security-Policy": policy}


PAGE = _with_policy(
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    referrer="same-origin",  # without any, a form does not say which page it is of
)
"""Of our own pages: their own script and style, and nothing that is written inline."""

SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
"""Permissions of a mail's HTML: to open a link that was clicked on, in a new tab."""

_MAIL = (
    f"sandbox {SANDBOX}",
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    "font-src data:",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
)
MAIL = _with_policy(*_MAIL, "img-src data:")
"""Of the HTML of a mail: no script, no form, and nothing from elsewhere."""

MAIL_WITH_IMAGES = _with_policy(*_MAIL, "img-src data: http: https:")
"""Of the HTML of a mail whose pictures somebody asked for."""

DOWNLOAD = _with_policy("sandbox", "default-src 'none'", "frame-ancestors 'none'")
"""Of files that came with a mail: to be saved, whatever they are."""
