"""Asking over loopback, and a page there that ends at once: uvicorn looks ten times a second whether it is to end, and
then waits as long again.
"""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import httpx
import uvicorn.server

_HASTE = 20  # times as often


async def _sleep(delay: float) -> None:
    await asyncio.sleep(delay / _HASTE)


uvicorn.server.asyncio = SimpleNamespace(**{**vars(asyncio), "sleep": _sleep})  # type: ignore[attr-defined, assignment]


def browser(base: str = "") -> httpx.AsyncClient:
    """A client that reads no certificates: that would take it longer than all that it is for here."""
    return httpx.AsyncClient(base_url=base, verify=False, trust_env=False)
