"""Asking over loopback."""

from __future__ import annotations

import httpx


def browser(base: str = "") -> httpx.AsyncClient:
    """A client that reads no certificates: that would take it longer than all that it is for here."""
    return httpx.AsyncClient(base_url=base, verify=False, trust_env=False)
