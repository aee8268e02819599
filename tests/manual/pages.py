"""All pages of the manual, by the names of their files."""

from __future__ import annotations

from pathlib import Path

from . import clients, commands, errors, limits, local_cloud, package, spec_format

FOLDER = Path(__file__).parents[2] / "docs" / "manual"


def pages() -> dict[str, str]:
    """Make all pages."""
    return {
        "tc3gen.md": commands.tc3gen_page(),
        "tc3.md": commands.tc3_page(),
        "spec-format.md": spec_format.spec_page(),
        "errors.md": errors.errors_page(),
        "client-options.md": clients.options_page(),
        "limits.md": limits.limits_page(),
        "local-cloud.md": local_cloud.cloud_page(),
        "generated-package.md": package.package_page(),
    }
