"""`tc3gen list`."""

from __future__ import annotations

import click

_ONLY_BUNDLED = (
    "note: only what comes with tc3gen; for every published product: "
    "pip install --no-compile tccli"
)


@click.command(name="list")
@click.argument("words", nargs=-1, metavar="[WORDS]...")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object for each line instead."
)
def list_(words: tuple[str, ...], as_json: bool) -> None:
    """List the products that there are: versions, titles, number of actions.

    Those marked `spec` come with tc3gen: `tc3gen generate SERVICE`. Those marked `tccli`
    are published by the installed tccli: `tc3gen import tccli --only SERVICE --out DIR`.
    Words narrow the list: each must occur in the name, the version or the title.
    """
    from tc3gen.discovery.known_products import has_tccli, known_products
    from tc3gen.discovery.listing import show_products
    from tc3gen.spec.cache import load_cached
    from tc3gen.spec.reading.files import shipped_specs

    specs, _ = load_cached([shipped_specs()])
    found = known_products(specs, words)
    if not has_tccli():
        click.echo(_ONLY_BUNDLED, err=True)
    if not found:
        raise click.ClickException("no product has all these words: try fewer")
    show_products(found, as_json)
