"""Web addresses as people type them. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 2000


def web_address(text: str) -> str:
    """The address as typed, with https:// where no scheme was; "" for what is none."""
    if not text or len(text) > LONGEST or any(c.isspace() or not c.isprintable() for c in text):
        return ""
    url = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        well = parts.scheme.lower() in ("http", "https") and (parts.port is None or parts.port > 0)
    except ValueError:
        return ""
    return url if well and ("." in host or ":" in host or host == "localhost") else ""
