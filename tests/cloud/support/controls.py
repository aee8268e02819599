"""What tests ask for under `/_local/`."""

from __future__ import annotations

from typing import Any

import aiohttp


class Controls:
    """The addresses under `/_local/` of a cloud."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.session, self.url = session, url

    async def __call__(
        self, method: str, path: str, body: Any = None, status: int = 200, **kept: Any
    ) -> Any:
        async with self.session.request(
            method, f"{self.url}/_local/{path}", json=body, **kept
        ) as response:
            assert response.status == status, await response.text()
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            return await response.json()

    async def fault(self, kind: str, **details: Any) -> Any:
        return await self("POST", "faults", {"kind": kind, **details})
