"""The asynchronous transport, over aiohttp's public interface."""
