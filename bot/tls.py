"""Whom connections trust: read once a process, since that takes longer than all else that a client needs."""

from __future__ import annotations

import ssl
from functools import cache

import httpx


@cache
def trusted(environment: bool = False) -> ssl.SSLContext:
    """The roots that come with the bot. environment: those that SSL_CERT_FILE or SSL_CERT_DIR name come before them."""
    return httpx.create_ssl_context(trust_env=environment)
