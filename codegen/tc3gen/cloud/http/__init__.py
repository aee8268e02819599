"""Between aiohttp and the cloud."""
